"""Choosing rows of the queue: by day, and by what was done."""

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from scheduling.admin.days import DefaultFilter
from scheduling.choices import TicketActKind
from scheduling.models import Ticket, TicketAct

WEEK = timedelta(days=7)
BEFORE_OTHERS = (TicketActKind.OVERTOOK, TicketActKind.PRIORITISED)


class OnFilter(DefaultFilter):
    """Today, as who opens the list wants it, or days before."""

    title = _("day")
    parameter_name = "day"
    default = "today"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ANN401  any of ours
        del request, model_admin
        return [("today", _("today")), ("week", _("last 7 days")), ("all", _("all"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Ticket]) -> QuerySet[Ticket]:
        del request
        today: date = timezone.localdate()
        first = {"today": today, "week": today - WEEK + timedelta(days=1)}.get(self.value())
        return queryset.filter(on__gte=first) if first else queryset


class KindFilter(DefaultFilter):
    """What was done. Who opens the log wants to know who came before others."""

    title = _("what")
    parameter_name = "kind"
    default = "before"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ANN401  any of ours
        del request, model_admin
        return [
            ("before", _("called before others, or given priority")),
            *TicketActKind.choices,
            ("all", _("all")),
        ]

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
