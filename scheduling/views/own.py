"""The visits of somebody who is signed in, and adding one that was booked without the account."""

from collections.abc import Iterable
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.models import User
from portal.web.actors import actor_of
from portal.web.limits import TooOftenError
from scheduling import notices
from scheduling.actions import finding
from scheduling.actions.booking import WrongCodeError
from scheduling.choices import AppointmentState
from scheduling.forms import CodeForm, FindForm
from scheduling.models import Appointment
from scheduling.views.answers import READ_OR_POST, answer
from scheduling.views.finding import (
    ASKED,
    Way,
    asked_before,
    asked_too_often,
    become_finder,
    begin_again,
    code_page,
    find_page,
    finder_of,
    remember_asked,
    send_again,
    wait,
    why_not,
)
from scheduling.views.holder import form_key_of
from scheduling.views.limits import spend_find

ON_A_PAGE = 20
TO_THE_LIST = Way("claim_create", "claim_detail", "claim_renew", is_claim=True)


@login_required
@never_cache
@require_safe
def own_list(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    visits = Appointment.objects.of_account(_account(request)).for_page()
    to_come = Appointment.objects.filter(state=AppointmentState.BOOKED, period__endswith__gt=now)
    # Of several people the first may be done while the others still wait.
    is_coming = Q(pk__in=to_come.values("pk")) | Exists(to_come.filter(lead=OuterRef("pk")))
    coming = visits.filter(is_coming).order_by("period__startswith", "pk")
    earlier = visits.exclude(is_coming).order_by("-period__startswith", "-pk")
    page = Paginator(earlier, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"coming": _linked(coming), "earlier": _linked(page), "page": page}
    zone = timezone.get_current_timezone()
    return answer(request, "scheduling/own_list.html", context, zone=zone)


@login_required
@never_cache
@require_http_methods(READ_OR_POST)
def claim_create(request: HttpRequest) -> HttpResponse:
    """Ask which visit; without a code, if the account has proven the address."""
    now, account = timezone.now(), _account(request)
    initial = asked_before(request, at=now) or {"contact": account.email}
    form = FindForm(request.POST if request.method == "POST" else None, initial=initial)
    if not form.is_valid():
        return find_page(request, form, way=TO_THE_LIST)
    try:
        spend_find(request, **form.asked())
        claimed = finding.claim(
            **form.asked(),
            finder=become_finder(request),
            key=form_key_of(request),
            account=account,
            by=actor_of(request),
            at=now,
        )
    except TooOftenError as error:
        return wait(request, error, way=TO_THE_LIST)
    except finding.AskedTooOftenError as error:
        return asked_too_often(request, form, error, way=TO_THE_LIST)
    except finding.NoSuchVisitError:
        form.add_error("reference", _("No visit with this reference was booked with this e-mail address"))
        return find_page(request, form, way=TO_THE_LIST)
    if claimed:
        return _claimed(request)
    remember_asked(request, form.asked(), at=now)
    return redirect(TO_THE_LIST.code)


@login_required
@never_cache
@require_http_methods(READ_OR_POST)
def claim_detail(request: HttpRequest) -> HttpResponse:
    now, account = timezone.now(), _account(request)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            finding.claim_with_code(
                code=form.cleaned_data["code"],
                finder=finder_of(request),
                account=account,
                by=actor_of(request),
                at=now,
            )
        except finding.NothingAskedError:
            return begin_again(request, way=TO_THE_LIST)
        except (WrongCodeError, finding.CodeOverError) as error:
            form.add_error("code", why_not(error))
        else:
            return _claimed(request)
    return code_page(request, form, way=TO_THE_LIST, account=account, at=now)


@login_required
@never_cache
@require_http_methods(READ_OR_POST)
def claim_renew(request: HttpRequest) -> HttpResponse:
    return send_again(request, way=TO_THE_LIST, account=_account(request))


def _claimed(request: HttpRequest) -> HttpResponse:
    request.session.pop(ASKED, None)
    messages.success(request, _("The visit is on your list now."))
    return redirect("own_list")


def _linked(visits: Iterable[Appointment]) -> list[tuple[Appointment, str]]:
    """Return each visit with the secret of its page."""
    return [(visit, notices.token_of(visit) if visit.token_digest else "") for visit in visits]


def _account(request: HttpRequest) -> User:
    return cast("User", request.user)
