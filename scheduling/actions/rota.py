"""Planning who sits where: duties from the office's shifts."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q

from portal.accounts.models import Office, User
from portal.audit.actions import record
from portal.audit.rules.actors import Actor
from scheduling.actions.booking import broken_constraint
from scheduling.models import Closure, Counter, Duty, ShiftPattern
from scheduling.rules.holidays import holiday_blocks
from scheduling.rules.hours import closed, occurrences
from scheduling.rules.intervals import Interval, merge, overlapping

OVERLAPS = {"duty_clerk_in_one_place", "duty_counter_has_one_clerk"}


class OtherOfficeError(ValueError):
    """The counter stands in another office than the one whose shift it is."""


class DutyConflictError(Exception):
    """The clerk or the counter is taken at some of the times; `duties` says by what."""

    def __init__(self, duties: list[Duty]) -> None:
        super().__init__(len(duties))
        self.duties = duties


@transaction.atomic
def plan_rota(  # noqa: PLR0913  a rota is a shift, a person, a place and a span of days
    *,
    pattern: ShiftPattern,
    clerk: User,
    counter: Counter,
    first: date,
    last: date,
    only: Collection[date] | None = None,
    by: Actor,
    at: datetime,
) -> list[Duty]:
    """Put a clerk at a counter for a shift, on each of its days from `first` to `last`.

    Both days are local and included; `only` names some of them. Statutory holidays and the office's
    closures are left out, and so is what is planned already: a second call changes nothing and
    returns none.

    :raises OtherOfficeError: if the counter is not one of the shift's office.
    :raises DutyConflictError: if the clerk or the counter is taken; nothing is saved.
    """
    if counter.office_id != pattern.office_id:
        raise OtherOfficeError
    wanted = _working_spans(pattern, first=first, last=last, only=only)
    known = _duties_near(wanted, clerk, counter)
    same = {duty.interval for duty in known if (duty.clerk_id, duty.counter_id) == (clerk.pk, counter.pk)}
    missing = [span for span in wanted if span not in same]
    if conflicts := [duty for duty in known if any(map(duty.interval.overlaps, missing))]:
        raise DutyConflictError(conflicts)
    sits = {"clerk": clerk, "counter": counter, "pattern": pattern}
    planned = _insert([Duty(**sits, period=DateTimeTZRange(span.start, span.end)) for span in missing])
    if planned:
        about: dict[str, object] = {"clerk": clerk.pk, "counter": counter.pk, "first": first, "last": last}
        about["duties"] = len(planned)
        record("rota.planned", subject=pattern, by=by, at=at, office=pattern.office, **about)
    return planned


def _working_spans(
    pattern: ShiftPattern, *, first: date, last: date, only: Collection[date] | None
) -> list[Interval]:
    zone, off = pattern.office.zone, days_off(pattern.office, first=first, last=last)
    shifts = occurrences(pattern.weekly, zone=zone, first=first, last=last)
    if only is not None:
        shifts = [shift for shift in shifts if shift.start.astimezone(zone).date() in only]
    return [shift for shift in shifts if not overlapping(shift, off)]


def days_off(office: Office, *, first: date, last: date) -> list[Interval]:
    """Return the statutory holidays and the office's closures, merged, earliest first."""
    closures = Closure.objects.filter(office=office).within(first, last)
    holidays = holiday_blocks(first, last, zone=office.zone)
    return merge([*holidays, *(closed(closure.days, zone=office.zone) for closure in closures)])


def _duties_near(spans: list[Interval], clerk: User, counter: Counter) -> list[Duty]:
    """Return the duties of the clerk or at the counter between the first span and the last."""
    if not spans:
        return []
    theirs = Duty.objects.filter(Q(clerk=clerk) | Q(counter=counter))
    around = theirs.touching(Interval(spans[0].start, spans[-1].end))
    return list(around.select_related("clerk", "counter__office").order_by("period", "pk"))


def _insert(duties: list[Duty]) -> list[Duty]:
    """Insert them; somebody else may have planned the same clerk or counter a moment ago."""
    try:
        with transaction.atomic():
            return Duty.objects.bulk_create(duties)
    except IntegrityError as error:
        if broken_constraint(error) not in OVERLAPS:
            raise
        near = _duties_near([duty.interval for duty in duties], duties[0].clerk, duties[0].counter)
        spans = [duty.interval for duty in duties]
        raise DutyConflictError([duty for duty in near if any(map(duty.interval.overlaps, spans))]) from error
