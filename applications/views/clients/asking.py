"""Ask to act for somebody: with the number of their case and its access code, and on a paper.

Whoever has both may ask; a clerk decides. A miss says as little as the look-up does.
"""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.actions.asking import (
    HeldAlreadyError,
    OutgrownError,
    TooManyWaitingError,
    ask_mandate,
)
from applications.actions.looking_up import case_of
from applications.forms.mandates import AskingForm
from applications.models import Application
from applications.views.clients.place import Acting, for_acting
from applications.views.limits import spend_look, too_often
from portal.audit.actions import record
from portal.web.limits import TooOftenError

WRONG = 422


@for_acting
def mandate_ask(acting: Acting) -> HttpResponse:
    organisations = acting.organisations
    if acting.request.method != "POST":
        initial = {"name": acting.user.name, "whose": "me"}
        return _shown(acting, AskingForm(initial=initial, organisations=organisations))
    form = AskingForm(acting.request.POST, organisations=organisations)
    if not form.is_valid():
        return _shown(acting, form, status=WRONG)
    try:
        spend_look(acting.request, number=form.cleaned_data["case_number"])
    except TooOftenError as error:
        return too_often(acting.request, error, back_url=reverse("mandate_ask"))
    case = case_of(form.cleaned_data["case_number"], form.cleaned_data["code"])
    if case is None:
        _missed(acting)
        form.add_error("case_number", _("No case has this number and this access code. Check both"))
        return _shown(acting, form, status=WRONG)
    return _asked(acting, form, case)


def _asked(acting: Acting, form: AskingForm, case: Application) -> HttpResponse:
    on = acting.at.astimezone(case.office.zone).date()
    try:
        ask_mandate(
            case=case,
            wish=form.wish(),
            user=acting.user,
            organisation=form.organisation,
            by=acting.by,
            at=acting.at,
            on=on,
        )
    except HeldAlreadyError:
        messages.info(acting.request, _("You act in this case already."))
        return redirect("client_list")
    except OutgrownError:
        form.add_error("kind", _("The person of this case is of age. Ask as their proxy"))
    except TooManyWaitingError:
        form.add_error(None, _("So many wait for the office already that it cannot take another one."))
    else:
        text = _("The office will look at it. You see the case once a clerk has accepted it.")
        messages.success(acting.request, text)
        return redirect("client_list")
    return _shown(acting, form, status=WRONG)


def _missed(acting: Acting) -> None:
    with transaction.atomic():
        record("case.mandate_missed", subject=None, by=acting.by, at=acting.at)


def _shown(acting: Acting, form: AskingForm, *, status: int = 200) -> HttpResponse:
    return render(acting.request, "applications/clients/ask.html", {"form": form}, status=status)
