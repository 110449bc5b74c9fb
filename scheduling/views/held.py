"""Pages for whoever holds a time: what they see when they do not hold it any more."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from portal.web.limits import TooOftenError
from scheduling import notices
from scheduling.actions.holding import HOLD, MOST_EXTENSIONS, HoldOverError, may_extend
from scheduling.choices import AppointmentState
from scheduling.forms import typed_details
from scheduling.models import Appointment
from scheduling.views.answers import GONE, NOT_FOUND, TAKEN, answer
from scheduling.views.calendars import Outlook, as_time, nearest
from scheduling.views.holder import is_the_one, keep_typed, last_hold
from scheduling.views.limits import too_often
from scheduling.views.lookups import Place, place_of

MINUTE = timedelta(minutes=1)

HolderView = Callable[[HttpRequest, Appointment, datetime], HttpResponse]


def for_holder(view: HolderView) -> Callable[[HttpRequest], HttpResponse]:
    """Call the view with the time this browser holds and with the clock, or say that it holds none.

    What was typed survives a hold that has just run out.
    """

    @never_cache
    @wraps(view)
    def page(request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        appointment = last_hold(request, at=now)
        if appointment is None:
            zone = timezone.get_current_timezone()
            return answer(request, "scheduling/nothing_held.html", {}, zone=zone, status=NOT_FOUND)
        if appointment.state == AppointmentState.BOOKED:
            return redirect("booking_detail", notices.token_of(appointment))
        if appointment.is_held(now) and is_the_one(request, appointment):
            return _seen_through(view, request, appointment, at=now)
        keep_posted(request, at=now)
        if appointment.is_held(now):
            return held_elsewhere(request, appointment)
        return hold_over(request, appointment, at=now)

    return page


def keep_posted(request: HttpRequest, *, at: datetime) -> None:
    """Keep the details that came along with a button, right or wrong."""
    if "given_names" in request.POST:
        keep_typed(request, typed_details(request.POST), at=at)


def _seen_through(
    view: HolderView, request: HttpRequest, appointment: Appointment, *, at: datetime
) -> HttpResponse:
    try:
        return view(request, appointment, at)
    except HoldOverError:
        keep_posted(request, at=at)
        return hold_over(request, appointment, at=at)
    except TooOftenError as error:
        return _too_often(request, appointment, error, at=at)


def hold_over(request: HttpRequest, appointment: Appointment, *, at: datetime) -> HttpResponse:
    """Say that the time is not kept any more, and offer the nearest."""
    place = place_of(appointment)
    start = appointment.interval.start
    context = {"place": place, "start": start, "times": nearest_times(place, start, at=at)}
    return answer(request, "scheduling/hold_over.html", context, zone=place.zone, status=GONE)


def held_elsewhere(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    """Say that another tab has chosen another time since: what is booked is what is on the page."""
    zone = appointment.office.zone
    context = {"appointment": appointment}
    return answer(request, "scheduling/held_elsewhere.html", context, zone=zone, status=TAKEN)


def _too_often(
    request: HttpRequest, appointment: Appointment, error: TooOftenError, *, at: datetime
) -> HttpResponse:
    step = "code" if appointment.code_version else "check"
    ends_first = appointment.held_until is not None and appointment.held_until < error.retry_at
    return too_often(
        request,
        error,
        zone=appointment.office.zone,
        back_url=reverse("code_detail" if appointment.code_version else "hold_check"),
        held={**hold_context(appointment, at=at), "back": step, "ends_first": ends_first},
    )


def nearest_times(place: Place, start: datetime, *, at: datetime) -> list[object]:
    if place.refusals(at=at):
        return []
    return [as_time(near, place) for near in nearest(Outlook.of(place, at=at), start)]


def hold_context(appointment: Appointment, *, at: datetime) -> dict[str, object]:
    """Return what `_hold.html` and `_more_time.html` show on each step."""
    is_extensible = may_extend(appointment, at=at)
    return {
        "appointment": appointment,
        "place": place_of(appointment),
        "start": appointment.interval.start,
        "now": at,
        "may_extend": is_extensible,
        "more_url": "#more-time" if is_extensible else "",
        "more_minutes": HOLD // MINUTE,
        "more_left": MOST_EXTENSIONS - appointment.extensions,
    }
