"""Taking one of several people out of a booking. The others keep it, and its secret address."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from portal.web.actors import actor_of
from scheduling.actions import cancelling
from scheduling.models import Appointment
from scheduling.models.together import leaves_minors, together
from scheduling.views.answers import READ_OR_POST, WRONG, answer
from scheduling.views.bookings import secret, visit_context
from scheduling.views.lookups import find_visit, read_number


@require_http_methods(READ_OR_POST)
@secret
def member_cancel(request: HttpRequest, token: str, number: int) -> HttpResponse:
    """Ask, and cancel only by POST: mail scanners open every link. See `booking_cancel`.

    `seen` is the booking's `sequence` on the page that asked. When the first of them goes,
    another has their number: a second press of the button must not take that one out too.
    """
    appointment, now = find_visit(token), timezone.now()
    is_sent = request.method == "POST"
    seen = read_number(request.POST.get("seen", "")) if is_sent else None
    if seen is not None:
        return _cancel(request, appointment, number, token=token, seen=seen)
    context = visit_context(appointment, token, at=now)
    going = next((row for row in together(appointment) if row.number == number), None)
    if going is None or not context["may_cancel"]:
        return redirect("booking_detail", token)
    if appointment.people == 1:
        return redirect("booking_cancel", token)
    status = WRONG if is_sent else 200
    zone = appointment.office.zone
    context |= {"going": going, "leaves_minors": leaves_minors(appointment, going=going)}
    return answer(request, "scheduling/member_cancel.html", context, zone=zone, status=status)


def _cancel(
    request: HttpRequest, appointment: Appointment, number: int, *, token: str, seen: int
) -> HttpResponse:
    try:
        left = cancelling.cancel_member(
            appointment=appointment, number=number, seen=seen, by=actor_of(request), at=timezone.now()
        )
    except cancelling.TooLateError:  # the page of the visit says what has become of it
        return redirect("booking_detail", token)
    messages.success(
        request,
        ngettext(
            "One person is cancelled. The visit is now for %(people)d person.",
            "One person is cancelled. The visit is now for %(people)d people.",
            left.people,
        )
        % {"people": left.people},
    )
    return redirect("booking_detail", token)
