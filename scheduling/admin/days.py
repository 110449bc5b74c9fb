"""Choosing rows by day, where a period is no date that Django's own filter knows."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DefaultFilter(admin.SimpleListFilter):
    """A choice in which nothing chosen means one of the choices."""

    default: ClassVar[str]

    def value(self) -> str:
        return super().value() or self.default

    def choices(self, changelist: Any) -> Iterator[Any]:  # noqa: ANN401  Django's own list, and its choices
        # Without Django's "All", which is what nothing chosen would mean elsewhere.
        return islice(super().choices(changelist), 1, None)


class DayFilter(DefaultFilter):
    """Today, what comes, or what was; by the clocks of this installation.

    Nothing chosen means what comes: a clerk who opens the list wants the day ahead.
    """

    title = _("day")
    parameter_name = "day"
    default = "coming"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ANN401  any of ours
        del request, model_admin
        return [
            ("coming", _("coming")),
            ("today", _("today")),
            ("week", _("next 7 days")),
            ("past", _("past")),
            ("all", _("all")),
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
        wanted = spans.get(self.value())
        return queryset.filter(period__overlap=wanted) if wanted else queryset
