"""Blocked windows and closures: whoever blocks a time decides about the visits in it."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from portal.web.actors import actor_of
from portal.web.words import weekdays
from scheduling.actions.hours import HitsVisitsError, block
from scheduling.actions.opening import unblock
from scheduling.admin import hits
from scheduling.admin.announced import tell_of_announcement, tell_of_untrue
from scheduling.admin.base import OfficeAdmin, OfficeFilter
from scheduling.admin.forms import ClosureForm, WeeklyForm
from scheduling.admin.hits import DecisionForm
from scheduling.admin.refusals import AsksCalmlyAdmin, RefusalForm
from scheduling.models import BlockedWindow, Closure


class BlockForm(RefusalForm, DecisionForm):
    """Asks about the visits that are hit, once there are any."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  passed on to Django
        super().__init__(*args, **kwargs)
        if isinstance(self.refusal, HitsVisitsError):
            self.ask(self.refusal)

    def explain(self, refusal: Exception) -> None:
        del refusal
        self.refuse()


class BlockAdmin(OfficeAdmin, AsksCalmlyAdmin, TranslationAdmin):  # type: ignore[type-arg]  # not generic at run time
    refusals = (HitsVisitsError,)
    constraints = frozenset({"hours_hit_appointments"})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:  # noqa: ANN401  a row
        fieldsets: list[Any] = list(super().get_fieldsets(request, obj))
        refusal = getattr(request, "refusal", None)
        if isinstance(refusal, HitsVisitsError):
            fieldsets[:0] = hits.fieldsets(refusal)
        return fieldsets

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: ANN401, FBT001  Django calls it by position
        del change
        settled = block(hours=obj, **form.decided, by=actor_of(request), at=timezone.now())
        if settled:
            self.message_user(request, hits.became(settled), messages.WARNING)
        tell_of_announcement(self, request, obj)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:  # noqa: ANN401  a row
        if published := unblock(hours=obj, by=actor_of(request), at=timezone.now()):
            tell_of_untrue(self, request, published)


class BlockedWindowForm(BlockForm, WeeklyForm):
    class Meta:
        model = BlockedWindow
        fields = "__all__"


class ClosureBlockForm(BlockForm, ClosureForm):
    class Meta(ClosureForm.Meta):
        pass


@admin.register(BlockedWindow)
class BlockedWindowAdmin(BlockAdmin):
    form = BlockedWindowForm
    list_display = ("reason", "office", "days", "starts", "ends", "valid_from", "valid_to")
    list_filter: ClassVar = [OfficeFilter]
    list_select_related = ("office",)
    search_fields = ("reason_pl", "reason_en", "reason_ru", "office__slug")
    date_hierarchy = "valid_from"
    ordering = ("office__slug", "starts", "pk")
    fieldsets = (
        (None, {"fields": ("office", "reason")}),
        (_("When"), {"fields": ("weekdays", ("starts", "ends"), ("valid_from", "valid_to"))}),
    )

    @admin.display(description=_("days of the week"))
    def days(self, window: BlockedWindow) -> str:
        return weekdays(window.weekdays)


@admin.register(Closure)
class ClosureAdmin(BlockAdmin):
    form = ClosureBlockForm
    list_display = ("reason", "office", "first_on", "last_on")
    list_filter: ClassVar = [OfficeFilter]
    list_select_related = ("office",)
    search_fields = ("reason_pl", "reason_en", "reason_ru", "office__slug")
    date_hierarchy = "first_on"
    ordering = ("-first_on", "pk")
    fieldsets = (
        (None, {"fields": ("office", "reason")}),
        (_("When"), {"fields": (("first_on", "last_on"),)}),
    )
