"""One page for each table of facts."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from modeltranslation.admin import TranslationAdmin

from applications.admin.law.base import FactAdmin
from applications.admin.law.forms import DecisionTermForm
from applications.admin.law.unchecked import unchecked_list
from applications.models import (
    ClockSuspension,
    DecisionTerm,
    DocumentRequirement,
    Fact,
    Fee,
    FilingChannel,
    SubmissionWay,
    SummonsTerm,
)


class SpokenFactAdmin(FactAdmin, TranslationAdmin):  # type: ignore[misc, type-arg]  # unfold has no types
    """Facts with a text that people read: it has a field for each language."""

    def get_fieldsets(self, request: HttpRequest, obj: Fact | None = None) -> Any:  # noqa: ANN401  Django's
        return self._patch_fieldsets(super().get_fieldsets(request, obj))


@admin.register(Fee)
class FeeAdmin(SpokenFactAdmin):
    own = ("kind", "variant", "label", "amount", "payee")

    def get_urls(self) -> list[URLPattern]:
        urls: list[URLPattern] = super().get_urls()
        unchecked = self.admin_site.admin_view(self.unchecked_view)
        return [path("unchecked/", unchecked, name="applications_fact_unchecked"), *urls]

    def unchecked_view(self, request: HttpRequest) -> HttpResponse:
        return unchecked_list(request)


@admin.register(DecisionTerm)
class DecisionTermAdmin(FactAdmin):
    form = DecisionTermForm
    own = ("instance", "count", "complicated_count", "unit", "starts", "pauses")


@admin.register(ClockSuspension)
class ClockSuspensionAdmin(FactAdmin):
    own = ("stops_clock", "forbids_notice", "bars_complaint")


@admin.register(FilingChannel)
class FilingChannelAdmin(SpokenFactAdmin):
    own = ("channel", "note", "address")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:  # noqa: ANN401  Django's
        if db_field.name == "address":
            kwargs["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(DocumentRequirement)
class DocumentRequirementAdmin(SpokenFactAdmin):
    own = ("code", "name", "hint", "is_core", "in_person", "position")


@admin.register(SummonsTerm)
class SummonsTermAdmin(FactAdmin):
    own = ("kind", "min_days", "max_days", "consequence")


@admin.register(SubmissionWay)
class SubmissionWayAdmin(SpokenFactAdmin):
    own = ("way", "note")
