"""Short addresses of visits, and where their reminders are turned off and on."""

from hmac import compare_digest

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from portal.web.actors import actor_of
from scheduling import notices
from scheduling.actions import reminding
from scheduling.choices import AppointmentState
from scheduling.models import Appointment
from scheduling.rules.codes import REFERENCE_LENGTH, normalise_reference
from scheduling.views.answers import READ_OR_POST, answer
from scheduling.views.bookings import secret

RESUME = "resume"


@require_safe
@secret
def visit_short(request: HttpRequest, name: str) -> HttpResponse:  # noqa: ARG001  a view's signature
    """Lead from the address in a text message to the visit's page, in the language of its messages."""
    visit = _of_short_name(name)
    with translation.override(visit.language):
        response = redirect("booking_detail", notices.token_of(visit))
    response["Referrer-Policy"] = "no-referrer"
    return response


@csrf_exempt  # the secret in the address is the right; mail services post here for the reader (RFC 8058)
@require_http_methods(READ_OR_POST)
@secret
def reminders_stop(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """Ask, and turn reminders off only by POST; or on again, if that is what the form says."""
    visit = _of_stop_token(pk, token)
    now = timezone.now()
    if request.method == "POST":
        change = reminding.resume if request.POST.get("wish") == RESUME else reminding.stop
        change(appointment=visit, by=actor_of(request), at=now)
        if "wish" in request.POST:  # a person's browser, and not a mail service
            return redirect(reverse("reminders_stop", args=[pk, token]))
    is_coming = visit.state == AppointmentState.BOOKED and visit.interval.start > now
    context = {"visit": visit, "is_coming": is_coming, "start": visit.interval.start, "office": visit.office}
    return answer(request, "scheduling/reminders_stop.html", context, zone=visit.office.zone)


def _of_short_name(name: str) -> Appointment:
    """Return the visit with that short address; a miss tells nothing of how near it was.

    :raises Http404: if there is none.
    """
    reference = normalise_reference(name[:REFERENCE_LENGTH])
    visit = reference and Appointment.objects.for_page().filter(reference=reference).first()
    if not visit or not visit.token_digest:
        raise Http404
    if not compare_digest(name.upper().encode(), notices.short_name_of(visit).encode()):
        raise Http404
    return visit


def _of_stop_token(pk: int, token: str) -> Appointment:
    """Return the visit whose reminders that secret turns off.

    :raises Http404: if there is none.
    """
    visit = Appointment.objects.for_page().filter(pk=pk).first()
    if visit is None or not compare_digest(token.encode(), notices.stop_token_of(visit).encode()):
        raise Http404
    return visit
