"""Services, counters and the rules of release."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from modeltranslation.admin import TranslationAdmin

from portal.web.actors import actor_of
from scheduling.actions.counters import StillBookedError, save_counter
from scheduling.admin.base import AuditedAdmin, OfficeAdmin, OfficeFilter
from scheduling.admin.forms import ServiceForm
from scheduling.admin.refusals import AsksAgainAdmin, RefusalForm
from scheduling.admin.words import listed
from scheduling.models import Counter, ReleaseRule, Service

MOST_LISTED = 20


@admin.register(Service)
class ServiceAdmin(AuditedAdmin, TranslationAdmin):  # type: ignore[type-arg]  # not generic at run time
    form = ServiceForm
    list_display = ("code", "name", "minutes", "booked_by", "needs_case_number", "is_listed", "valid_to")
    list_display_links = ("code", "name")
    list_filter = ("booked_by", "is_listed", "needs_case_number", "is_holder_only")
    search_fields = ("code", "name_pl", "name_en", "name_ru")
    date_hierarchy = "valid_from"
    ordering = ("position", "code")
    fieldsets = (
        (None, {"fields": ("code", "name", "purpose", "bring", "closed_note")}),
        (
            _("Length and dates"),
            {"fields": ("minutes", "longer_minutes", "every_minutes", "valid_from", "valid_to")},
        ),
        (
            _("Who may book"),
            {
                "fields": (
                    "booked_by",
                    "most_people",
                    "needs_case_number",
                    "needs_case_code",
                    "is_listed",
                    "position",
                )
            },
        ),
        (
            _("At the counter"),
            {"fields": ("is_holder_only", "admits_interpreter", "takes_fingerprints", "hands_over_card")},
        ),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Service | None = None) -> tuple[str, ...]:
        """Keep a code as it is: links and other systems know it."""
        fields = tuple(super().get_readonly_fields(request, obj))
        return (*fields, "code") if obj else fields


class CounterForm(RefusalForm):
    def explain(self, refusal: Exception) -> None:
        if isinstance(refusal, StillBookedError):
            self.add_error(None, still_booked(refusal))

    class Meta:
        model = Counter
        fields = "__all__"


@admin.register(Counter)
class CounterAdmin(OfficeAdmin, AsksAgainAdmin):
    form = CounterForm
    refusals = (StillBookedError,)
    list_display = ("code", "office", "service_count", "is_open")
    list_filter = (OfficeFilter, "is_open", "services")
    list_select_related = ("office",)
    search_fields = ("code", "office__slug", "office__name_pl", "office__name_en", "office__name_ru")
    autocomplete_fields = ("services",)
    ordering = ("office__slug", "code")
    fields = ("office", "code", "services", "is_open")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Counter]:
        counters: QuerySet[Counter] = super().get_queryset(request)
        return counters.select_related("office").annotate(taken=Count("services"))

    @admin.display(description=_("services"), ordering="taken")
    def service_count(self, counter: Any) -> int:  # noqa: ANN401  a counter with its annotation
        return int(counter.taken)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: ANN401, FBT001  Django calls it by position
        del change
        services = form.cleaned_data["services"]
        save_counter(counter=obj, services=services, by=actor_of(request), at=timezone.now())


def still_booked(refusal: StillBookedError) -> str:
    """Return why a counter must go on: the first of the visits there, without their names."""
    lines = listed(refusal.visits[:MOST_LISTED])
    if more := len(refusal.visits[MOST_LISTED:]):
        rest = ngettext("… and %(count)d more", "… and %(count)d more", more) % {"count": more}
        lines = format_html("{}{}", lines, rest)
    return format_html("{}<br>{}", _("Nothing is saved: these visits are booked at this counter."), lines)


@admin.register(ReleaseRule)
class ReleaseRuleAdmin(OfficeAdmin):
    list_display = ("office", "applies_to", "days_ahead", "opens_at", "notice_minutes")
    list_display_links = ("office", "applies_to")
    list_filter: ClassVar = [OfficeFilter, "service"]
    list_select_related = ("office", "service")
    search_fields = ("office__slug", "office__name_pl", "service__code", "service__name_pl")
    autocomplete_fields = ("service",)
    ordering = ("office__slug", "service__position")
    fields = ("office", "service", "days_ahead", "opens_at", "notice_minutes")

    @admin.display(description=_("service"), ordering="service__position")
    def applies_to(self, rule: ReleaseRule) -> str:
        return str(rule.service or _("every other service"))
