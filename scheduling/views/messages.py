"""What the person of a visit was told: a part of its page, and a page to have a message sent again."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.notifications.actions.again import NotRepeatedError
from portal.web.actors import actor_of
from portal.web.limits import TooOftenError
from scheduling.actions.telling import NotAboutItError, ToldTooOftenError, tell_again
from scheduling.models import Appointment
from scheduling.views.answers import READ_OR_POST, answer
from scheduling.views.bookings import secret
from scheduling.views.limits import spend_tell, too_often
from scheduling.views.lookups import find_visit, read_number
from scheduling.views.told import shown_to_person, told_of


@require_http_methods(READ_OR_POST)
@secret
def message_repeat(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """Ask, and send again only by POST: mail scanners open every link.

    A page of its own, because the page of the visit has the policy `no-referrer`, under which
    browsers send a form with `Origin: null`, and that is refused as a forgery.
    """
    visit, now = find_visit(token), timezone.now()
    if request.method == "POST":
        return _repeat(request, visit, token, pk, at=now)
    shown = {message.pk: message for message in shown_to_person(told_of(visit, at=now))}
    if pk not in shown:
        raise Http404
    if not shown[pk].may_repeat:
        return redirect("booking_detail", token)
    context = {"message": shown[pk], "visit": visit, "token": token}
    return answer(request, "scheduling/message_repeat.html", context, zone=visit.office.zone)


def _repeat(request: HttpRequest, visit: Appointment, token: str, pk: int, *, at: datetime) -> HttpResponse:
    seen = read_number(request.POST.get("seen", ""))
    try:
        spend_tell(request, visit)
        tell_again(appointment=visit, notice_pk=pk, seen=seen, by=actor_of(request), at=at)
    except NotAboutItError:
        raise Http404 from None
    except TooOftenError as error:
        back = reverse("booking_detail", args=[token])
        return too_often(request, error, zone=visit.office.zone, back_url=back)
    except ToldTooOftenError:
        text = _("We have sent you this message several times today. You can have it sent again tomorrow.")
        messages.warning(request, text)
    except NotRepeatedError:
        messages.info(request, _("This message cannot be sent again: it is no longer up to date."))
    else:
        list(messages.get_messages(request))  # a double click has it said already, and nobody has read it
        messages.success(request, _("We are sending you the message again."))
    return redirect("booking_detail", token)
