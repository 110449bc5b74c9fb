"""The log of the queue: who was called before others, who was passed over, and why."""

from typing import ClassVar

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from portal.web import words
from scheduling.admin.base import OfficeFilter
from scheduling.admin.queue.filters import KindFilter, SinceFilter
from scheduling.admin.queue.tickets import LookAdmin
from scheduling.models import TicketAct


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
