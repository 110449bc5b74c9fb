"""The demonstration is the same every time, breaks no rule and names nobody who exists."""

import re
import stat
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.test import Client, override_settings
from modeltranslation.translator import translator
from pytest_django.plugin import DjangoDbBlocker

from portal.accounts.choices import Role
from portal.accounts.models import Membership, Office, User
from portal.demo.logins import logins
from portal.demo.management.commands import demo
from portal.demo.world import staff
from portal.demo.world.offices import closed_on
from portal.demo.world.visits import Scene, Used, visits_on
from portal.setup.catalogue import CONTENT
from portal.web.models import Page
from scheduling import notices
from scheduling.choices import TAKES_PLACE, AppointmentState
from scheduling.models import (
    Appointment,
    BlockedWindow,
    Closure,
    Counter,
    Duty,
    Matter,
    Outcome,
    Question,
    ReleaseRule,
    Service,
    ShiftPattern,
    Ticket,
    TicketVisit,
)
from scheduling.models.offers import offers_on
from scheduling.rules.booking import Refusal, may_choose
from scheduling.rules.hours import earliest, local_day

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)  # a Monday
LANGUAGES = ("pl", "en", "ru")
REFERENCE_MODELS: tuple[Any, ...] = (Office, Service, ShiftPattern, BlockedWindow, Closure, Page)


TOLD = ("office__slug", "letter", "number", "state", "rank", "came_at", "called_at", "language")


def run(**options: Any) -> str:  # noqa: ANN401  any option of the command
    out = StringIO()
    call_command(demo.Command(), today=str(TODAY), stdout=out, **{"cases": 0} | options)
    return out.getvalue()


def visits() -> list[tuple[Any, ...]]:
    names = [
        field.name
        for field in Appointment._meta.concrete_fields
        if field.name
        not in {"id", "counter", "service", "matter", "account", "token_digest"}  # numbers of rows
    ]
    rows = Appointment.objects.order_by("counter__office__slug", "counter__code", "period", "reference")
    return list(
        rows.values_list("counter__office__slug", "counter__code", "service__code", "matter__code", *names)
    )


def tickets() -> list[tuple[Any, ...]]:
    return list(Ticket.objects.order_by(*TOLD).values_list(*TOLD))


@dataclass(frozen=True)
class World:
    """The demonstration of `TODAY`, made once for all these tests, and how it was made."""

    said: str
    folder: Path
    made_before: list[tuple[Any, ...]]
    """The visits of an earlier run that was undone."""
    queued_before: list[tuple[Any, ...]]
    """And its tickets."""


@pytest.fixture(scope="module")
def world(
    django_db_setup: None,  # noqa: ARG001  the tables are there
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("var")
    with (
        django_db_blocker.unblock(),
        override_settings(DEMO=True, VAR_DIR=folder),
        undone(),
    ):
        with undone():
            run()
            before, queued = visits(), tickets()
        yield World(run(), folder, before, queued)


@contextmanager
def undone() -> Iterator[None]:
    """Undo in the end whatever was written."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _demonstration(world: World, settings: LazySettings) -> None:
    settings.DEMO, settings.VAR_DIR = True, world.folder


def count_all() -> list[int]:
    managers: list[models.Manager[Any]] = [
        User.objects,
        Membership.objects,
        EmailAddress.objects,
        Counter.objects,
        Duty.objects,
        ReleaseRule.objects,
        Appointment.objects,
        *(model.objects for model in REFERENCE_MODELS),
    ]
    return [manager.count() for manager in managers]


def local_clocks() -> list[tuple[time, time]]:
    zone = Office.objects.get(slug="krakow").zone
    periods = Appointment.objects.values_list("period", flat=True)
    return [
        (period.lower.astimezone(zone).time(), period.upper.astimezone(zone).time()) for period in periods
    ]


def test_one_seed_and_day_give_the_same_rows(world: World) -> None:
    assert len(world.made_before) > 10_000
    assert visits() == world.made_before
    assert tickets() == world.queued_before


def test_another_seed_gives_other_visits() -> None:
    counter = Counter.objects.select_related("office").get(office__slug="krakow", code="02")
    on = date(2026, 12, 2)
    day = local_day(on, counter.office.zone)
    kept = Appointment.objects.filter(counter=counter).touching(day).order_by("period")
    (morning, evening) = Duty.objects.filter(counter=counter).touching(day).order_by("period")

    def drawn(seed: int) -> list[tuple[Any, ...]]:
        scene = Scene(
            seed=seed,
            today=TODAY,
            at=earliest(datetime.combine(TODAY, time()), counter.office.zone),
            zone=counter.office.zone,
            used=Used(),
        )
        services = list(counter.services.order_by("position", "code"))
        found = visits_on(on, counter, [morning.interval, evening.interval], services=services, scene=scene)
        return [(visit.period, visit.service_id, visit.reference) for visit in found]

    assert drawn(1) == list(kept.values_list("period", "service_id", "reference"))
    assert drawn(2) != drawn(1)


def test_a_second_run_changes_nothing_and_a_larger_scale_only_adds() -> None:
    counts, before = count_all(), visits()

    assert run(seed=5).splitlines()[0] == "The demonstration is there already. Nothing was changed."
    assert count_all() == counts
    assert visits() == before

    run(scale=2)

    grown = visits()
    assert "0 visits and 7 cases" in run(cases=7)  # which come when the portal runs already
    assert run(cases=7).startswith("The demonstration is there already.")
    assert Counter.objects.count() == 20
    assert len(grown) > 1.9 * len(before)
    assert [row for row in grown if int(row[1]) <= {"krakow": 8, "nowy-sacz": 2}[row[0]]] == before


def test_everything_it_makes_obeys_the_hours() -> None:
    office = Office.objects.get(slug="krakow")
    closed = Closure.objects.get(office=office)

    assert [span for span in local_clocks() if span[0] < time(16) and span[1] > time(15)] == []
    assert (time(14, 45), time(15)) in local_clocks()
    assert time(16) in {start for start, _end in local_clocks()}
    assert min(start for start, _end in local_clocks()) == time(7, 30)
    assert max(end for _start, end in local_clocks()) == time(19)
    days = {
        row.lower.astimezone(office.zone).date()
        for row in Appointment.objects.values_list("period", flat=True)
    }
    off = {date(2026, 12, 24), date(2026, 12, 25), date(2027, 1, 1), date(2027, 1, 6), closed.first_on}
    assert days & off == set()
    assert {day for day in days if day.isoweekday() > 5} == set()


def test_no_two_visits_of_any_state_overlap_and_each_has_its_clerk() -> None:
    rows = Appointment.objects.order_by("counter", "period").values_list("counter", "period")
    overlapping = [
        (one, other) for one, other in pairwise(rows) if one[0] == other[0] and other[1].lower < one[1].upper
    ]
    duties = Duty.objects.filter(counter=OuterRef("counter"), period__contains=OuterRef("period"))

    assert overlapping == []
    assert not Appointment.objects.exclude(Exists(duties)).exists()


def test_every_visit_starts_where_the_pages_would_offer_it() -> None:
    """Given back, each time is offered again: it was on the grid of its service."""
    office = Office.objects.get(slug="krakow")
    service = Service.objects.get(code="COMPLETE")
    on = date(2026, 12, 2)
    day = earliest(datetime.combine(on, time()), office.zone)
    taken = Appointment.objects.filter(
        counter__office=office, period__overlap=(day, day + timedelta(days=1)), state=AppointmentState.BOOKED
    )
    starts = {row.lower for row in taken.filter(service=service).values_list("period", flat=True)}

    Outcome.objects.all().delete()
    TicketVisit.objects.all().delete()
    Appointment.objects.all().delete()
    offered = {offer.start for offer in offers_on(office, service, on=on, at=day - timedelta(days=1))}

    assert len(starts) > 20
    assert starts - offered == set()


def test_near_days_are_full_but_for_those_without_a_booking_and_far_ones_almost_empty() -> None:

    assert [round(part(day), 1) for day in (1, 4, 30, 59)] == [0.7, 0.7, 0.4, 0.2]


def part(ahead: int) -> float:
    """Return which part of Kraków's open time is taken on a day."""
    office = Office.objects.get(slug="krakow")
    day = earliest(datetime.combine(TODAY + timedelta(days=ahead), time()), office.zone)
    rows = Appointment.objects.filter(
        counter__office=office, period__overlap=(day, day + timedelta(days=1)), state=AppointmentState.BOOKED
    )
    taken = sum(((row.upper - row.lower) for row in rows.values_list("period", flat=True)), timedelta())
    return taken / (8 * timedelta(hours=10, minutes=30))


def test_the_past_week_has_its_visits_and_nobody_booked_after_the_day() -> None:
    midnight = earliest(datetime.combine(TODAY, time()), Office.objects.get(slug="krakow").zone)
    past = Appointment.objects.filter(period__endswith__lte=midnight)

    assert {*past.values_list("state", flat=True)} == set(AppointmentState.values) - {AppointmentState.HELD}
    assert not Appointment.objects.filter(created_at__gt=midnight).exists()
    lapsed = Appointment.objects.filter(state=AppointmentState.LAPSED, period__endswith__gt=midnight)
    assert not lapsed.exclude(outcome__kind="missed").exists()
    assert all(row.created_at <= row.period.lower for row in Appointment.objects.iterator())


@pytest.mark.parametrize("model", REFERENCE_MODELS)
def test_every_translated_text_stands_in_every_language(model: Any) -> None:  # noqa: ANN401  any of them
    fields = translator.get_options_for_model(model).get_field_names()
    rows = list(model.objects.all())

    for row in rows:
        for field in fields:
            texts = [getattr(row, f"{field}_{language}") or "" for language in LANGUAGES]
            assert len({bool(text) for text in texts}) == 1, f"{row} {field}"
            if field != "closed_note":
                assert all(texts), f"{row} {field}"
    assert rows


def test_lists_of_things_to_bring_are_as_long_in_every_language() -> None:
    for code, row in tomllib.loads(CONTENT.read_text(encoding="utf-8")).items():
        lengths = {len(text.strip().splitlines()) for text in row["bring"].values()}

        assert len(lengths) == 1, code


def test_services_say_why_they_cannot_be_booked() -> None:
    on = date(2026, 12, 1)
    refused = {
        service.code: may_choose(service.terms, on=on)
        for service in Service.objects.all()
        if may_choose(service.terms, on=on)
    }

    assert refused == {"HEARING": {Refusal.NOT_PUBLIC}}
    noted = {service.code for service in Service.objects.all() if service.closed_note}
    assert noted == {"FILE", "HEARING"}
    assert all("mos.cudzoziemcy.gov.pl" in text for text in closed_notes("FILE"))


def test_only_what_is_still_filed_on_paper_is_filed_by_a_visit() -> None:
    matters = Matter.objects.filter(service__code="FILE")

    assert set(matters.filter(valid_to=None).values_list("code", flat=True)) == {
        "TEMP_WORK_CHANGE",
        "TEMP_ICT",
    }
    ended = matters.exclude(valid_to=None)
    assert set(ended.values_list("valid_to", flat=True)) == {date(2026, 4, 26)}
    assert all(getattr(matter, f"closed_note_{code}") for matter in ended for code in LANGUAGES)


def test_visits_to_file_are_about_what_is_still_filed_on_paper() -> None:
    filed = Appointment.objects.filter(service__code="FILE")

    assert set(filed.values_list("matter__code", flat=True)) == {"TEMP_WORK_CHANGE", "TEMP_ICT"}
    assert not Appointment.objects.exclude(service__code="FILE").exclude(matter=None).exists()


def test_supervisors_see_why_some_came_in_vain() -> None:
    at = earliest(datetime.combine(TODAY, time()), Office.objects.get(slug="krakow").zone)
    over = Appointment.objects.filter(state__in=TAKES_PLACE, period__endswith__lte=at)
    written = Outcome.objects.filter(appointment__in=over)
    in_vain = written.exclude(vain_reason="")

    assert written.count() == Outcome.objects.filter(at__lte=at).count()
    assert 0.8 * over.count() < written.count() < over.count()
    assert 0.03 < in_vain.count() / over.count() < 0.1
    assert in_vain.values("vain_reason").distinct().count() > 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_is_asked_before_the_calendar_stands_in_every_language(language: str) -> None:
    assert {question.service.code for question in Question.objects.select_related("service")} == {
        *Service.objects.filter(booked_by="anyone").exclude(code="EU").values_list("code", flat=True)
    }
    texts = [getattr(matter, f"name_{language}") for matter in Matter.objects.all()]
    for question in Question.objects.all():
        texts += [getattr(question, f"{name}_{language}") for name in ("text", "advice")]
        hints = {bool(getattr(question, f"hint_{code}")) for code in LANGUAGES}
        assert len(hints) == 1

    assert all(texts)
    assert len(set(texts)) == len(texts)


def closed_notes(code: str) -> list[str]:
    service = Service.objects.get(code=code)
    return [getattr(service, f"closed_note_{language}") for language in LANGUAGES]


def test_every_service_is_served_in_both_offices() -> None:

    for office in Office.objects.all():
        assert {*office.counter_set.values_list("services__code", flat=True)} == {
            *Service.objects.values_list("code", flat=True)
        }


def test_nobody_can_be_telephoned_or_written_to() -> None:
    addresses = [
        *User.objects.values_list("email", flat=True),
        *Office.objects.values_list("email", flat=True),
        *Appointment.objects.exclude(email="").values_list("email", flat=True),
    ]
    phones = {*Office.objects.values_list("phone", flat=True), *User.objects.values_list("phone", flat=True)}

    assert [address for address in addresses if not address.endswith("@example.test")] == []
    assert [phone for phone in phones if not re.fullmatch(r"(\+48\d\d0000000)?", phone)] == []
    mobiles = {*Appointment.objects.exclude(phone="").values_list("phone", flat=True)}
    assert mobiles == {f"+485000000{number:02}" for number in range(100)}


def test_most_people_want_texts_and_many_do_not() -> None:
    visits = Appointment.objects.exclude(email="")

    assert 0.55 < visits.exclude(phone="").count() / visits.count() < 0.65
    assert not Appointment.objects.filter(email="").exclude(phone="").exists()


def test_one_person_of_each_role_can_sign_in(world: World) -> None:
    assert {login.role for login in staff.LOGINS} == {*Role, None}
    for login in staff.LOGINS:
        assert re.search(rf"{re.escape(login.email)} +{staff.PASSWORD}", world.said)
        person = User.objects.get(email=login.email)
        assert person.check_password(staff.PASSWORD)
        assert EmailAddress.objects.get(user=person).verified
        assert person.is_staff == (login.role is not None)
        roles = {*Membership.objects.filter(user=person).values_list("group__name", flat=True)}
        assert roles == ({login.role} if login.role else set())
    others = User.objects.exclude(email__in=[login.email for login in staff.LOGINS])
    assert not any(person.has_usable_password() for person in others)


def test_the_foreigner_who_signs_in_has_booked_one_visit_and_can_open_it(client: Client) -> None:
    (visit,) = Appointment.objects.filter(account__email=staff.APPLICANT.email)
    day = visit.interval.start.date()

    assert (visit.state, visit.given_names, visit.email) == (
        AppointmentState.BOOKED,
        "Olena",
        staff.APPLICANT.email,
    )
    assert TODAY + timedelta(days=6) <= day <= TODAY + timedelta(days=10)
    with time_machine.travel(datetime.combine(TODAY, time(10), UTC)):
        assert client.get(notices.page_of(visit)).status_code == 200


def test_the_clerk_who_signs_in_has_a_counter() -> None:

    duty = Duty.objects.filter(clerk__email=staff.CLERK.email).first()
    assert duty is not None
    assert duty.counter.office.slug == "krakow"


def test_the_logins_are_kept_for_their_owner_alone(settings: LazySettings, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    file = tmp_path / demo.FILE
    file.write_text("old")
    file.chmod(0o644)

    run()

    assert file.read_text() == logins() + "\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("options", "words"),
    [
        pytest.param({"scale": 0}, "--scale 0 is not between 1 and 100.", id="nothing"),
        pytest.param({"scale": 101}, "--scale 101 is not between 1 and 100.", id="too-much"),
        pytest.param({"today": "now"}, "“now” is not a day. Write it like", id="no-day"),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(options: dict[str, Any], words: str) -> None:
    with pytest.raises(CommandError, match=re.escape(words)):
        call_command(demo.Command(), **{"today": str(TODAY), **options})


def test_it_refuses_a_portal_with_real_people(settings: LazySettings) -> None:
    settings.DEMO = False
    counts = count_all()

    with pytest.raises(CommandError, match=r"not a demonstration\. Set DEMO=1"):
        run(scale=2)

    assert count_all() == counts


@pytest.mark.parametrize(
    ("today", "closed"),
    [
        pytest.param(date(2026, 11, 23), date(2027, 1, 8), id="past-two-holidays"),
        pytest.param(date(2026, 2, 6), date(2026, 3, 6), id="four-weeks-to-the-day"),
        pytest.param(date(2026, 2, 7), date(2026, 3, 13), id="a-day-later"),
    ],
)
def test_the_offices_close_on_a_friday_that_is_no_holiday(today: date, closed: date) -> None:
    assert closed_on(today) == closed
