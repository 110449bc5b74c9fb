"""The page of a booked visit. Its address is a secret; who has it may cancel."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import wraps
from typing import ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.web.actors import actor_of
from portal.web.calendar_file import FILE_NAME, calendar_file
from portal.web.qr import qr_code
from scheduling import notices
from scheduling.actions import cancelling
from scheduling.choices import AppointmentState, CancelledBy
from scheduling.models import Appointment
from scheduling.models.reasons import reason_against
from scheduling.models.together import has_lost_some, together, whole
from scheduling.views.answers import READ_OR_POST, answer
from scheduling.views.arrivals import arrival_context
from scheduling.views.devices import offer
from scheduling.views.holder import last_hold
from scheduling.views.lookups import find_visit, place_of
from scheduling.views.people import advice, guests
from scheduling.views.told import told_context

MINUTE = timedelta(minutes=1)

P = ParamSpec("P")


def secret(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Keep the page out of caches, search engines and the address out of other sites' logs."""

    @never_cache
    @wraps(view)
    def page(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(*args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return page


@require_safe
@secret
def booking_detail(request: HttpRequest, token: str) -> HttpResponse:
    appointment = find_visit(token)
    now = timezone.now()
    context = visit_context(appointment, token, at=now)
    if appointment.cancelled_by == CancelledBy.OFFICE:
        context["reason"] = reason_against(appointment)
    context["qr"] = qr_code(appointment.reference) if context["is_expected"] else None
    context |= told_context(appointment, at=now) | {"devices": offer(appointment, at=now)}
    context["has_lost_some"] = has_lost_some(appointment)
    context |= arrival_context(appointment, is_expected=bool(context["is_expected"]), at=now)
    response = answer(request, "scheduling/booking_detail.html", context, zone=appointment.office.zone)
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_safe
@secret
def booking_calendar(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001  a view's signature
    """Give the visit to a calendar: as it is now, or, if it is cancelled, to be taken out."""
    event = notices.event_of(find_visit(token))
    return HttpResponse(
        calendar_file(event),
        headers={
            "Content-Type": event.media_type,
            "Content-Disposition": f'attachment; filename="{FILE_NAME}"',
            "Referrer-Policy": "no-referrer",
        },
    )


@require_http_methods(READ_OR_POST)
@secret
def booking_cancel(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, and cancel only by POST: mail scanners open every link.

    The page keeps the policy `same-origin`: under `no-referrer` browsers send the form
    with `Origin: null`, which is refused as a forgery.
    """
    appointment, now = find_visit(token), timezone.now()
    if request.method == "POST":
        with suppress(cancelling.TooLateError):  # the page of the visit says what has become of it
            cancelling.cancel(appointment=appointment, by=actor_of(request), at=now)
        last_hold(request, at=now)  # if it was this visit, the browser forgets it
        return redirect("booking_detail", token)
    context = visit_context(appointment, token, at=now)
    if not context["may_cancel"]:
        return redirect("booking_detail", token)
    return answer(request, "scheduling/booking_cancel.html", context, zone=appointment.office.zone)


def visit_context(appointment: Appointment, token: str, *, at: datetime) -> dict[str, object]:
    """Return what every page of a booked visit shows. Of several people, it lasts until the last is done."""
    people, visit = guests(appointment), whole(appointment)
    # The first of several may be done, and have booked anew, while the others still wait.
    is_booked = any(row.state == AppointmentState.BOOKED for row in together(appointment))
    is_over = visit.end <= at  # whoever is late, or waits to be called, still shows the page
    return {
        "appointment": appointment,
        "place": place_of(appointment),
        "token": token,
        "people": people,
        "advice": advice(people),
        "start": visit.start,
        "end": visit.end,
        "minutes": visit.length // MINUTE,
        "is_cancelled": appointment.state == AppointmentState.CANCELLED,
        "is_over": is_over,
        "is_expected": is_booked and not is_over,
        "may_cancel": is_booked and at < visit.start,
    }
