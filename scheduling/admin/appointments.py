"""Visits, for looking. They are taken, moved and cancelled by actions, never on this page.

Lists name nobody. Whoever opens one visit sees whose it is, and that they looked is
written down.
"""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.paginator import InfinitePaginator

from portal.audit.actions import record
from portal.web import words
from portal.web.actors import actor_of
from scheduling.admin.base import OfficeFilter
from scheduling.admin.day_list import DayListAdmin
from scheduling.admin.days import DayFilter
from scheduling.admin.desk.links import DeskAdmin
from scheduling.admin.messages import MessagesAdmin, NotReachedFilter
from scheduling.admin.outcomes import OutcomesAdmin
from scheduling.admin.words import in_third_person, span
from scheduling.forms import citizenship_name
from scheduling.models import Appointment
from scheduling.rules.codes import normalise_reference
from scheduling.rules.phones import read_phone
from scheduling.templatetags.visit_times import clock_range


def in_words(name: str) -> Callable[[Appointment], str | None]:
    """Return a field that shows another one, a time, as the messages below show theirs."""

    @admin.display(description=Appointment._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # a column
    def shown(appointment: Appointment) -> str | None:
        at = getattr(appointment, name)
        return words.moment(at, appointment.office.zone) if at else None

    shown.__name__ = name
    return shown


COURSE = tuple(in_words(name) for name in ("created_at", "held_until", "booked_at", "cancelled_at"))


@admin.register(Appointment)
class AppointmentAdmin(DayListAdmin, OutcomesAdmin, DeskAdmin, MessagesAdmin):
    office_path = "counter__office"
    readonly_once_made = ()
    paginator = InfinitePaginator
    show_full_result_count = False
    list_display = ("when", "service", "counter", "state", "reference")
    list_filter: ClassVar = [OfficeFilter, DayFilter, NotReachedFilter, "state", "service"]
    list_select_related = ("service", "counter__office")
    search_fields = ("reference",)
    search_help_text = _("Reference, family name, or the whole e-mail address or phone number.")
    ordering = ("period", "pk")
    fieldsets = (
        (None, {"fields": ("reference", "state", "service", "matter", "counter", "in_full", "ended")}),
        (
            _("Who comes"),
            {
                "fields": (
                    ("given_names", "family_name"),
                    ("birth_date", "citizen_of"),
                    ("email", "phone"),
                    ("language", "case_number"),
                    ("needs", "more_time"),
                    "accompanied_by",
                )
            },
        ),
        (_("Course"), {"fields": (*COURSE, "cancelled_by")}),
    )
    readonly_fields = ("matter", "more_time", "in_full", "ended", "citizen_of", "needs", *COURSE)

    def has_add_permission(self, request: HttpRequest) -> bool:
        del request
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401  a row
        del request, obj
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401  a row
        del request, obj
        return False

    @admin.display(description=_("time"), ordering="period")
    def when(self, appointment: Appointment) -> str:
        return span(appointment.interval, appointment)

    @admin.display(description=_("time"))
    def in_full(self, appointment: Appointment) -> str:
        zone = appointment.office.zone
        day = words.day(appointment.interval.start.astimezone(zone).date())
        return f"{day}, {clock_range(appointment.interval, zone)}"

    @admin.display(description=_("citizenship"))
    def citizen_of(self, appointment: Appointment) -> str | None:
        return citizenship_name(appointment.citizenship) if appointment.citizenship else None

    @admin.display(description=_("what is needed"))
    def needs(self, appointment: Appointment) -> str:
        return ", ".join(str(in_third_person(each)) for each in appointment.arrangements)

    @admin.display(description=_("more time is needed"))
    def more_time(self, appointment: Appointment) -> str:
        return str(_("Yes") if appointment.is_longer else _("No"))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Appointment], search_term: str
    ) -> tuple[QuerySet[Appointment], bool]:
        """Find by reference, however it was typed; else by name, e-mail address or phone."""
        del request
        if not search_term.strip():
            return queryset, False
        if reference := normalise_reference(search_term):
            return queryset.filter(reference=reference), False
        typed = search_term.strip()
        found = Q(family_name__istartswith=typed) | Q(email__iexact=typed)
        if isinstance(number := read_phone(typed), str):
            found |= Q(phone=number)
        return queryset.filter(found), False

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show one visit, and write down who looked."""
        seen = self.get_object(request, unquote(object_id))
        if seen is not None and self.has_view_permission(request, seen):
            with transaction.atomic():
                record(
                    "appointment.seen",
                    subject=seen,
                    by=actor_of(request),
                    at=timezone.now(),
                    office=self.office_of(seen),
                )
        response: HttpResponse = super().change_view(request, object_id, form_url, extra_context)
        return response
