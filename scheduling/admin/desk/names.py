"""Correcting how a name is spelt."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.web.forms import PortalForm
from scheduling.actions.booking import HasOneAlreadyError
from scheduling.actions.cancelling import TooLateError
from scheduling.actions.correcting import AnotherPersonError, CorrectedTooOftenError, correct
from scheduling.actions.moving import ChangedMeanwhileError
from scheduling.admin.desk import pages
from scheduling.admin.desk.forms import NOT_CHANGED, NamesForm, ReasonForm, SeenForm
from scheduling.choices import AppointmentState, StaffActKind
from scheduling.models import Appointment

CHANGE = "admin:scheduling_appointment_change"
WHY_NOT: dict[type[Exception], Promise] = {
    AnotherPersonError: gettext_lazy(
        "This could be the name of another person. Only the spelling can be corrected: a letter, the order, "
        "a missing second name. If the booking is in the wrong name, cancel it and book anew."
    ),
    CorrectedTooOftenError: gettext_lazy(
        "This name was corrected twice already. Cancel the visit and book anew."
    ),
    HasOneAlreadyError: gettext_lazy(
        "So spelt, the person already has another visit for this service. Find it, and cancel one of the two."
    ),
}


@pages.for_clerks
def name_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct the name of one person: the page is that of their own row."""
    row, now = pages.visit_of(request, pk), timezone.now()
    lead = row.lead or row
    if row.state != AppointmentState.BOOKED or row.interval.end <= now:
        return _too_late(request, lead)
    initial = {"given_names": row.given_names, "family_name": row.family_name}
    data = pages.sent(request)
    if data is not None and data.get("seen") != _mark(row):
        return pages.changed(request, lead)
    names = NamesForm(data, initial=initial)
    seen = SeenForm(data)
    reason = ReasonForm(data, kind=StaffActKind.CORRECTED)
    asked: list[PortalForm] = [names, seen, reason]
    is_right = all([form.is_valid() for form in asked])  # noqa: C419  each says what is wrong
    if is_right and names.names == initial:
        names.add_error("given_names", NOT_CHANGED)
    if not (is_right and names.is_valid()):
        return _page(request, row, asked)
    return _correct(request, row, names, reason, asked)


def _correct(
    request: HttpRequest, row: Appointment, names: NamesForm, reason: ReasonForm, asked: list[PortalForm]
) -> HttpResponse:
    acting, lead = pages.acting(request, at=timezone.now()), row.lead or row
    try:
        correct(appointment=row, **names.names, note=reason.cleaned_data["note"], **acting)
    except TooLateError:
        return _too_late(request, lead)
    except ChangedMeanwhileError:
        return pages.changed(request, lead)
    except tuple(WHY_NOT) as refusal:
        names.add_error("given_names", str(WHY_NOT[type(refusal)]))
        return _page(request, row, asked)
    messages.success(request, _("The name is corrected."))
    return redirect(CHANGE, lead.pk)


def _mark(row: Appointment) -> str:
    """Return what tells whether a page showed the name as it is: the row can be given another person."""
    return salted_hmac(__name__, f"{row.given_names}\x1f{row.family_name}", algorithm="sha256").hexdigest()


def _page(request: HttpRequest, row: Appointment, asked: list[PortalForm]) -> HttpResponse:
    errors = pages.errors_of(*asked)
    pages.focus_on(errors, asked)
    context = {
        "title": _("Correct the spelling of a name"),
        "button": _("Correct the spelling"),
        "kind": "correct",
        "visit": row.lead or row,
        "people": [row],
        "seen": _mark(row),
        "forms": asked,
        "errors": errors,
    }
    return pages.shown(request, "desk_question.html", context, status=422 if errors else 200)


def _too_late(request: HttpRequest, lead: Appointment) -> HttpResponse:
    messages.warning(request, _("Nothing is changed: the visit is not booked any more, or is over."))
    return redirect(CHANGE, lead.pk)
