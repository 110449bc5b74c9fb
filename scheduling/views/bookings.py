"""The page of a booked visit. Its address is a secret; who has it may cancel."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.web.actors import actor_of
from portal.web.calendar_file import FILE_NAME, calendar_file
from portal.web.qr import qr_code
from scheduling import notices
from scheduling.actions import booking
from scheduling.choices import AppointmentState
from scheduling.models import Appointment
from scheduling.rules.codes import token_digest
from scheduling.views.answers import READ_OR_POST, answer
from scheduling.views.holder import last_hold
from scheduling.views.lookups import Place

MINUTE = timedelta(minutes=1)

TokenView = Callable[[HttpRequest, str], HttpResponse]


def secret(view: TokenView) -> TokenView:
    """Keep the page out of caches, search engines and the address out of other sites' logs."""

    @never_cache
    @wraps(view)
    def page(request: HttpRequest, token: str) -> HttpResponse:
        response = view(request, token)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return page


@require_safe
@secret
def booking_detail(request: HttpRequest, token: str) -> HttpResponse:
    appointment = _find(token)
    context = _context(appointment, token)
    context["qr"] = qr_code(appointment.reference) if context["is_expected"] else None
    response = answer(request, "scheduling/booking_detail.html", context, zone=appointment.office.zone)
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_safe
@secret
def booking_calendar(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001  a view's signature
    """Give the visit to a calendar: as it is now, or, if it is cancelled, to be taken out."""
    event = notices.event_of(_find(token))
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
    appointment = _find(token)
    if request.method == "POST":
        now = timezone.now()
        with suppress(booking.TooLateError):  # the page of the visit says what has become of it
            booking.cancel(appointment=appointment, by=actor_of(request), at=now)
        last_hold(request, at=now)  # if it was this visit, the browser forgets it
        return redirect("booking_detail", token)
    context = _context(appointment, token)
    if not context["may_cancel"]:
        return redirect("booking_detail", token)
    return answer(request, "scheduling/booking_cancel.html", context, zone=appointment.office.zone)


def _find(token: str) -> Appointment:
    found = Appointment.objects.for_page().filter(token_digest=token_digest(token)).first()
    if found is None:
        raise Http404
    return found


def _context(appointment: Appointment, token: str) -> dict[str, object]:
    now, visit = timezone.now(), appointment.interval
    is_booked = appointment.state == AppointmentState.BOOKED
    is_over = visit.end <= now  # whoever is late, or waits to be called, still shows the page
    return {
        "appointment": appointment,
        "place": Place(appointment.office, appointment.service),
        "token": token,
        "start": visit.start,
        "minutes": visit.length // MINUTE,
        "is_cancelled": appointment.state == AppointmentState.CANCELLED,
        "is_over": is_over,
        "is_expected": is_booked and not is_over,
        "may_cancel": is_booked and now < visit.start,
    }
