"""What clerks did for people: a list for supervisors, with what was out of turn counted above it.

The count names clerks in alphabetical order: it is there to ask why, not to rank.
"""

from collections.abc import Iterable
from datetime import date, datetime
from itertools import groupby
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.paginator import InfinitePaginator

from portal.accounts.models import User
from portal.web import words
from scheduling.admin.base import OfficeAdmin, OfficeFilter
from scheduling.admin.desk.book import book_create
from scheduling.admin.desk.names import name_correct
from scheduling.admin.desk.slip import slip_detail
from scheduling.admin.desk.visits import visit_cancel, visit_free, visit_list, visit_move
from scheduling.choices import StaffReason
from scheduling.models import StaffAct

MONTHS_BACK = 12  # to choose from


class MonthFilter(admin.SimpleListFilter):
    """One month by the clocks of this installation; the count above the list is of that month."""

    title = gettext_lazy("month")
    parameter_name = "month"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ANN401  any of ours
        del request, model_admin
        return [(f"{first:%Y-%m}", in_words(first)) for first in last_months(timezone.localdate())]

    def queryset(self, request: HttpRequest, queryset: QuerySet[StaffAct]) -> QuerySet[StaffAct]:
        del request
        first = self.first()
        return within(queryset, first) if first else queryset

    def first(self) -> date | None:
        known = {key for key, _name in self.lookup_choices}
        return date.fromisoformat(f"{self.value()}-01") if self.value() in known else None


class ClerkFilter(admin.SimpleListFilter):
    """Whoever works at the offices of the person who looks, in alphabetical order."""

    title = gettext_lazy("clerk")
    parameter_name = "clerk"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ANN401  any of ours
        rows = model_admin.get_queryset(request).order_by().values("by").distinct()
        clerks = User.objects.filter(pk__in=rows)
        return [
            (str(clerk.pk), str(clerk)) for clerk in sorted(clerks, key=lambda clerk: str(clerk).casefold())
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[StaffAct]) -> QuerySet[StaffAct]:
        del request
        known = {key for key, _name in self.lookup_choices}
        chosen = self.value()
        return queryset.filter(by_id=int(chosen)) if chosen in known else queryset


@admin.register(StaffAct)
class StaffActAdmin(OfficeAdmin):
    office_path = "appointment__counter__office"
    readonly_once_made = ()
    paginator = InfinitePaginator
    show_full_result_count = False
    list_before_template = "admin/scheduling/_desk_counts.html"
    list_display = ("when", "by", "what", "why", "note", "out_of_turn", "visit")
    list_display_links = ("when",)
    list_filter: ClassVar = [OfficeFilter, MonthFilter, "is_out_of_turn", "reason", "kind", ClerkFilter]
    list_select_related = ("by", "appointment__counter__office", "appointment__service")
    search_fields = ("=appointment__reference",)
    search_help_text = gettext_lazy("The reference of a visit.")
    ordering = ("-at", "-pk")
    fields = ("when", "by", "what", "why", "note", "out_of_turn", "visit")
    readonly_fields = fields

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
        name = "scheduling_staffact_"
        own = [
            path("desk/", book_create, name=f"{name}book"),
            path("desk/visits/", visit_list, name=f"{name}visits"),
            path("desk/visits/<int:pk>/move/", visit_move, name=f"{name}move"),
            path("desk/visits/<int:pk>/cancellation/", visit_cancel, name=f"{name}cancel"),
            path("desk/visits/<int:pk>/contest/", visit_free, name=f"{name}free"),
            path("desk/visits/<int:pk>/name/", name_correct, name=f"{name}correct"),
            path("desk/visits/<int:pk>/slip/", slip_detail, name=f"{name}slip"),
        ]
        urls: list[URLPattern] = super().get_urls()
        return [*own, *urls]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        months = {f"{first:%Y-%m}": first for first in last_months(timezone.localdate())}
        first = months.get(request.GET.get("month", ""), next(iter(months.values())))
        counts = counted(within(self.get_queryset(request), first))
        context = {**(extra_context or {}), "month": in_words(first), "counts": counts}
        response: HttpResponse = super().changelist_view(request, context)
        return response

    @admin.display(description=gettext_lazy("when"), ordering="at")
    def when(self, act: StaffAct) -> str:
        return words.moment(act.at, act.appointment.office.zone)

    @admin.display(description=gettext_lazy("what"), ordering="kind")
    def what(self, act: StaffAct) -> str:
        return act.get_kind_display()

    @admin.display(description=gettext_lazy("why"), ordering="reason")
    def why(self, act: StaffAct) -> str:
        return act.get_reason_display()

    @admin.display(description=gettext_lazy("out of turn"), ordering="is_out_of_turn")
    def out_of_turn(self, act: StaffAct) -> str:
        return _("out of turn") if act.is_out_of_turn else ""

    @admin.display(description=gettext_lazy("visit"))
    def visit(self, act: StaffAct) -> SafeString:
        row = act.appointment
        url = reverse("admin:scheduling_appointment_change", args=[row.lead_id or row.pk])
        return format_html(
            '<a class="text-primary-600 underline dark:text-primary-500" href="{}">{}</a>', url, row.reference
        )


def counted(acts: QuerySet[StaffAct]) -> list[tuple[str, int, list[tuple[str, int]]]]:
    """Return who took times out of turn, how often, and for which reasons: by name, not by number."""
    late = acts.filter(is_out_of_turn=True).order_by()
    found = late.values_list("by", "reason").annotate(Count("pk"))
    clerks = User.objects.in_bulk({clerk for clerk, _reason, _count in found})
    rows = sorted((str(clerks[clerk]), clerk, reason, count) for clerk, reason, count in found)
    rows.sort(key=lambda row: (row[0].casefold(), row[1]))
    return [_of_clerk(name, of_clerk) for (name, _pk), of_clerk in groupby(rows, key=lambda row: row[:2])]


def _of_clerk(name: str, rows: Iterable[tuple[str, int, str, int]]) -> tuple[str, int, list[tuple[str, int]]]:
    reasons = [(str(StaffReason(reason).label), count) for _name, _pk, reason, count in rows]
    return name, sum(count for _reason, count in reasons), reasons


def within(acts: QuerySet[StaffAct], first: date) -> QuerySet[StaffAct]:
    """Return what was done in the month that begins on that day."""
    begins, ends = (make_aware(datetime.combine(day, datetime.min.time())) for day in (first, _after(first)))
    return acts.filter(at__gte=begins, at__lt=ends)


def last_months(today: date) -> list[date]:
    """Return the first days of this month and of those before it, the latest first."""
    number = today.year * 12 + today.month - 1
    return [date(each // 12, each % 12 + 1, 1) for each in range(number, number - MONTHS_BACK, -1)]


def in_words(first: date) -> str:
    return f"{MONTHS[first.month]} {first.year}"


def _after(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)
