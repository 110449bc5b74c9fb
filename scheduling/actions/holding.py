"""Taking a time for somebody who is still typing, and giving it back.

The constraint is the law, the lock is courtesy (ADR 0003): a hold is one INSERT that the
exclusion constraint judges. The advisory lock in front of it only spares two visitors
the wait for each other's transaction; without it, inserts can deadlock.
"""

from datetime import datetime, timedelta
from random import SystemRandom
from secrets import token_bytes
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from portal.accounts.models import Office
from portal.audit.actions import record
from portal.audit.rules.actors import Actor
from scheduling.choices import AppointmentState
from scheduling.models import Appointment, Service, hotpath
from scheduling.models.hotpath import Besides, insert_if_free, of_holder
from scheduling.models.locks import lock_choice, lock_counters, lock_holder
from scheduling.rules.booking import Refusal, may_choose
from scheduling.rules.codes import REFERENCE_BYTES, reference
from scheduling.rules.hours import local_days
from scheduling.rules.intervals import Interval

HOLD = timedelta(minutes=20)
LONGEST_HOLD = timedelta(minutes=60)
KEPT = timedelta(hours=1)  # so long after its end a hold's details go along with the next choice
TOLD = ("given_names", "family_name", "birth_date", "citizenship", "email", "phone", "case_number")

_chance = SystemRandom()


class TimeTakenError(Exception):
    """The time is not free any more, or never was one that can be booked."""


class NotOfferedError(Exception):
    """The service cannot be booked by the public. `reasons` says all the reasons why."""

    def __init__(self, reasons: frozenset[Refusal]) -> None:
        super().__init__(*reasons)
        self.reasons = reasons


class HoldOverError(Exception):
    """Nobody holds this time any more: the hold ran out or was given back."""


@transaction.atomic
def hold(  # noqa: PLR0913  a time is an office, a service and a start, for a browser
    *,
    office: Office,
    service: Service,
    start: datetime,
    holder: str,
    last: int = 0,
    language: str,
    by: Actor,
    at: datetime,
) -> Appointment:
    """Hold one time for a visitor who is still typing, in the place of what they held.

    A second call for the same time, as a double click makes it, returns the same hold. What
    was said of the person goes along, also from a hold that has ended: `last` (a key).

    The counters that are free then are tried in random order, so that visitors who want
    the same time do not queue for the same counter. `start` and `at` are in UTC.

    :raises NotOfferedError: if the public cannot book the service on that day.
    :raises TimeTakenError: if no counter is free at that time.
    """
    on = start.astimezone(office.zone).date()
    if reasons := may_choose(service.terms, on=on):
        raise NotOfferedError(reasons)
    lock_choice(holder, office.pk)
    before = of_holder(holder, at=at, last=last)
    mine = [held for held in before if held.is_held(at)]
    if same := [held for held in mine if _is(held, office, service, start)]:
        return same[0]
    wanted = _wanted(service, start=start, holder=holder, language=language, at=at)
    _tell(wanted, before[:1], at=at)
    for counter in free_counters(office, service, wanted.interval, besides=Besides(holder=holder), at=at):
        wanted.counter_id = counter
        if _take(wanted, instead_of=mine, zone=office.zone, by=by, at=at):
            # Only now: whoever waits for what is given back waits for nobody but us.
            _give_back(mine, by=by, at=at)
            record("appointment.held", subject=wanted, by=by, at=at, office=office)
            return wanted
    raise TimeTakenError


@transaction.atomic
def extend(*, appointment: Appointment, holder: str, by: Actor, at: datetime) -> Appointment:
    """Give the visitor who holds a time another `HOLD`, up to `LONGEST_HOLD` in all and to its start.

    :raises HoldOverError: if the hold has run out, or is not theirs.
    """
    until = min(at + HOLD, last_moment(appointment))
    held = Appointment.objects.held_by(holder, at=at).filter(pk=appointment.pk)
    if not held.update(held_until=until):
        raise HoldOverError
    appointment.held_until = until
    record("appointment.extended", subject=appointment, by=by, at=at, office=appointment.office_id)
    return appointment


def last_moment(appointment: Appointment) -> datetime:
    """Return until when, in UTC, a time can be held at the longest."""
    return min(appointment.created_at + LONGEST_HOLD, appointment.interval.start)


@transaction.atomic
def give_back(*, holder: str, by: Actor, at: datetime) -> None:
    """Let go of what a visitor's browser holds."""
    lock_holder(holder)
    _give_back(of_holder(holder, at=at), by=by, at=at)


@transaction.atomic
def leave_nothing(*, holder: str, last: int, by: Actor, at: datetime) -> None:
    """Let go of what a browser holds, and forget whom that and its `last` choice (a key) were for."""
    lock_holder(holder)
    before = of_holder(holder, at=at, last=last)
    _give_back([held for held in before if held.is_held(at)], by=by, at=at)
    # Asked in the statement: what another tab has booked at this moment stays booked.
    theirs = Appointment.objects.filter(pk__in=[held.pk for held in before], holder=holder)
    theirs.filter(state__in=(AppointmentState.HELD, AppointmentState.EXPIRED)).forget()


@transaction.atomic
def forget_run_out(*, at: datetime) -> int:
    """Let go of holds that ended `KEPT` ago, and forget who they were for.

    They are free without this; it is about the names. Returns how many there were.
    """
    ended = at - KEPT
    return Appointment.objects.run_out(ended).forget() + Appointment.objects.told_of(ended).forget()


def _wanted(service: Service, *, start: datetime, holder: str, language: str, at: datetime) -> Appointment:
    period = Interval.starting(start, length=service.length)
    return Appointment(
        service=service,
        period=DateTimeTZRange(period.start, period.end),
        state=AppointmentState.HELD,
        reference=reference(token_bytes(REFERENCE_BYTES)),
        created_at=at,
        held_until=min(at + HOLD, start),  # a visit that has begun is nobody's to book
        holder=holder,
        language=language,
    )


def _tell(wanted: Appointment, before: list[Appointment], *, at: datetime) -> None:
    for former in before:
        ended = former.held_until
        if former.state in {AppointmentState.HELD, AppointmentState.EXPIRED} and ended and ended + KEPT > at:
            for name in TOLD:
                setattr(wanted, name, getattr(former, name))


def free_counters(
    office: Office, service: Service, period: Interval, *, besides: Besides, at: datetime
) -> list[int]:
    """Return the counters (keys) that are free for a visit then, in random order."""
    free = hotpath.free_counters(office, service, period=period, besides=besides, at=at)
    return _chance.sample([*free], k=len(free))


def _is(held: Appointment, office: Office, service: Service, start: datetime) -> bool:
    place = (held.counter.office_id, held.service_id)
    return place == (office.pk, service.pk) and held.interval.start == start


def _give_back(mine: list[Appointment], *, by: Actor, at: datetime) -> None:
    for held in mine:
        # Asked again in the statement: another tab may be booking it at this moment.
        if Appointment.objects.held_by(held.holder, at=at).filter(pk=held.pk).expire():
            record("appointment.given_back", subject=held, by=by, at=at, office=held.office_id)


def _take(
    wanted: Appointment, *, instead_of: list[Appointment], zone: ZoneInfo, by: Actor, at: datetime
) -> bool:
    """Insert the hold if the constraint lets it in; else let go of the counter again."""
    period = wanted.interval
    in_the_way = [
        held for held in instead_of if held.counter_id == wanted.counter_id and held.interval.overlaps(period)
    ]
    try:
        with transaction.atomic():
            lock_counters((wanted.counter_id, day) for day in local_days(period, zone))
            _give_back(in_the_way, by=by, at=at)
            wanted.pk = insert_if_free(wanted) or _insert_after_sweep(wanted, at=at)
    except TimeTakenError:
        return False
    return True


def _insert_after_sweep(wanted: Appointment, *, at: datetime) -> int:
    """Insert the hold once those that ran out have made way: the constraint knows no clock."""
    there = Appointment.objects.filter(counter_id=wanted.counter_id).touching(wanted.interval)
    there.run_out(at).expire()
    if key := insert_if_free(wanted):  # also where there was none: what stood in the way has just gone
        return key
    raise TimeTakenError
