"""Changing a week of the rota as a whole: the same again, or two clerks in each other's place."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q

from portal.accounts.models import Office, User
from portal.audit.actions import record
from portal.audit.rules.actors import Actor
from scheduling.actions.booking import broken_constraint
from scheduling.actions.rota import OVERLAPS, DutyConflictError, OtherOfficeError, days_off
from scheduling.models import Duty
from scheduling.rules.hours import earliest, latest, local_day
from scheduling.rules.intervals import Interval, overlapping

WEEK = timedelta(days=7)
MOST_WEEKS = 12


class DutyGoneError(Exception):
    """One of the duties is not there any more."""


class DutyBegunError(Exception):
    """One of the duties has begun: who sat there is no plan any more."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What came of copying a week: what is new, what stood in the way, and what was left out.

    `same` are duties that are planned already, just so.
    `days_off` are duties that would fall on a holiday or a closure, `away` those of clerks who are
    away or work there no more, and at counters that are closed.
    """

    planned: list[Duty] = field(default_factory=list)
    conflicts: list[tuple[Duty, Duty]] = field(default_factory=list)
    same: list[Duty] = field(default_factory=list)
    days_off: list[Duty] = field(default_factory=list)
    away: list[Duty] = field(default_factory=list)


@transaction.atomic
def copy_week(  # noqa: PLR0913  which week, how often, without whom and by whom
    *, office: Office, monday: date, weeks: int, without: Collection[int] = (), by: Actor, at: datetime
) -> Copied:
    """Plan the duties of one week again in the weeks after it, at the same wall-clock times.

    What can be planned is planned, and the rest is returned with what stands in its way: a week in
    which one clerk is booked elsewhere is still a week. What is planned already is left as it is,
    so a second call changes nothing. `without` are clerks (keys) who are away.
    """
    for last_try in (False, False, True):
        copied = _copied(office, monday, weeks, set(without))
        try:
            with transaction.atomic():
                Duty.objects.bulk_create(copied.planned)
            break
        except IntegrityError as error:  # somebody planned the same clerk or counter a moment ago
            if last_try or broken_constraint(error) not in OVERLAPS:
                raise
    if copied.planned:
        about = {"monday": monday, "weeks": weeks, "duties": len(copied.planned)}
        record("rota.copied", subject=office, by=by, at=at, office=office, **about)
    return copied


@transaction.atomic
def swap(*, first: Duty, second: Duty, by: Actor, at: datetime) -> tuple[Duty, Duty]:
    """Let two clerks do each other's duty; counters and times stay, so no visit is touched.

    :raises DutyGoneError: if one of them was removed meanwhile.
    :raises DutyBegunError: if one of them has begun.
    :raises OtherOfficeError: if they are at two offices.
    :raises DutyConflictError: if one of the clerks sits elsewhere then; nothing is changed.
    """
    rows = Duty.objects.filter(pk__in=[first.pk, second.pk]).select_related("counter__office", "clerk")
    found = {duty.pk: duty for duty in rows.select_for_update(of=("self",)).order_by("pk")}
    if len(found) != len({first.pk, second.pk}):
        raise DutyGoneError
    one, other = found[first.pk], found[second.pk]
    if one.counter.office_id != other.counter.office_id:
        raise OtherOfficeError
    if one.clerk_id == other.clerk_id:
        return one, other
    if min(one.interval.start, other.interval.start) <= at:
        raise DutyBegunError
    one.clerk, other.clerk = other.clerk, one.clerk
    _replace(one, other)
    about = {"duties": [one.pk, other.pk], "clerks": [one.clerk_id, other.clerk_id]}
    record("rota.swapped", subject=one, by=by, at=at, office=one.counter.office, **about)
    return one, other


def _replace(one: Duty, other: Duty) -> None:
    """Write both anew under their keys: changed one by one, the first would collide with the second."""
    try:
        with transaction.atomic():
            Duty.objects.filter(pk__in=[one.pk, other.pk]).delete()
            Duty.objects.bulk_create([one, other])
    except IntegrityError as error:
        if broken_constraint(error) not in OVERLAPS:
            raise
        taken = Q()
        for duty in (one, other):
            taken |= Q(clerk=duty.clerk_id, period__overlap=duty.period)
        in_the_way = Duty.objects.filter(taken).exclude(pk__in=[one.pk, other.pk])
        raise DutyConflictError(
            list(in_the_way.select_related("clerk", "counter__office").order_by("period", "pk"))
        ) from error


def _copied(office: Office, monday: date, weeks: int, without: set[int]) -> Copied:
    """Work out what copying would do, as things are now."""
    source = _duties_of(office, monday)
    wanted = [_again(duty, WEEK * number) for number in range(1, weeks + 1) for duty in source]
    off = days_off(office, first=monday + WEEK, last=monday + WEEK * (weeks + 1))
    there = set(User.objects.get_queryset().staff().working_at(office).values_list("pk", flat=True))
    known, copied = _known(wanted), Copied()
    for duty in wanted:
        if overlapping(duty.interval, off):
            copied.days_off.append(duty)
        elif duty.clerk_id not in there - without or not duty.counter.is_open:
            copied.away.append(duty)
        elif in_the_way := known.in_the_way(duty):
            if _is_same(duty, in_the_way):
                copied.same.append(duty)
            else:
                copied.conflicts.append((duty, in_the_way))
        else:
            copied.planned.append(duty)
            known.add(duty)
    return copied


def _duties_of(office: Office, monday: date) -> list[Duty]:
    """Return the duties that begin in a local week."""
    first = local_day(monday, office.zone).start
    end = local_day(monday + WEEK - timedelta(days=1), office.zone).end
    rows = Duty.objects.filter(
        counter__office=office, period__startswith__gte=first, period__startswith__lt=end
    )
    return list(rows.select_related("clerk", "counter__office").order_by("period", "pk"))


def _again(duty: Duty, later: timedelta) -> Duty:
    zone = duty.counter.office.zone
    start, end = (moment.astimezone(zone).replace(tzinfo=None) + later for moment in _ends(duty))
    period = DateTimeTZRange(earliest(start, zone), latest(end, zone))
    return Duty(clerk=duty.clerk, counter=duty.counter, pattern_id=duty.pattern_id, period=period)


def _ends(duty: Duty) -> tuple[datetime, datetime]:
    return duty.interval.start, duty.interval.end


def _known(wanted: list[Duty]) -> "_Known":
    """Return what the clerks and the counters have in the weeks to come."""
    known = _Known()
    if wanted:
        clerks, counters = ({getattr(duty, name) for duty in wanted} for name in ("clerk_id", "counter_id"))
        whole = Interval(
            min(duty.interval.start for duty in wanted), max(duty.interval.end for duty in wanted)
        )
        theirs = Duty.objects.filter(Q(clerk__in=clerks) | Q(counter__in=counters)).touching(whole)
        for duty in theirs.select_related("clerk", "counter__office").order_by("period", "pk"):
            known.add(duty)
    return known


@dataclass(frozen=True, slots=True)
class _Known:
    """Duties by their clerk and by their counter."""

    of_clerk: dict[int, list[Duty]] = field(default_factory=dict)
    at_counter: dict[int, list[Duty]] = field(default_factory=dict)

    def add(self, duty: Duty) -> None:
        self.of_clerk.setdefault(duty.clerk_id, []).append(duty)
        self.at_counter.setdefault(duty.counter_id, []).append(duty)

    def in_the_way(self, duty: Duty) -> Duty | None:
        there = [*self.of_clerk.get(duty.clerk_id, []), *self.at_counter.get(duty.counter_id, [])]
        return next((other for other in there if other.interval.overlaps(duty.interval)), None)


def _is_same(duty: Duty, other: Duty) -> bool:
    return (duty.clerk_id, duty.counter_id, duty.interval) == (
        other.clerk_id,
        other.counter_id,
        other.interval,
    )
