"""To a lost access code: the way there goes to the contact that the office has, and nowhere else.

The answer is the same whether there is such a case or not, and whether it has a contact.
"""

from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from applications.actions.lost import LinkOverError, ask_for_code, open_code, renew_code
from applications.forms.lost import LostForm
from applications.models import CodeRequest
from applications.notices.codes import token_of
from applications.views.cases.finding import asked_number
from applications.views.cases.place import MOST_DIGITS
from portal.web.actors import actor_of
from portal.web.client import limited_network
from portal.web.limits import Limit, TooOftenError, spend
from scheduling.views import limits
from scheduling.views.answers import GONE, READ_OR_POST, answer, form_status
from scheduling.views.bookings import secret
from scheduling.views.limits import Act, By

OPENED = "case_code_opened"  # the key of the request whose link this browser has opened
RENEW = "renew"
LOST = Act(
    _("Access codes were asked for many times."),
    {
        # Whoever asks in another's name fills a mailbox three times a day, and gets nothing.
        By.CASE: (Limit("lost.case", 3, timedelta(days=1)),),
        By.NETWORK: (
            Limit("lost.network", 20, timedelta(hours=1)),
            Limit("lost.network.day", 60, timedelta(days=1)),
        ),
    },
)


@never_cache
@require_http_methods(READ_OR_POST)
def code_lost(request: HttpRequest) -> HttpResponse:
    """Ask which case, and send the way to its code if there is one and somebody to send it to."""
    posted = request.POST if request.method == "POST" else None
    form = LostForm(posted, initial={"number": asked_number(request)})
    if not form.is_valid():
        return _page(
            request,
            "applications/cases/lost.html",
            {"form": form},
            status=form_status(is_valid=not form.errors),
        )
    now, number = timezone.now(), form.cleaned_data["number"]
    try:
        spend(*LOST.costs({By.CASE: [number], By.NETWORK: [limited_network(request)]}), at=now)
    except TooOftenError as error:
        zone, back = timezone.get_current_timezone(), reverse("code_lost")
        return limits.too_often(request, error, zone=zone, back_url=back, acts=(LOST,))
    ask_for_code(number=number, by=actor_of(request), at=now)
    return redirect("code_asked")


@never_cache
@require_safe
def code_asked(request: HttpRequest) -> HttpResponse:
    """Say what happens now, in the same words to everybody."""
    return _page(request, "applications/cases/lost_asked.html", {})


@require_http_methods(READ_OR_POST)
@secret
def code_opened(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """Show a button, and the code by POST only: mail services open links before people do."""
    wanted, now = _of_token(pk, token), timezone.now()
    is_again = request.session.get(OPENED) == pk
    if request.method != "POST":
        is_over = wanted.until <= now or (wanted.used_at is not None and not is_again)
        return _page(
            request,
            "applications/cases/lost_link.html",
            {"is_over": is_over},
            status=GONE if is_over else 200,
        )
    try:
        code = _code(request, wanted, is_again=is_again, at=now)
    except LinkOverError:
        return _page(request, "applications/cases/lost_link.html", {"is_over": True}, status=GONE)
    request.session[OPENED] = pk
    issued_at = CodeRequest.objects.values_list("application__access_issued_at", flat=True).get(pk=pk)
    context = {"code": code, "issued": issued_at, "is_new": request.POST.get("wish") == RENEW}
    return _page(request, "applications/cases/lost_code.html", context)


def _code(request: HttpRequest, wanted: CodeRequest, *, is_again: bool, at: datetime) -> str:
    by = actor_of(request)
    if request.POST.get("wish") != RENEW:
        return open_code(request=wanted, is_again=is_again, by=by, at=at)
    seen = _moment(request.POST.get("issued", ""))
    return renew_code(request=wanted, seen=seen, is_again=is_again, by=by, at=at)


def _of_token(pk: int, token: str) -> CodeRequest:
    """Return the request whose link has that secret.

    :raises Http404: if there is none.
    """
    if len(str(pk)) > MOST_DIGITS:
        raise Http404
    found = CodeRequest.objects.filter(pk=pk).first()
    if found is None or not compare_digest(token.encode(), token_of(found).encode()):
        raise Http404
    return found


def _moment(text: str) -> datetime | None:
    try:
        return parse_datetime(text)
    except ValueError:
        return None


def _page(request: HttpRequest, name: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    zone = timezone.get_current_timezone()
    return answer(request, name, context, zone=zone, status=status)
