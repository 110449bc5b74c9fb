"""What is asked before the calendar of a service: which matter it is, and whether a visit makes sense."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from scheduling.admin.base import AuditedAdmin
from scheduling.admin.forms import OrderedForm
from scheduling.models import Matter, Question


class MatterForm(OrderedForm):
    in_order: ClassVar = [("valid_from", "valid_to")]

    class Meta:
        model = Matter
        fields = "__all__"

    def clean(self) -> dict[str, Any]:
        """Let nobody who looks for a matter of the past be left without a word."""
        cleaned = super().clean()
        service = cleaned.get("service")
        if cleaned.get("valid_to") and service and not (cleaned.get("closed_note_pl") or service.closed_note):
            self.add_error("closed_note_pl", _("Say what to do instead once these visits have ended."))
        return cleaned


@admin.register(Matter)
class MatterAdmin(AuditedAdmin, TranslationAdmin):  # type: ignore[type-arg]  # not generic at run time
    form = MatterForm
    list_display = ("name", "service", "code", "valid_from", "valid_to", "position")
    list_filter = ("service",)
    list_select_related = ("service",)
    search_fields = ("code", "name_pl", "name_en", "name_ru")
    autocomplete_fields = ("service",)
    date_hierarchy = "valid_from"
    ordering = ("service__position", "position", "pk")
    fieldsets = (
        (None, {"fields": ("service", "code", "name", "position")}),
        (_("Dates"), {"fields": (("valid_from", "valid_to"), "closed_note")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Matter | None = None) -> tuple[str, ...]:
        """Keep a matter and its code as they are: addresses and visits have them."""
        fields = tuple(super().get_readonly_fields(request, obj))
        return (*fields, "service", "code") if obj else fields


@admin.register(Question)
class QuestionAdmin(AuditedAdmin, TranslationAdmin):  # type: ignore[type-arg]  # not generic at run time
    list_display = ("text", "service", "is_yes_wanted", "position")
    list_filter = ("service", "is_yes_wanted")
    list_select_related = ("service",)
    search_fields = ("text_pl", "text_en", "text_ru")
    autocomplete_fields = ("service",)
    ordering = ("service__position", "position", "pk")
    fields = ("service", "text", "hint", "is_yes_wanted", "advice", "position")
