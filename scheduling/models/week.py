"""A week of an office's rota: who sits where, who is booked there, and where nobody would serve them.

It costs five questions, however many duties and visits there are.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Q

from portal.accounts.models import Office
from scheduling.choices import TAKES_PLACE
from scheduling.models.appointments import Appointment
from scheduling.models.hours import BlockedWindow, Closure, Duty
from scheduling.models.services import Counter
from scheduling.rules.holidays import Holiday, statutory_holidays
from scheduling.rules.hours import local_day
from scheduling.rules.intervals import Interval, merge
from scheduling.rules.rota import left_alone

DAY = timedelta(days=1)
DAYS = 7


@dataclass(frozen=True, slots=True)
class Gap:
    """Time in which visits are booked at a counter where nobody is on duty."""

    span: Interval
    visits: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One counter on one local day."""

    counter: Counter
    duties: list[Duty] = field(default_factory=list)
    visits: list[Interval] = field(default_factory=list)

    @property
    def gaps(self) -> list[Gap]:
        alone = left_alone(self.visits, [duty.interval for duty in self.duties])
        return [Gap(span, sum(1 for visit in alone if span.covers(visit))) for span in merge(alone)]


@dataclass(frozen=True, slots=True)
class Day:
    """A local day, and what keeps people away on it."""

    on: date
    holiday: Holiday | None
    closures: list[Closure]
    windows: list[BlockedWindow]


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from a Monday on, and the counters, each with a cell for each day."""

    office: Office
    days: list[Day]
    rows: list[tuple[Counter, list[Cell]]]

    @property
    def monday(self) -> date:
        return self.days[0].on

    @property
    def duties(self) -> list[Duty]:
        found = [duty for _counter, cells in self.rows for cell in cells for duty in cell.duties]
        return sorted(found, key=lambda duty: (duty.interval.start, duty.counter.code))


def week_of(office: Office, monday: date) -> Week:
    """Read a local week. Counters out of use are in it only where somebody sits or is booked there."""
    dates = [monday + DAY * number for number in range(DAYS)]
    span = Interval(local_day(dates[0], office.zone).start, local_day(dates[-1], office.zone).end)
    duties, visits = _duties(office, span), _visits(office, span)
    used = {counter for counter, _on in (*duties, *visits)}
    counters = Counter.objects.filter(Q(is_open=True) | Q(pk__in=used), office=office).order_by("code")
    rows = []
    for counter in counters:
        counter.office = office
        keys = [(counter.pk, on) for on in dates]
        rows.append((counter, [Cell(counter, duties.get(key, []), visits.get(key, [])) for key in keys]))
    return Week(office, _days(office, dates), rows)


def _duties(office: Office, span: Interval) -> dict[tuple[int, date], list[Duty]]:
    """Return the duties that begin in the span, by counter and local day."""
    rows = Duty.objects.filter(
        counter__office=office, period__startswith__gte=span.start, period__startswith__lt=span.end
    )
    found: dict[tuple[int, date], list[Duty]] = defaultdict(list)
    for duty in rows.select_related("clerk", "counter", "pattern").order_by("period", "pk"):
        duty.counter.office = office
        found[duty.counter_id, _on(duty.interval.start, office)].append(duty)
    return found


def _visits(office: Office, span: Interval) -> dict[tuple[int, date], list[Interval]]:
    """Return when people are booked, likewise: one span a person."""
    rows = Appointment.objects.filter(counter__office=office, state__in=TAKES_PLACE)
    begin = rows.filter(period__startswith__gte=span.start, period__startswith__lt=span.end)
    found: dict[tuple[int, date], list[Interval]] = defaultdict(list)
    for counter, period in begin.order_by("period").values_list("counter_id", "period"):
        found[counter, _on(period.lower, office)].append(Interval(period.lower, period.upper))
    return found


def _days(office: Office, dates: list[date]) -> list[Day]:
    first, last = dates[0], dates[-1]
    closures = list(Closure.objects.filter(office=office).within(first, last))
    known = BlockedWindow.objects.filter(office=office).valid_within(first, last)
    windows, holidays = list(known.order_by("starts", "pk")), statutory_holidays(first, last)
    return [
        Day(
            on,
            holidays.get(on),
            [closure for closure in closures if closure.first_on <= on <= closure.last_on],
            [window for window in windows if _is_on(window, on)],
        )
        for on in dates
    ]


def _is_on(window: BlockedWindow, on: date) -> bool:
    is_valid = window.valid_from <= on and (window.valid_to is None or on <= window.valid_to)
    return is_valid and on.isoweekday() in window.weekdays


def _on(moment: datetime, office: Office) -> date:
    return moment.astimezone(office.zone).date()
