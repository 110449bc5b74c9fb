"""Adding one's case to one's account, by its number and access code."""

from http import HTTPStatus
from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from applications.actions.claiming import claim
from applications.forms.codes import CaseCodeForm
from applications.views.cases.finding import asked_number, no_such_case
from applications.views.cases.viewing import viewed
from applications.views.limits import spend_look, too_often
from portal.web.actors import actor_of
from portal.web.limits import TooOftenError

if TYPE_CHECKING:
    from portal.accounts.models import User


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def case_claim(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    if request.method != "POST":
        shown = viewed(request, at=now)
        number = asked_number(request) or (shown.case_number if shown else "")
        return _page(request, CaseCodeForm(initial={"number": number}))
    form = CaseCodeForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    try:
        spend_look(request, number=form.cleaned_data["number"])
    except TooOftenError as error:
        return too_often(request, error, back_url=reverse("case_claim"))
    account = cast("User", request.user)
    case = claim(**form.cleaned_data, account=account, by=actor_of(request), at=now)
    if case is None:
        form.add_error("code", no_such_case())
        return _page(request, form)
    messages.success(request, _("The case is on your list now."))
    return redirect("case_detail", case.pk)


def _page(request: HttpRequest, form: CaseCodeForm) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "applications/cases/claim.html", {"form": form}, status=status)
