"""How each office runs its queue. An office without such a row goes by the usual numbers."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from portal.accounts.models import Office
from scheduling.admin.base import OfficeAdmin, OfficeFilter
from scheduling.models import QueueRule


@admin.register(QueueRule)
class QueueRuleAdmin(OfficeAdmin, TranslationAdmin):  # type: ignore[type-arg]  # not generic at run time
    list_display = ("office", "early_minutes", "late_minutes", "missed_minutes", "turn_minutes")
    list_filter: ClassVar = [OfficeFilter]
    list_select_related = ("office",)
    ordering = ("office__slug",)
    fieldsets = (
        (None, {"fields": ("office",)}),
        (
            _("Who comes"),
            {
                "fields": (
                    "early_minutes",
                    "late_minutes",
                    "missed_minutes",
                    "reopen_minutes",
                    "waiting_note",
                    "break_note",
                )
            },
        ),
        (_("Who is called"), {"fields": ("turn_minutes", "calls_before_missed", "display_seconds")}),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Offer a new row only where an office has none yet."""
        return (
            super().has_add_permission(request)
            and self._without().filter(pk__in=super().offices_to_choose(request)).exists()
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401  a row
        del request, obj
        return False

    def offices_to_choose(self, request: HttpRequest) -> QuerySet[Office]:
        offices = super().offices_to_choose(request)
        changes = request.resolver_match is not None and "object_id" in request.resolver_match.kwargs
        return offices if changes else offices.filter(pk__in=self._without())

    def _without(self) -> QuerySet[Office]:
        return Office.objects.exclude(pk__in=QueueRule.objects.values("office"))
