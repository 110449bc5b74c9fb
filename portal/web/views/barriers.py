"""Telling the office about a barrier, and the page that says by when it answers."""

import re
from datetime import datetime, timedelta
from secrets import token_urlsafe
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.web import words
from portal.web.actors import actor_of
from portal.web.barriers import actions
from portal.web.barriers.forms import BarrierForm
from portal.web.barriers.letters import OMBUDSMAN
from portal.web.barriers.limits import BY_NETWORK, spend_report
from portal.web.limits import TooOftenError
from portal.web.logs import masked
from portal.web.models.barriers import LONGEST_PAGE
from portal.web.views.pages import responsible

WRONG, TOO_MANY = 422, 429
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
FORM_KEY = re.compile(r"[A-Za-z0-9_-]{43}")  # as `form_key` writes them


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def barrier_report(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _form(request, BarrierForm(initial={"page": page_of_ours(request.GET.get("page", ""))}))
    form = BarrierForm(request.POST)
    if not form.is_valid():
        return _form(request, form, status=WRONG)
    told = form.told
    secret = actions.secret_of(_key(request), told)
    if actions.already_sent(secret):
        return redirect("barrier_detail", secret)
    now = timezone.now()
    try:
        spend_report(request, email=told["email"], phone=told["phone"], at=now)
    except TooOftenError as error:
        return _too_often(request, form, error, at=now)
    language = get_language() or settings.LANGUAGE_CODE
    report = actions.report(told, secret=secret, language=language, by=actor_of(request), at=now)
    return redirect("barrier_detail", report.secret)


@never_cache
@require_safe
def barrier_detail(request: HttpRequest, secret: str) -> HttpResponse:
    """Show the number of a report, its terms and the answer, to whoever has its address."""
    report = actions.already_sent(secret)
    if report is None:
        raise Http404
    context = {
        "report": report,
        "answer_by": words.day(report.answer_by_on),
        "fix_by": words.day(report.fix_by_on),
        "ombudsman_url": OMBUDSMAN,
        **responsible(),
    }
    response = render(request, "web/barrier_detail.html", context)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def page_of_ours(text: str) -> str:
    """Return a path of this site without what only one person knows; nothing for anything else."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    is_path = text.startswith("/") and not text.startswith(("//", "/\\")) and text.isprintable()
    return masked(parts.path)[:LONGEST_PAGE] if is_path and not parts.netloc else ""


def _key(request: HttpRequest) -> str:
    sent = request.POST.get("key", "")
    return sent if FORM_KEY.fullmatch(sent) else token_urlsafe()


def _form(request: HttpRequest, form: BarrierForm, *, status: int = 200) -> HttpResponse:
    return render(request, "web/barrier_report.html", {"form": form, **responsible()}, status=status)


def _too_often(
    request: HttpRequest, form: BarrierForm, error: TooOftenError, *, at: datetime
) -> HttpResponse:
    """Show the form with all that was typed, and say when it can be sent."""
    zone = ZoneInfo(settings.TIME_ZONE)
    moment = words.moment(error.retry_at + MINUTE, zone)
    if error.limit == BY_NETWORK:
        text = _("Many reports came over your internet connection. You can send this one on %(moment)s.")
    else:
        text = _("Many reports came with this e-mail address or phone. You can send this one on %(moment)s.")
    form.add_error(None, text % {"moment": moment})
    response = _form(request, form, status=TOO_MANY)
    response["Retry-After"] = str(max(1, -((at - error.retry_at) // SECOND)))
    return response
