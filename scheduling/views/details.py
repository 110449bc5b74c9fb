"""Who comes, and a last look before the code is sent."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.web import words
from portal.web.actors import actor_of
from scheduling.actions import booking
from scheduling.forms import DetailsForm, citizenship_name
from scheduling.models import Appointment
from scheduling.rules.phones import gets_texts, spaced
from scheduling.templatetags.visit_times import plain_day
from scheduling.views.answers import READ_OR_POST, answer, form_status
from scheduling.views.confirmation import account_of, needs_no_code
from scheduling.views.held import for_holder, hold_context, keep_posted
from scheduling.views.holder import forget_typed, holder_of, kept_typed
from scheduling.views.lookups import place_of

Row = dict[str, str]


@require_http_methods(READ_OR_POST)
@for_holder
def hold_details(request: HttpRequest, appointment: Appointment, at: datetime) -> HttpResponse:
    form = DetailsForm(
        request.POST if request.method == "POST" else None,
        service=appointment.service,
        today=place_of(appointment).today(at),
        initial=_known(request, appointment) | kept_typed(request, appointment, at=at),
    )
    if form.is_valid():
        booking.describe(
            appointment=appointment,
            details=form.details(language=get_language() or appointment.language),
            holder=holder_of(request),
            by=actor_of(request),
            at=at,
        )
        forget_typed(request)
        return redirect("hold_check")
    keep_posted(request, at=at)
    return answer(
        request,
        "scheduling/hold_details.html",
        {**hold_context(appointment, at=at), "form": form},
        zone=appointment.office.zone,
        status=form_status(is_valid=not form.errors),
    )


@require_safe
@for_holder
def hold_check(request: HttpRequest, appointment: Appointment, at: datetime) -> HttpResponse:
    if not appointment.is_described:
        return redirect("hold_details")
    context = {
        **hold_context(appointment, at=at),
        "visit": visit_rows(appointment),
        "person": _person_rows(appointment),
        "needs_no_code": needs_no_code(request, appointment),
    }
    return answer(request, "scheduling/hold_check.html", context, zone=appointment.office.zone)


def _known(request: HttpRequest, appointment: Appointment) -> dict[str, str]:
    """Return what need not be typed by somebody who is signed in.

    Nothing, once they have said who comes: a phone that they took out stays out.
    """
    account = account_of(request)
    if account is None or appointment.email:
        return {}
    known = {"email": account.email}
    return known | {"phone": account.phone} if gets_texts(account.phone) else known


def visit_rows(appointment: Appointment) -> list[Row]:
    office = appointment.office
    return [
        {"label": _("Visit"), "value": appointment.service.name},
        {"label": _("When"), "value": capfirst(words.moment(appointment.interval.start, office.zone))},
        {"label": _("Where"), "value": f"{office.name}\n{office.address}"},
    ]


def _phone_or_not(appointment: Appointment) -> str:
    """Return the number, or that it was not given; nothing where nobody was asked."""
    if appointment.phone:
        return spaced(appointment.phone)
    return _("Not given") if settings.SMS_GATEWAY_URL else ""


def _person_rows(appointment: Appointment) -> list[Row]:
    born = appointment.birth_date
    fields = {
        "given_names": (_("Given names"), appointment.given_names or "–"),
        "family_name": (_("Family name"), appointment.family_name or "–"),
        "birth_date": (_("Date of birth"), born and plain_day(born)),
        "citizenship": (_("Citizenship"), citizenship_name(appointment.citizenship)),
        "case_number": (_("Case number"), appointment.case_number),
        "email": (_("E-mail address"), appointment.email),
        "phone": (_("Mobile phone number"), _phone_or_not(appointment)),
    }
    page = reverse("hold_details")
    return [
        {"label": label, "value": str(value), "change_url": f"{page}#id_{name}"}
        for name, (label, value) in fields.items()
        if value
    ]
