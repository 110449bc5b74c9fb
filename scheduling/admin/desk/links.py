"""What the page of one visit says of the desk: what can be done, who comes along, what clerks did."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.admin.utils import unquote
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.policies import may
from portal.web import words
from scheduling.admin.base import OfficeAdmin
from scheduling.admin.desk.pages import RIGHT, may_change
from scheduling.choices import AppointmentState
from scheduling.forms import citizenship_name
from scheduling.models import Appointment, StaffAct
from scheduling.models.together import together


@dataclass(slots=True)
class Row:
    """One person of a booking."""

    visit: Appointment
    clock: str
    citizenship: str
    may_correct: bool


@dataclass(slots=True)
class Desk:
    lead: Appointment | None = None
    links: list[tuple[str, str]] = field(default_factory=list)
    people: list[Row] = field(default_factory=list)
    acts: list[tuple[StaffAct, str]] = field(default_factory=list)
    may_correct: bool = False

    @property
    def has_cases(self) -> bool:
        return any(row.visit.case_number for row in self.people)


class DeskAdmin(OfficeAdmin):
    change_form_outer_before_template = "admin/scheduling/_desk_links.html"
    change_form_outer_after_template = "admin/scheduling/_visit.html"

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        visit = self.get_object(request, unquote(object_id))
        context = {"desk": desk_of(request, visit, at=timezone.now()) if visit else Desk()}
        response: HttpResponse = super().change_view(
            request, object_id, form_url, {**(extra_context or {}), **context}
        )
        return response


def desk_of(request: HttpRequest, visit: Appointment, *, at: datetime) -> Desk:
    if visit.lead_id is not None:
        return Desk(lead=visit.lead)
    is_clerk = may(request.user, RIGHT, visit.office)
    zone, rows = visit.office.zone, together(visit)
    acts = StaffAct.objects.filter(appointment__in=rows).select_related("by").order_by("at", "pk")
    return Desk(
        links=_links(visit, at=at) if is_clerk else [],
        people=[_row(row, at=at) for row in rows] if visit.people > 1 else [],
        acts=[(act, words.moment(act.at, zone)) for act in acts],
        may_correct=is_clerk,
    )


def _row(row: Appointment, *, at: datetime) -> Row:
    return Row(
        visit=row,
        clock=words.clock(row.interval.start, row.office.zone),
        citizenship=citizenship_name(row.citizenship) if row.citizenship else "",
        may_correct=_is_there(row, at),
    )


def _is_there(row: Appointment, at: datetime) -> bool:
    return row.state == AppointmentState.BOOKED and at < row.interval.end


def _links(visit: Appointment, *, at: datetime) -> list[tuple[str, str]]:
    """Return what can be done about a visit now, and where."""
    named: list[tuple[str, str, bool]] = [
        (_("Print the slip"), "slip", visit.state == AppointmentState.BOOKED),
        (_("Move"), "move", may_change(visit, at=at)),
        (_("Cancel the visit"), "cancel", may_change(visit, at=at)),
        (_("Correct the spelling"), "correct", _is_there(visit, at) and visit.people == 1),
        (_("Free (contested)"), "free", may_change(visit, at=at)),
    ]
    return [
        (text, reverse(f"admin:scheduling_staffact_{name}", args=[visit.pk]))
        for text, name, is_possible in named
        if is_possible
    ]
