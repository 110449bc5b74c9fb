"""To a visit without its link: reference and contact, then the code that is sent there.

Every answer is the same whether there is such a visit or not, also to wrong codes.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.accounts.models import User
from portal.web import words
from portal.web.actors import actor_of
from portal.web.limits import TooOftenError
from scheduling import notices
from scheduling.actions import finding
from scheduling.actions.booking import WrongCodeError
from scheduling.forms import Asked, CodeForm, FindForm
from scheduling.models import AccessCode
from scheduling.models.access import CODE_LIFE
from scheduling.views.answers import READ_OR_POST, TOO_MANY, answer, form_status
from scheduling.views.codes import wrong
from scheduling.views.holder import end_with, form_key_of
from scheduling.views.limits import spend_find, too_often

KEY, ASKED = "finder", "asked_for"
MINUTE = timedelta(minutes=1)
# So long the page still says which visit was asked for; the next person at a library's
# computer must not find it.
ASKED_KEPT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Way:
    """The pages on which somebody asks, and for what."""

    start: str
    code: str
    again: str
    is_claim: bool = False


TO_A_VISIT = Way("access_create", "access_detail", "access_renew")


@never_cache
@require_http_methods(READ_OR_POST)
def access_create(request: HttpRequest) -> HttpResponse:
    """Ask which visit, and send a code to its contact if there is one."""
    now = timezone.now()
    form = FindForm(request.POST if request.method == "POST" else None, initial=asked_before(request, at=now))
    if not form.is_valid():
        return find_page(request, form, way=TO_A_VISIT)
    try:
        spend_find(request, **form.asked())
        finding.ask(
            **form.asked(),
            finder=become_finder(request),
            key=form_key_of(request),
            by=actor_of(request),
            at=now,
        )
    except TooOftenError as error:
        return wait(request, error, way=TO_A_VISIT)
    except finding.AskedTooOftenError as error:
        return asked_too_often(request, form, error, way=TO_A_VISIT)
    remember_asked(request, form.asked(), at=now)
    return redirect(TO_A_VISIT.code)


@never_cache
@require_http_methods(READ_OR_POST)
def access_detail(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            visit = finding.enter(
                code=form.cleaned_data["code"], finder=finder_of(request), by=actor_of(request), at=now
            )
        except finding.NothingAskedError:
            return begin_again(request, way=TO_A_VISIT)
        except (WrongCodeError, finding.CodeOverError) as error:
            form.add_error("code", why_not(error))
        else:
            request.session.pop(ASKED, None)
            return redirect("booking_detail", notices.token_of(visit))
    return code_page(request, form, way=TO_A_VISIT, account=None, at=now)


@never_cache
@require_http_methods(READ_OR_POST)
def access_renew(request: HttpRequest) -> HttpResponse:
    return send_again(request, way=TO_A_VISIT, account=None)


def send_again(request: HttpRequest, *, way: Way, account: User | None) -> HttpResponse:
    """Send another code for what was asked for, if it is known what that was."""
    now = timezone.now()
    asked = asked_before(request, at=now)
    if request.method != "POST":
        return redirect(way.code)
    if not asked:
        return begin_again(request, way=way)
    try:
        spend_find(request, **asked)
        finding.ask_again(
            finder=finder_of(request),
            key=form_key_of(request),
            account=account,
            by=actor_of(request),
            at=now,
        )
    except TooOftenError as error:
        return wait(request, error, way=way)
    except finding.NothingAskedError:
        return begin_again(request, way=way)
    except finding.AskedTooOftenError as error:
        return asked_too_often(request, FindForm(dict(asked)), error, way=way)
    remember_asked(request, asked, at=now)
    messages.success(
        request, _("If there is such a visit, we have sent a new code. Only the newest one works.")
    )
    return redirect(way.code)


def find_page(request: HttpRequest, form: FindForm, *, way: Way, status: int | None = None) -> HttpResponse:
    zone = timezone.get_current_timezone()
    context = {"form": form, "way": way}
    status = status or form_status(is_valid=not form.errors)
    return answer(request, "scheduling/access_create.html", context, zone=zone, status=status)


def code_page(
    request: HttpRequest, form: CodeForm, *, way: Way, account: User | None, at: datetime
) -> HttpResponse:
    """Ask for the code, and show what was typed to get it: a slip there is why no code comes."""
    asked = asked_before(request, at=at)
    last = AccessCode.objects.of_finder(finder_of(request)).first()
    if not asked or last is None or last.account_id != (account and account.pk):
        return begin_again(request, way=way)
    context: dict[str, Any] = {
        "form": form,
        "way": way,
        "asked": asked,
        "is_text": "@" not in asked["contact"],
        "minutes": CODE_LIFE // MINUTE,
        "is_used_up": last.is_used_up,
        "is_over": last.works_until <= at,
    }
    zone = timezone.get_current_timezone()
    status = form_status(is_valid=not form.errors)
    return answer(request, "scheduling/access_detail.html", context, zone=zone, status=status)


def begin_again(request: HttpRequest, *, way: Way) -> HttpResponse:
    """Lead to the first page: the session is over, or somebody came to the second without it."""
    messages.warning(
        request, _("We do not know which visit you mean, or it has been too long. Please start here.")
    )
    return redirect(way.start)


def wait(request: HttpRequest, error: TooOftenError, *, way: Way) -> HttpResponse:
    return too_often(request, error, zone=timezone.get_current_timezone(), back_url=reverse(way.start))


def asked_too_often(
    request: HttpRequest, form: FindForm, error: finding.AskedTooOftenError, *, way: Way
) -> HttpResponse:
    moment = words.moment(error.retry_at, timezone.get_current_timezone())
    form.add_error(
        None,
        _(
            "As many codes as we can send in a day were asked for with this reference and contact. "
            "You can ask for another from %(moment)s. If you cannot wait, contact the office."
        )
        % {"moment": moment},
    )
    return find_page(request, form, way=way, status=TOO_MANY)


def why_not(error: WrongCodeError | finding.CodeOverError) -> str:
    if isinstance(error, finding.CodeOverError):
        return _("This code is too old. Ask for a new code below.")
    return wrong(error.left)


def finder_of(request: HttpRequest) -> str:
    """Return the digest by which what this browser asked for is found, or nothing."""
    key = request.session.get(KEY, "")
    return sha256(key.encode()).hexdigest() if key else ""


def become_finder(request: HttpRequest) -> str:
    """Give the browser a key if it has none: that of its form, see `holder.become_holder`."""
    request.session.setdefault(KEY, form_key_of(request))
    return finder_of(request)


def remember_asked(request: HttpRequest, asked: Asked, *, at: datetime) -> None:
    """Keep what was asked for, to show it and to ask again. Never in an address: those are logged."""
    request.session[ASKED] = {"until": (at + ASKED_KEPT).isoformat(), "fields": asked}
    end_with(request, ASKED_KEPT)


def asked_before(request: HttpRequest, *, at: datetime) -> Asked | None:
    kept = request.session.get(ASKED)
    if kept is None:
        return None
    if datetime.fromisoformat(kept["until"]) <= at:
        del request.session[ASKED]
        return None
    fields: Asked = kept["fields"]
    return fields
