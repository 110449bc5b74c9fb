"""A month of days and a day of times."""

from datetime import date, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.web import words
from scheduling.actions.holding import HOLD
from scheduling.views.answers import NOT_FOUND, answer
from scheduling.views.calendars import ONE_DAY, Outlook, month_after, month_of, time_groups, windows_between
from scheduling.views.full import full_page, full_url
from scheduling.views.lookups import Place, asked_first, find_place, read_day, read_month

CALENDAR = "calendar"


@require_safe
@asked_first
def month_detail(request: HttpRequest, office: str, code: str) -> HttpResponse:
    now = timezone.now()
    place = find_place(office, code, at=now, chosen=request.GET)
    return redirect(place.url) if place.refusals(at=now) else month_page(request, place, at=now)


def month_page(request: HttpRequest, place: Place, *, at: datetime) -> HttpResponse:
    outlook = Outlook.of(place, at=at)
    asked = request.GET.get("month")
    if asked is None and outlook.next_free is None and not place.present:
        return full_page(request, outlook)
    first = _first_shown(outlook) if asked is None else read_month(asked, today=outlook.today)
    if first is None:
        return _no_such_date(request, place)
    if month_after(first) <= outlook.today:
        return redirect(place.times_url)
    is_turned = "HX-Request" in request.headers
    template = "scheduling/_month.html" if is_turned else "scheduling/month_detail.html"
    return answer(request, template, _month_context(outlook, first), zone=place.zone)


@require_safe
@asked_first
def day_detail(request: HttpRequest, office: str, code: str, on: str) -> HttpResponse:
    now = timezone.now()
    place = find_place(office, code, at=now, chosen=request.GET)
    return redirect(place.url) if place.refusals(at=now) else day_page(request, place, on, at=now)


def day_page(request: HttpRequest, place: Place, on: str, *, at: datetime) -> HttpResponse:
    day = read_day(on, today=place.today(at))
    if day is None:
        return _no_such_date(request, place)
    outlook = Outlook.of(place, at=at)
    before, after = outlook.next_to(day)
    context = {
        "place": place,
        "outlook": outlook,
        "day": outlook.days(day, day)[0],
        "apart_url": outlook.apart_url(day),
        "groups": time_groups(outlook, day),
        "month_url": place.month_url(day),
        "hold_minutes": HOLD // timedelta(minutes=1),
        "before": before and place.day_url(before),
        "before_label": before and words.day(before),
        "after": after and place.day_url(after),
        "after_label": after and words.day(after),
    }
    return answer(request, "scheduling/day_detail.html", context, zone=place.zone)


def _first_shown(outlook: Outlook) -> date:
    """Return the month of the next free time, or this month where there is none."""
    free = outlook.next_free
    return (free.astimezone(outlook.place.zone).date() if free else outlook.today).replace(day=1)


def _month_context(outlook: Outlook, first: date) -> dict[str, object]:
    month = month_of(outlook, first)
    last = month.days[-1].on
    return {
        "place": outlook.place,
        "outlook": outlook,
        "month": month,
        "id": CALENDAR,
        "days": [day for day in month.days if day.on >= outlook.today],
        "free_days": sum(day.free > 0 for day in month.days),
        "windows": windows_between(outlook.calendar.windows, max(first, outlook.today), last + ONE_DAY),
        "full_url": "" if outlook.place.present else full_url(outlook.place),
    }


def _no_such_date(request: HttpRequest, place: Place) -> HttpResponse:
    return answer(
        request, "scheduling/no_such_time.html", {"place": place}, zone=place.zone, status=NOT_FOUND
    )
