"""What a kind of case costs, needs and takes, on the day a person files; for anybody."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from applications.choices import Group
from applications.forms.days import DayForm, read_day
from applications.models import (
    ClockSuspension,
    DecisionTerm,
    DocumentRequirement,
    Fee,
    FilingChannel,
    Procedure,
)
from applications.models.lookups import channels_of, documents_of, fees_of, suspensions_of, term_of
from applications.views.visits import visits_for
from portal.web.markdown import to_html

WRONG = 422


@dataclass(frozen=True, slots=True)
class Facts:
    """What the law says of a procedure on a day."""

    on: date
    channels: list[FilingChannel]
    fees: list[Fee]
    core: list[DocumentRequirement]
    later: list[DocumentRequirement]
    term: DecisionTerm | None
    suspensions: list[ClockSuspension]

    @classmethod
    def of(cls, procedure: Procedure, *, on: date) -> "Facts":
        documents = documents_of(procedure, on=on)
        return cls(
            on,
            channels_of(procedure, on=on) if procedure.is_in_remit else [],
            fees_of(procedure, on=on),
            [row for row in documents if row.is_core],
            [row for row in documents if not row.is_core],
            term_of(procedure, on=on) if procedure.is_in_remit else None,
            suspensions_of(procedure, on=on) if procedure.is_in_remit else [],
        )


@require_safe
def procedure_list(request: HttpRequest) -> HttpResponse:
    """Show every kind of case by its group; what another authority handles comes last."""
    rows = list(Procedure.objects.listed().in_order())
    groups = [(group, [row for row in rows if row.group == group]) for group in Group]
    shown = [(group, its) for group, its in groups if its]
    return render(request, "applications/procedure_list.html", {"groups": shown, "trail": _trail()[:1]})


@require_safe
def procedure_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Show what holds on a day: today, or the one in the address; the form leads to such an address."""
    procedure = get_object_or_404(Procedure.objects.listed(), code=code.upper())
    today = timezone.localdate()
    form = DayForm(request.GET if "on_day" in request.GET else None, today=today)
    if form.is_valid():
        here = reverse("procedure_detail", args=[procedure.code])
        return redirect(f"{here}?on={form.cleaned_data['on']:%Y-%m-%d}")
    on = read_day(request.GET.get("on", ""), today=today) or today
    context = {
        "procedure": procedure,
        "elsewhere": to_html(procedure.elsewhere) if procedure.elsewhere else "",
        "facts": Facts.of(procedure, on=on),
        "visits": visits_for(procedure, today=today),
        "is_today": on == today,
        "form": form,
        "trail": _trail(),
    }
    status = WRONG if form.is_bound else 200
    return render(request, "applications/procedure_detail.html", context, status=status)


def _trail() -> list[tuple[str, str]]:
    return [(_("Home"), reverse("home")), (_("Kinds of cases"), reverse("procedure_list"))]
