"""Free times, read from the tables and worked out by the rules.

Nothing is cached: a cached calendar shows times that are gone (peers: cal.com #5277). A
month costs five queries, however many counters and days it has; how many of its days are
read at once is for who asks (`with_taken`).
"""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from sys import byteorder
from zoneinfo import ZoneInfo

from django.db.models import Aggregate, BinaryField, Func, IntegerField, Q, QuerySet

from portal.accounts.models import Office
from scheduling.models.appointments import Appointment
from scheduling.models.hours import BlockedWindow, Closure, Duty, ReleaseRule
from scheduling.models.services import Service
from scheduling.rules.holidays import holiday_blocks
from scheduling.rules.hours import ClosedDays, Weekly, closed, local_day, occurrences
from scheduling.rules.intervals import Interval
from scheduling.rules.masks import Cells, cells
from scheduling.rules.offers import CounterTime, DayOffer, Offer, Visit, day_times, may_start, month
from scheduling.rules.release import Release, window

DAY = timedelta(days=1)
UNWRITTEN = Release(days_ahead=0, opens_at=datetime.min.time(), notice=timedelta())


class FirstCell(Func):
    """The number of five minutes from 1970 (UTC) to the start of a period."""

    template = "(date_part('epoch', lower(%(expressions)s)) / 300)::int"
    output_field = IntegerField()


class EndCell(FirstCell):
    """Likewise, to its end."""

    template = "(date_part('epoch', upper(%(expressions)s)) / 300)::int"


class Packed(Aggregate):
    """Whole numbers of 32 bits, one after the other in the network's byte order."""

    template = "string_agg(int4send(%(expressions)s), ''::bytea)"
    output_field = BinaryField()


@dataclass(frozen=True, slots=True)
class Calendar:
    """All that decides about the free times of a span of days, and why a day has none."""

    zone: ZoneInfo
    first: date
    last: date
    counters: list[CounterTime[int]]
    windows: list[BlockedWindow]
    closures: list[Closure]
    visit: Visit
    release: Release
    # What is about to be blocked, and is in no table yet.
    more_blocks: tuple[Interval, ...] = ()

    def days(self) -> dict[date, DayOffer]:
        days = (self.first + DAY * number for number in range((self.last - self.first).days + 1))
        return month(self.counters, self._blocks(), visit=self.visit, days=days, zone=self.zone)

    def times(self, on: date) -> list[Offer[int]]:
        return day_times(self.counters, self._blocks(), visit=self.visit, on=on, zone=self.zone)

    def room(self, start: datetime) -> dict[int, int]:
        """Return the counters for that offer of `times`, and how many visits each takes in a row."""
        return may_start(self.counters, self._blocks(), visit=self.visit, start=start)

    def _blocks(self) -> list[Interval]:
        written = blocks(
            [row.weekly for row in self.windows],
            [row.days for row in self.closures],
            first=self.first - DAY,
            last=self.last + DAY,
            zone=self.zone,
        )
        return [*written, *self.more_blocks]


def offers_in(
    office: Office, service: Service, *, first: date, last: date, at: datetime
) -> dict[date, DayOffer]:
    """Return what each local day from `first` to `last` offers to the public at `at` (UTC)."""
    return calendar_of(office, service, first=first, last=last, at=at).days()


def offers_on(
    office: Office, service: Service, *, on: date, at: datetime, besides: Q | None = None
) -> list[Offer[int]]:
    """Return the times of one local day and the counters free at each, as known at `at` (UTC).

    `besides` are appointments that do not count: whoever chooses again gives them up.
    """
    return calendar_of(office, service, first=on, last=on, at=at, besides=besides).times(on)


def release_of(office: Office, service: Service) -> Release:
    """Return the rule of the service, or of the office; without either, only today is open."""
    rules = ReleaseRule.objects.filter(Q(service=service) | Q(service=None), office=office)
    rule = min(rules, key=lambda rule: rule.service_id is None, default=None)
    return rule.release if rule else UNWRITTEN


def blocks(
    windows: Iterable[Weekly],
    closures: Iterable[ClosedDays],
    *,
    first: date,
    last: date,
    zone: ZoneInfo,
) -> list[Interval]:
    """Return when nobody may be booked: blocked windows, closures, statutory holidays."""
    return [
        *(block for row in windows for block in occurrences(row, zone=zone, first=first, last=last)),
        *(closed(row, zone=zone) for row in closures),
        *holiday_blocks(first, last, zone=zone),
    ]


def calendar_of(  # noqa: PLR0913  what is asked for, and for whom
    office: Office,
    service: Service,
    *,
    first: date,
    at: datetime,
    last: date | None = None,
    besides: Q | None = None,
) -> Calendar:
    """Read what decides about the days from `first` to `last`, or to the last that is open at `at`."""
    hours = hours_of(office, service, first=first, last=last, at=at)
    return with_taken(hours, first=first, last=hours.last, at=at, besides=besides)


def hours_of(
    office: Office, service: Service, *, first: date, at: datetime, last: date | None = None
) -> Calendar:
    """Read the same but for what is taken: that changes all the time, and is most of it."""
    release = release_of(office, service)
    not_before, not_after = window(release, at=at, zone=office.zone)
    last = last or max(first, (not_after - timedelta.resolution).astimezone(office.zone).date())
    duties = Duty.objects.filter(
        counter__office=office, counter__is_open=True, counter__services=service
    ).touching(_around(first, last, office.zone))
    return Calendar(
        zone=office.zone,
        first=first,
        last=last,
        counters=[CounterTime(key, spans, []) for key, spans in _by_counter(duties).items()],
        windows=list(_windows(office, first=first - DAY, last=last + DAY)),
        closures=list(_closures(office, first=first - DAY, last=last + DAY)),
        visit=Visit(service.length, service.step, not_before=not_before, not_after=not_after),
        release=release,
    )


def with_taken(
    hours: Calendar, *, first: date, last: date, at: datetime, besides: Q | None = None
) -> Calendar:
    """Read what is taken on some of the days, and return the calendar of those."""
    span = _around(first, last, hours.zone)
    low, high = cells(span)
    on_duty = {
        counter.key: [duty for duty in counter.duties if duty[0] < high and low < duty[1]]
        for counter in hours.counters
    }
    taken = Appointment.objects.active(at).filter(counter__in=on_duty).starting_around(span)
    taken_at = _by_counter(taken.exclude(besides) if besides else taken)
    return replace(
        hours,
        first=first,
        last=last,
        counters=[CounterTime(key, duties, taken_at.get(key, [])) for key, duties in on_duty.items()],
    )


def _around(first: date, last: date, zone: ZoneInfo) -> Interval:
    # A day more on each side: duties begin where they begin, and the grid with them.
    return Interval(local_day(first - DAY, zone).start, local_day(last + DAY, zone).end)


def _windows(office: Office, *, first: date, last: date) -> "QuerySet[BlockedWindow]":
    return BlockedWindow.objects.filter(office=office).valid_within(first, last).order_by("starts", "pk")


def _closures(office: Office, *, first: date, last: date) -> "QuerySet[Closure]":
    return Closure.objects.filter(office=office).within(first, last).order_by("first_on")


def _by_counter(rows: "QuerySet[Duty] | QuerySet[Appointment]") -> dict[int, list[Cells]]:
    # One row a counter, its cells packed: tens of thousands of visits cross as two byte strings.
    spans = (
        rows.order_by()
        .values_list("counter_id")
        .annotate(starts=Packed(FirstCell("period")), ends=Packed(EndCell("period")))
    )
    return {
        counter: [*zip(_unpacked(starts), _unpacked(ends), strict=True)] for counter, starts, ends in spans
    }


def _unpacked(packed: memoryview) -> "array[int]":
    numbers = array("i", bytes(packed))
    if byteorder == "little":  # the network's order is the other one
        numbers.byteswap()
    return numbers
