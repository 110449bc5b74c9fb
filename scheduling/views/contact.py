"""Where the offices are, and when they receive people."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.views.decorators.http import require_safe

from portal.accounts.models import Office
from scheduling.models import BlockedWindow, Closure, ShiftPattern
from scheduling.rules.holidays import statutory_holidays
from scheduling.rules.hours import WEEK, occurrences
from scheduling.rules.intervals import Interval, subtract
from scheduling.templatetags.visit_times import clock_range, holiday_name
from scheduling.views.answers import answer

AHEAD = timedelta(days=60)
WEEK_DAYS = [timedelta(days=number) for number in range(len(WEEK))]


@dataclass(frozen=True, slots=True)
class Hours:
    """Days of the week on which the office receives at the same hours; no hours: closed."""

    weekdays: list[int]
    spans: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClosedDay:
    first_on: date
    last_on: date
    reason: str | Promise


@dataclass(frozen=True, slots=True)
class OfficePage:
    office: Office
    hours: list[Hours]
    breaks: list[BlockedWindow]
    closed: list[ClosedDay]


@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    offices = Office.objects.filter(is_open_to_public=True).order_by("name", "pk")
    pages = [_office_page(office, at=timezone.now()) for office in offices]
    zone = timezone.get_current_timezone()
    return answer(request, "scheduling/contact.html", {"pages": pages}, zone=zone)


def _office_page(office: Office, *, at: datetime) -> OfficePage:
    today = at.astimezone(office.zone).date()
    shifts = list(ShiftPattern.objects.filter(office=office).valid_within(today, today))
    windows = BlockedWindow.objects.filter(office=office).valid_within(today, today)
    breaks = list(windows.order_by("starts", "pk"))
    hours = _hours(office, shifts, breaks, today) if shifts else []
    return OfficePage(office, hours, breaks, _closed(office, today, today + AHEAD))


def _hours(
    office: Office, shifts: list[ShiftPattern], breaks: list[BlockedWindow], today: date
) -> list[Hours]:
    """Return a week of hours, Monday first; days with the same hours stand together."""
    spans = {
        on.isoweekday(): tuple(
            clock_range(span, office.zone) for span in _received(office, shifts, breaks, on)
        )
        for on in (today + days for days in WEEK_DAYS)
    }
    together = groupby(sorted(WEEK), key=spans.__getitem__)
    return [Hours(list(weekdays), hours) for hours, weekdays in together]


def _received(
    office: Office, shifts: list[ShiftPattern], breaks: list[BlockedWindow], on: date
) -> list[Interval]:
    opened, blocked = (
        [span for row in rows for span in occurrences(row.weekly, zone=office.zone, first=on, last=on)]
        for rows in (shifts, breaks)
    )
    return subtract(opened, blocked)


def _closed(office: Office, first: date, last: date) -> list[ClosedDay]:
    closures = Closure.objects.filter(office=office).within(first, last)
    days = [ClosedDay(row.first_on, row.last_on, row.reason) for row in closures]
    for on, holiday in statutory_holidays(first, last).items():
        days.append(ClosedDay(on, on, holiday_name(holiday)))
    return sorted(days, key=lambda closed: (closed.first_on, closed.last_on))
