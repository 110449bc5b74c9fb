"""The log of the queue: who was called before others, who was passed over, and why."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from portal.web import words
from scheduling.admin.base import OfficeFilter
from scheduling.admin.queue.tickets import LookAdmin
from scheduling.choices import TicketActKind
from scheduling.models import TicketAct

BEFORE_OTHERS = (TicketActKind.OVERTOOK, TicketActKind.PRIORITISED)


class KindFilter(admin.SimpleListFilter):
    """What was done. Who opens the log wants to know who came before others."""

    title = _("what")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ANN401  any of ours
        del request, model_admin
        return [
            ("before", _("called before others, or given priority")),
            *TicketActKind.choices,
            ("all", _("all")),
        ]

    def value(self) -> str:
        return super().value() or "before"

    def choices(self, changelist: Any) -> Iterator[Any]:  # noqa: ANN401  Django's own list, and its choices
        # Without Django's "All", which is what nothing chosen would mean elsewhere.
        return islice(super().choices(changelist), 1, None)

    def queryset(self, request: HttpRequest, queryset: QuerySet[TicketAct]) -> QuerySet[TicketAct]:
        del request
        if self.value() == "before":
            return queryset.filter(kind__in=BEFORE_OTHERS)
        return queryset.filter(kind=self.value()) if self.value() in TicketActKind.values else queryset


class SinceFilter(admin.SimpleListFilter):
    """How far back, by the clocks of this installation."""

    title = _("day")
    parameter_name = "day"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ANN401  any of ours
        del request, model_admin
        return [("today", _("today")), ("week", _("last 7 days"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[TicketAct]) -> QuerySet[TicketAct]:
        del request
        midnight: datetime = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        first = {"today": midnight, "week": midnight - timedelta(days=6)}.get(self.value() or "")
        return queryset.filter(at__gte=first) if first else queryset


@admin.register(TicketAct)
class TicketActAdmin(LookAdmin):
    office_path = "ticket__office"
    list_display = ("when", "code", "what", "why", "note", "passed", "counter_code", "by")
    list_display_links = ("when",)
    list_filter: ClassVar = [OfficeFilter, KindFilter, SinceFilter, "reason"]
    list_select_related = ("ticket__office", "counter", "by")
    ordering = ("-at", "-pk")
    fields = ("when", "code", "what", "why", "note", "passed", "counter_code", "by")
    readonly_fields = fields

    @admin.display(description=_("when"), ordering="at")
    def when(self, act: TicketAct) -> str:
        return words.moment(act.at, act.ticket.office.zone)

    @admin.display(description=_("ticket"))
    def code(self, act: TicketAct) -> SafeString:
        url = reverse("admin:scheduling_ticket_change", args=[act.ticket_id])
        return format_html(
            '<a class="text-primary-600 underline dark:text-primary-500" href="{}">{}</a>',
            url,
            act.ticket.code,
        )

    @admin.display(description=_("what"), ordering="kind")
    def what(self, act: TicketAct) -> str:
        return act.get_kind_display()

    @admin.display(description=_("why"), ordering="reason")
    def why(self, act: TicketAct) -> str:
        return act.get_reason_display()

    @admin.display(description=_("counter"))
    def counter_code(self, act: TicketAct) -> str:
        return act.counter.code if act.counter else ""
