"""Where a case stands, for whoever has its number and access code, without an account.

Every miss is answered alike. What is shown names nobody: it may be read on a screen in a library.
"""

from datetime import datetime
from http import HTTPStatus

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from applications.actions.looking_up import look_up
from applications.forms.codes import CaseCodeForm
from applications.models import Application
from applications.views.cases.viewing import KEY, forget_view, remember_view, viewed
from applications.views.cases.where import where_of
from applications.views.limits import spend_look, too_often
from portal.audit.actions import record
from portal.web.actors import actor_of
from portal.web.limits import TooOftenError
from scheduling.rules.identity import LONGEST_TYPED


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def case_find(request: HttpRequest) -> HttpResponse:
    form = CaseCodeForm(
        request.POST if request.method == "POST" else None, initial={"number": asked_number(request)}
    )
    if not form.is_valid():
        return _page(request, form)
    now, typed = timezone.now(), form.cleaned_data
    try:
        spend_look(request, number=typed["number"])
    except TooOftenError as error:
        return too_often(request, error, back_url=reverse("case_find"))
    case = look_up(**typed, by=actor_of(request), at=now)
    if case is None:
        form.add_error("code", no_such_case())
        return _page(request, form)
    remember_view(request, case, at=now)
    return redirect("case_status")


@never_cache
@require_safe
def case_status(request: HttpRequest) -> HttpResponse:
    now, was_shown = timezone.now(), KEY in request.session
    case = viewed(request, at=now)
    if case is None:
        if was_shown:
            messages.info(request, _("It has been too long, or there is a new access code. Enter it again."))
        return redirect("case_find")
    _note(request, case, at=now)
    on = now.astimezone(case.office.zone).date()
    context = {"case": case, "where": where_of(case, case.known, on=on)}
    return render(request, "applications/cases/status.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def case_leave(request: HttpRequest) -> HttpResponse:
    """Forget the case in this browser, for whoever uses it next."""
    if request.method == "POST":
        forget_view(request)
        messages.success(request, _("This browser does not show the case any more."))
    return redirect("case_find")


def asked_number(request: HttpRequest) -> str:
    """Return the case number of the address, as the code to scan on a letter has it."""
    return request.GET.get("number", "")[:LONGEST_TYPED]


def no_such_case() -> str:
    return _("No case has this number and this access code. Check both")


def _page(request: HttpRequest, form: CaseCodeForm) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "applications/cases/find.html", {"form": form}, status=status)


def _note(request: HttpRequest, case: Application, *, at: datetime) -> None:
    """Write down that somebody looked who has the code."""
    with transaction.atomic():
        by = actor_of(request)
        record("case.read", subject=case, by=by, at=at, office=case.office_id, whose="code")
