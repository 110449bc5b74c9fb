"""Free times, read from the tables and worked out by the rules.

Nothing is cached: a cached calendar shows times that are gone (peers: cal.com #5277). A
month costs six queries, however many counters and days it has.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import BigIntegerField, Func, Q, QuerySet

from portal.accounts.models import Office
from scheduling.models.appointments import Appointment
from scheduling.models.hours import BlockedWindow, Closure, Duty, ReleaseRule
from scheduling.models.services import Service
from scheduling.rules.holidays import holiday_blocks
from scheduling.rules.hours import closed, local_day, occurrences
from scheduling.rules.intervals import Interval
from scheduling.rules.masks import Cells
from scheduling.rules.offers import CounterTime, DayOffer, Offer, Visit, day_times, month
from scheduling.rules.release import Release, window

DAY = timedelta(days=1)
UNWRITTEN = Release(days_ahead=0, opens_at=datetime.min.time(), notice=timedelta())


class FirstCell(Func):
    """The number of five minutes from 1970 (UTC) to the start of a period."""

    template = "(extract(epoch from lower(%(expressions)s))::bigint / 300)"
    output_field = BigIntegerField()


class EndCell(FirstCell):
    """Likewise, to its end."""

    template = "(extract(epoch from upper(%(expressions)s))::bigint / 300)"


@dataclass(frozen=True, slots=True)
class _Calendar:
    """All that decides about the free times of a span of days."""

    counters: list[CounterTime[int]]
    blocks: list[Interval]
    visit: Visit


def offers_in(
    office: Office, service: Service, *, first: date, last: date, at: datetime
) -> dict[date, DayOffer]:
    """Return what each local day from `first` to `last` offers to the public at `at` (UTC)."""
    calendar = _calendar(office, service, first=first, last=last, at=at, release=release_of(office, service))
    days = (first + DAY * number for number in range((last - first).days + 1))
    return month(calendar.counters, calendar.blocks, visit=calendar.visit, days=days, zone=office.zone)


def offers_on(office: Office, service: Service, *, on: date, at: datetime) -> list[Offer[int]]:
    """Return the times of one local day and the counters free at each, as known at `at` (UTC)."""
    calendar = _calendar(office, service, first=on, last=on, at=at, release=release_of(office, service))
    return day_times(calendar.counters, calendar.blocks, visit=calendar.visit, on=on, zone=office.zone)


def release_of(office: Office, service: Service) -> Release:
    """Return the rule of the service, or of the office; without either, only today is open."""
    rules = ReleaseRule.objects.filter(Q(service=service) | Q(service=None), office=office)
    rule = min(rules, key=lambda rule: rule.service_id is None, default=None)
    return rule.release if rule else UNWRITTEN


def blocks_of(office: Office, *, first: date, last: date) -> list[Interval]:
    """Return when nobody may be booked: blocked windows, closures, statutory holidays."""
    windows = BlockedWindow.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=first), office=office, valid_from__lte=last
    )
    closures = Closure.objects.filter(office=office, first_on__lte=last, last_on__gte=first)
    return [
        *(
            block
            for row in windows
            for block in occurrences(row.weekly, zone=office.zone, first=first, last=last)
        ),
        *(closed(row.days, zone=office.zone) for row in closures),
        *holiday_blocks(first, last, zone=office.zone),
    ]


def _calendar(  # noqa: PLR0913  a calendar is drawn from all of these
    office: Office, service: Service, *, first: date, last: date, at: datetime, release: Release
) -> _Calendar:
    not_before, not_after = window(release, at=at, zone=office.zone)
    # A day more on each side: duties begin where they begin, and the grid with them.
    first, last = first - DAY, last + DAY
    span = Interval(local_day(first, office.zone).start, local_day(last, office.zone).end)
    duties = Duty.objects.filter(
        counter__office=office, counter__is_open=True, counter__services=service
    ).touching(span)
    on_duty = _by_counter(duties)
    taken = Appointment.objects.active(at).filter(counter__in=on_duty).touching(span)
    taken_at = _by_counter(taken)
    return _Calendar(
        counters=[CounterTime(key, cells, taken_at.get(key, [])) for key, cells in on_duty.items()],
        blocks=blocks_of(office, first=first, last=last),
        visit=Visit(service.length, service.step, not_before=not_before, not_after=not_after),
    )


def _by_counter(rows: "QuerySet[Duty] | QuerySet[Appointment]") -> dict[int, list[Cells]]:
    found: dict[int, list[Cells]] = defaultdict(list)
    for counter, start, end in rows.values_list("counter_id", FirstCell("period"), EndCell("period")):
        found[counter].append((start, end))
    return dict(found)
