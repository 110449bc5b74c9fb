"""How many came in vain or not at all, and how long people waited.

For supervisors, of their own offices, nobody by name.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from unfold.admin import ModelAdmin

from portal.accounts.models import Office
from scheduling.choices import VainReason
from scheduling.models import Outcome, Service
from scheduling.models.vain import notes, tallies
from scheduling.models.waits import waits_in
from scheduling.policies import leads_somewhere, offices_led_by
from scheduling.rules.hours import midnight
from scheduling.rules.intervals import Interval
from scheduling.rules.outcomes import Tally, total
from scheduling.views.calendars import month_after
from scheduling.views.lookups import read_month, read_number

MOST_NOTES = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One service, or all of them, on the page that counts."""

    name: str
    tally: Tally[str]
    reasons: list[tuple[str, int]]
    notes: list[str]

    @classmethod
    def of(cls, name: str, tally: Tally[str], notes: list[str] | None = None) -> "Line":
        reasons = [(str(VainReason(code).label), count) for code, count in tally.reasons.items()]
        return cls(name, tally, reasons, notes or [])


@admin.register(Outcome)
class OutcomeAdmin(ModelAdmin):
    """In the place of a list: how many came in vain, by service and reason, and nobody by name."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401  a row
        del obj
        return leads_somewhere(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        del request
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401  a row
        del request, obj
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401  a row
        del request, obj
        return False

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(self.in_vain_view)
        return [path("", page, name="scheduling_outcome_changelist")]

    def in_vain_view(self, request: HttpRequest) -> HttpResponse:
        offices = list(offices_led_by(request.user).order_by("slug"))
        if not offices:
            raise PermissionDenied
        wanted = read_number(request.GET.get("office", ""))
        office = next((office for office in offices if office.pk == wanted), offices[0])
        now = timezone.now()
        today = now.astimezone(office.zone).date()
        first = read_month(request.GET.get("month", ""), today=today) or today.replace(day=1)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Came in vain"),
            "opts": self.opts,
            "offices": offices if offices[1:] else [],
            **in_vain(office, min(first, today.replace(day=1)), at=now),
        }
        return render(request, "admin/scheduling/in_vain.html", context)


def in_vain(office: Office, first: date, *, at: datetime) -> dict[str, object]:
    """Return what the page shows of the month that begins on `first`."""
    after = month_after(first)
    before = (first - timedelta(days=1)).replace(day=1)
    span = Interval(midnight(first, office.zone), midnight(after, office.zone))
    noted = notes(office, span, most=MOST_NOTES)
    rows: list[tuple[Service, Tally[str]]] = tallies(office, span, at=at)
    booked, walk_ins = waits_in(office, span)
    return {
        "office": office,
        "month": date_format(first, "F Y"),
        "this": f"{first:%Y-%m}",
        "lines": [Line.of(str(service), tally, noted.get(service.pk)) for service, tally in rows],
        "has_notes": bool(noted),
        "waits": [
            (_("With a booked time"), booked),
            (_("Without a booking"), walk_ins),
        ],
        "has_waits": bool(booked.people or walk_ins.people),
        "all": Line.of(_("All services"), total(tally for _service, tally in rows)),
        "before": f"{before:%Y-%m}",
        "after": f"{after:%Y-%m}" if after <= at.astimezone(office.zone).date() else "",
    }
