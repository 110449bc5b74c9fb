"""The whole demonstration, from a seed, a scale and a day: the same every time."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import connection, transaction
from django.utils import translation

from portal.accounts.models import Office
from portal.audit.actions import record
from portal.audit.rules.actors import SYSTEM
from portal.demo.clock import STARTS_AT
from portal.demo.world import staff
from portal.demo.world.announcements import announce
from portal.demo.world.applicant import give_visit, open_page
from portal.demo.world.cases.build import build_cases
from portal.demo.world.endings import endings, name_matters
from portal.demo.world.offices import DAYS_AHEAD, FROM, PLACES, missing_counters, office
from portal.demo.world.pages import pages
from portal.demo.world.queue import begin_day
from portal.demo.world.requests import ask_for_visits
from portal.demo.world.tracked.build import let_follow
from portal.demo.world.tracked.olena import give_case
from portal.demo.world.visits import Scene, Used, visits_on
from portal.setup.catalogue import services as services_by_code
from scheduling.actions.rota import plan_rota
from scheduling.models import (
    Appointment,
    BlockedWindow,
    Closure,
    Counter,
    Duty,
    Outcome,
    ShiftPattern,
)
from scheduling.models.offers import blocks
from scheduling.rules.availability import openings
from scheduling.rules.hours import earliest, local_day

PAST_DAYS = 7
BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Built:
    """What a run made. Nothing, where the demonstration was there already."""

    counters: int = 0
    duties: int = 0
    visits: int = 0
    cases: int = 0
    events: int = 0


@transaction.atomic
def build(*, seed: int, scale: int, today: date, cases: int = 0) -> Built:
    """Make what the demonstration of this scale has more than there is; never less.

    Cases are made where there are none, also later: they are many, and nobody waits for them.
    """
    with translation.override("pl"):
        services = services_by_code(valid_from=FROM)
        offices = [office(place, services, today=today) for place in PLACES]
        added = [
            (made, missing_counters(place, made, services, scale=scale))
            for place, made in zip(PLACES, offices, strict=True)
        ]
        at = earliest(datetime.combine(today, time()), offices[0].zone)
        if not any(counters for _office, counters in added):
            happened = _cases(offices[0], count=cases, seed=seed, today=today, at=at)
            return Built(cases=cases if happened else 0, events=happened)
        # Hours are judged against visits at the end of the transaction, each row against
        # each visit; judged now, before there are any, it costs nothing.
        connection.check_constraints()
        pages()
        ask_for_visits(offices[0], services["COMPLETE"], at=at)
        announce(offices[0], today=today)
        staff.logins(offices, at=at)
        give_case(offices[0], today=today, at=at)
        used = Used.so_far()
        parts = [
            _fill(made, counters, Scene(seed=seed, today=today, at=at, zone=made.zone, used=used))
            for made, counters in added
        ]
        for made, counters in added:
            begin_day(made, counters, seed=seed, at=earliest(datetime.combine(today, STARTS_AT), made.zone))
        happened = _cases(offices[0], count=cases, seed=seed, today=today, at=at)
        counters, duties, visits = (sum(numbers) for numbers in zip(*parts, strict=True))
        built = Built(counters, duties, visits, cases, happened)
        made_of = {"counters": counters, "duties": duties, "visits": visits, "cases": cases}
        record("demo.built", subject=None, by=SYSTEM, at=at, seed=seed, scale=scale, **made_of)
        return built


def _cases(office: Office, *, count: int, seed: int, today: date, at: datetime) -> int:
    """Make cases, and let people follow some of them; return how many events they have."""
    happened = build_cases(office, count=count, seed=seed, today=today, at=at)
    if happened:
        let_follow(office, today=today, at=at)
    return happened


def _fill(office: Office, counters: list[Counter], scene: Scene) -> tuple[int, int, int]:
    first, last = scene.today - timedelta(days=PAST_DAYS), scene.today + timedelta(days=DAYS_AHEAD)
    duties = sum(_plan(office, counter, first=first, last=last, at=scene.at) for counter in counters)
    visits = _visits(office, counters, first=first, last=last, scene=scene)
    given = give_visit(visits, at=scene.at)
    name_matters(visits)
    Appointment.objects.bulk_create(visits, batch_size=BATCH)
    Outcome.objects.bulk_create(endings(visits, seed=scene.seed, at=scene.at), batch_size=BATCH)
    if given:
        open_page(given)
    return len(counters), duties, len(visits)


def _plan(office: Office, counter: Counter, *, first: date, last: date, at: datetime) -> int:
    """Put two clerks at a counter, one a shift, and return how many duties that made."""
    planned = 0
    for shift, pattern in enumerate(ShiftPattern.objects.filter(office=office).order_by("starts")):
        number = 2 * (int(counter.code) - 1) + shift + 1
        person = staff.clerk(office, number, at=at)
        planned += len(
            plan_rota(
                pattern=pattern, clerk=person, counter=counter, first=first, last=last, by=SYSTEM, at=at
            )
        )
    return planned


def _visits(
    office: Office, counters: list[Counter], *, first: date, last: date, scene: Scene
) -> list[Appointment]:
    blocked = blocks(
        [window.weekly for window in BlockedWindow.objects.filter(office=office)],
        [closure.days for closure in Closure.objects.filter(office=office)],
        first=first,
        last=last,
        zone=office.zone,
    )
    found: list[Appointment] = []
    for counter in counters:
        services = list(counter.services.order_by("position", "code"))
        free = openings([duty.interval for duty in Duty.objects.filter(counter=counter)], blocked)
        for on in _days(first, last):
            that_day = [span for span in free if local_day(on, office.zone).covers(span)]
            found += visits_on(on, counter, that_day, services=services, scene=scene)
    return found


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
