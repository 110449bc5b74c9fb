"""Entering that a clerk is away."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from portal.accounts.models import Office
from portal.web.actors import actor_of
from scheduling.actions.absences import Absence, NoDutyError, enter
from scheduling.actions.duties import LeavesVisitsError
from scheduling.actions.rehousing import Proposal
from scheduling.admin import hits
from scheduling.admin.office_days import chosen_office
from scheduling.admin.rota_forms import AbsenceForm, PlainDecisionForm
from scheduling.admin.rota_pages import CHANGE, address, clerks_of, for_staff, monday_of, shown
from scheduling.models.line import today


@for_staff(CHANGE)
def rota_absence(request: HttpRequest, offices: list[Office]) -> HttpResponse:
    """Take out the duties of a clerk who is away; the visits are listed before anything happens."""
    office = chosen_office(request, offices)
    given = request.POST if request.method == "POST" else None
    form = AbsenceForm(given, office=office, clerks=clerks_of(office))
    decision = PlainDecisionForm(given)
    if given is not None and form.is_valid():
        absence = form.absence()
        try:
            settled = enter(absence, **decision.decided, by=actor_of(request), at=timezone.now())
        except LeavesVisitsError as refusal:
            decision = PlainDecisionForm(given, hit=refusal)
        except NoDutyError:
            form.add_error("clerk", _("This person has no duty at this office then"))
        else:
            messages.success(request, _came_of(absence, settled))
            return redirect(address(office, monday_of(today(office, absence.span.start))))
    errors = [*form.error_list, *(decision.error_list if decision.hit else [])]
    context = {
        "title": _("A clerk is away"),
        "office": office,
        "offices": offices,
        "form": form,
        "decision": decision if decision.hit else None,
        "errors": errors,
        "back": address(office),
    }
    return shown(request, "rota_absence.html", context, status=422 if errors or decision.hit else 200)


def _came_of(absence: Absence, settled: list[Proposal]) -> str:
    text = _("%(clerk)s is away: the duties are taken out.") % {"clerk": absence.clerk}
    return format_html("{} {}", text, hits.became(settled)) if settled else text
