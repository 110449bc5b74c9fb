"""Tickets, for looking: what became of a day. The queue itself is run at the desk."""

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.utils import flatten, unquote
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from unfold.paginator import InfinitePaginator

from portal.web import words
from scheduling.admin.base import OfficeAdmin, OfficeFilter
from scheduling.admin.queue.desk import act_create, desk_detail
from scheduling.admin.queue.filters import OnFilter
from scheduling.models import Ticket, TicketAct


class LookAdmin(OfficeAdmin):
    """Rows that come about in the queue: nobody writes them here."""

    readonly_once_made = ()
    paginator = InfinitePaginator
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        del request
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401  a row
        del request, obj
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401  a row
        del request, obj
        return False


@admin.register(Ticket)
class TicketAdmin(LookAdmin):
    list_display = ("named", "on", "service", "state", "order", "came", "called", "ended", "counter_code")
    list_filter: ClassVar = [OfficeFilter, OnFilter, "state", "service", "rank"]
    list_select_related = ("service", "office", "counter")
    search_fields = ("=number",)
    search_help_text = _("The number of the ticket, without its letter.")
    ordering = ("-on", "-came_at", "-pk")
    fields = (
        ("named", "on", "office"),
        ("service", "state", "order"),
        ("people", "language_of", "minutes"),
        ("came", "told", "called", "calls"),
        ("served", "ended", "counter_code", "clerk"),
        ("outcome", "vain_reason", "case_number"),
        "note",
    )
    readonly_fields = tuple(flatten(fields))
    change_form_outer_after_template = "admin/scheduling/queue/_acts.html"

    def get_urls(self) -> list[URLPattern]:
        own = [
            path("desk/", desk_detail, name="scheduling_ticket_desk"),
            path("desk/<slug:act>/", act_create, name="scheduling_ticket_act"),
        ]
        urls: list[URLPattern] = super().get_urls()
        return [*own, *urls]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        ticket = self.get_object(request, unquote(object_id))
        context = {**(extra_context or {}), "acts": _acts(ticket) if ticket else []}
        response: HttpResponse = super().change_view(request, object_id, form_url, context)
        return response

    @admin.display(description=_("ticket"), ordering="number")
    def named(self, ticket: Ticket) -> str:
        return ticket.code

    @admin.display(description=_("order"), ordering="rank")
    def order(self, ticket: Ticket) -> str:
        return ticket.get_priority_display() if ticket.priority else ticket.get_rank_display()

    @admin.display(description=_("language"))
    def language_of(self, ticket: Ticket) -> str:
        return ticket.get_language_display()

    @admin.display(description=_("came"), ordering="came_at")
    def came(self, ticket: Ticket) -> str:
        return words.clock(ticket.came_at, ticket.office.zone)

    @admin.display(description=_("was told"))
    def told(self, ticket: Ticket) -> str:
        times = [at for at in (ticket.expected_from, ticket.expected_to) if at]
        return "–".join(words.clock(at, ticket.office.zone) for at in times)

    @admin.display(description=_("called"), ordering="called_at")
    def called(self, ticket: Ticket) -> str:
        return words.clock(ticket.called_at, ticket.office.zone) if ticket.called_at else ""

    @admin.display(description=_("served from"), ordering="served_at")
    def served(self, ticket: Ticket) -> str:
        return words.clock(ticket.served_at, ticket.office.zone) if ticket.served_at else ""

    @admin.display(description=_("until"), ordering="ended_at")
    def ended(self, ticket: Ticket) -> str:
        return words.clock(ticket.ended_at, ticket.office.zone) if ticket.ended_at else ""

    @admin.display(description=_("counter"), ordering="counter__code")
    def counter_code(self, ticket: Ticket) -> str:
        return ticket.counter.code if ticket.counter else ""


def _acts(ticket: Ticket) -> list[tuple[str, TicketAct]]:
    rows = TicketAct.objects.filter(ticket=ticket).select_related("by", "counter").order_by("at", "pk")
    return [(words.clock(act.at, ticket.office.zone), act) for act in rows]
