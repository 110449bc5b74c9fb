"""Choosing rows by day, where a period is no date that Django's own filter knows."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DayFilter(admin.SimpleListFilter):
    """Today, what comes, or what was; by the clocks of this installation."""

    title = _("day")
    parameter_name = "day"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ANN401  any of ours
        del request, model_admin
        return [
            ("today", _("today")),
            ("week", _("next 7 days")),
            ("coming", _("coming")),
            ("past", _("past")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        del request
        midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        spans = {
            "today": (midnight, midnight + timedelta(days=1)),
            "week": (midnight, midnight + timedelta(days=7)),
            "coming": (midnight, None),
            "past": (None, midnight),
        }
        wanted = spans.get(self.value() or "")
        return queryset.filter(period__overlap=wanted) if wanted else queryset
