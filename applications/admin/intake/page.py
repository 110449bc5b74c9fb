"""Register a case: what the application says, then the cases that are like it, then it is there."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from applications.actions.applying import RefusedError
from applications.actions.intake import take_in
from applications.actions.opening import KnownAlreadyError
from applications.admin.intake import visits
from applications.admin.intake.forms import IntakeForm, OtherCaseForm
from applications.admin.intake.likes import Likes, likes_of
from applications.admin.words.refusals import refused
from applications.admin.worklist.place import Place, for_offices
from applications.models import Application
from applications.rules.transitions import Refusal
from scheduling.models import Appointment

RIGHT = "applications.add_application"
NOBODY = Likes([], [], "")


@for_offices(RIGHT)
def intake_create(place: Place) -> HttpResponse:
    """Show the form, with what a visit says if one is named; register what was sent."""
    request = place.request
    named = (request.POST if request.method == "POST" else request.GET).get("visit", "")
    visit = visits.visit_of(place, named)
    if request.method != "POST":
        initial = {"filed_on": place.on} | (visits.initial(visit) if visit else {})
        return _page(place, IntakeForm(place=place, initial=initial), visit)
    form = IntakeForm(request.POST, place=place)
    if not form.is_valid():
        return _page(place, form, visit, status=422)
    likes = likes_of(place, form)
    # A tick is for the cases that were shown with it, and for no others.
    has_looked = request.POST.get("likes", "") == likes.mark
    other = OtherCaseForm(request.POST if has_looked else None)
    if likes and not other.is_valid():
        return _page(place, form, visit, likes=likes, other=other, status=422 if has_looked else 409)
    return _take_in(place, form, visit)


def _take_in(place: Place, form: IntakeForm, visit: Appointment | None) -> HttpResponse:
    try:
        case = take_in(form.given(visit), office=place.office, **place.acting)
    except KnownAlreadyError:
        form.add_error("external_ref", _("The office has a case with this reference already"))
    except RefusedError as error:
        name = "case_number" if error.reasons == [Refusal.NUMBER_TAKEN] else None
        for text in refused(error.reasons):
            form.add_error(name, text)
    else:
        messages.success(place.request, _("The case is registered."))
        return redirect("admin:applications_application_change", case.pk)
    return _page(place, form, visit, status=422)


def _page(  # noqa: PLR0913  what the page shows
    place: Place,
    form: IntakeForm,
    visit: Appointment | None,
    *,
    likes: Likes = NOBODY,
    other: OtherCaseForm | None = None,
    status: int = 200,
) -> HttpResponse:
    asked: list[Any] = [form, *([other] if other else [])]
    context = {
        "title": _("Register a case"),
        "opts": Application._meta,
        "form": form,
        "errors": [error for each in asked for error in each.error_list],
        "visit": visit,
        "likes": likes,
        "other": other,
        "recent": [] if visit or form.is_bound else visits.recent(place),
    }
    return place.shown("intake/form.html", context, status=status)
