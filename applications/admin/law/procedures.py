"""The kinds of cases, and what a visit says about a case."""

from django.contrib import admin
from django.http import HttpRequest
from modeltranslation.admin import TranslationAdmin

from applications.models import Procedure, VisitRule
from portal.web.admin.base import AuditedAdmin


@admin.register(Procedure)
class ProcedureAdmin(AuditedAdmin, TranslationAdmin):  # type: ignore[type-arg]  # not generic at run time
    list_display = ("code", "name", "group", "party", "is_in_remit", "is_listed", "gives_card")
    list_display_links = ("code", "name")
    list_filter = ("group", "party", "is_in_remit", "is_listed")
    search_fields = ("code", "name_pl", "name_en", "name_ru")
    ordering = ("position", "code")
    fields = (
        "code", "group", "name", "summary", "validity", "elsewhere", "basis", "party",
        "is_in_remit", "is_listed", "gives_card", "has_complaint", "position",
    )  # fmt: skip

    def get_readonly_fields(self, request: HttpRequest, obj: Procedure | None = None) -> tuple[str, ...]:
        """Keep the code and the group: facts and cases go by them."""
        fields = tuple(super().get_readonly_fields(request, obj))
        return (*fields, "code", "group") if obj else fields

    def has_delete_permission(self, request: HttpRequest, obj: Procedure | None = None) -> bool:
        """Keep every kind of case: what is no longer handled is not listed."""
        del request, obj
        return False


@admin.register(VisitRule)
class VisitRuleAdmin(AuditedAdmin):
    list_display = ("service", "event")
    list_display_links = ("service", "event")
    list_select_related = ("service",)
    autocomplete_fields = ("service",)
    ordering = ("service__position",)
    fields = ("service", "event")
