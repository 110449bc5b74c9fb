"""Blocked windows and closures: whoever blocks a time decides about the visits in it."""

from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin
from unfold.widgets import UnfoldBooleanWidget

from portal.web.actors import actor_of
from portal.web.words import weekdays
from scheduling.actions.hours import HitsVisitsError, block
from scheduling.actions.opening import unblock
from scheduling.admin import hits
from scheduling.admin.announced import tell_of_announcement, tell_of_untrue
from scheduling.admin.base import OfficeAdmin, OfficeFilter
from scheduling.admin.forms import ClosureForm, WeeklyForm
from scheduling.admin.refusals import AsksAgainAdmin, RefusalForm
from scheduling.models import BlockedWindow, Closure
from scheduling.models.hits import hit_by

MOST_IDS = 10_000


class IdsField(forms.CharField):
    """The visits that somebody has seen, as they come back from the page."""

    def clean(self, value: Any) -> frozenset[int]:  # noqa: ANN401  Django's signature
        numbers = str(value or "").split(",")[:MOST_IDS]
        return frozenset(int(number) for number in numbers if number.isascii() and number.isdigit())


class BlockForm(RefusalForm):
    """Asks about the visits that are hit, once there are any."""

    cancel_visits = forms.BooleanField(required=False, widget=UnfoldBooleanWidget)
    seen = IdsField(required=False, widget=forms.HiddenInput, label="")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  passed on to Django
        super().__init__(*args, **kwargs)
        if isinstance(self.refusal, HitsVisitsError):
            visits = self.refusal.visits
            seen = ",".join(str(visit.pk) for visit in visits)
            data = cast("QueryDict", self.data).copy()
            data["seen"], data["cancel_visits"] = seen, ""
            self.data = data
            self.fields["cancel_visits"].label = hits.box(visits)

    @property
    def agreed(self) -> frozenset[int]:
        """Return the visits that were seen and may be cancelled."""
        seen: frozenset[int] = self.cleaned_data["seen"]
        return seen if self.cleaned_data["cancel_visits"] else frozenset()

    def explain(self, refusal: Exception) -> None:
        del refusal
        self.add_error(
            "cancel_visits",
            ValidationError(
                _("Nothing is saved yet. Tick this box to cancel them, or choose another time."),
                code="hits_visits",
            ),
        )


class BlockAdmin(OfficeAdmin, AsksAgainAdmin, TranslationAdmin):  # type: ignore[type-arg]  # not generic at run time
    refusals = (HitsVisitsError,)
    constraints = frozenset({"hours_hit_appointments"})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:  # noqa: ANN401  a row
        fieldsets: list[Any] = list(super().get_fieldsets(request, obj))
        refusal = getattr(request, "refusal", None)
        if isinstance(refusal, HitsVisitsError):
            fieldsets[:0] = hits.asked(refusal.visits)
        return fieldsets

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: ANN401, FBT001  Django calls it by position
        del change
        at = timezone.now()
        try:
            cancelled = block(hours=obj, cancel=form.agreed, by=actor_of(request), at=at)
        except HitsVisitsError as refusal:
            raise HitsVisitsError(hit_by(obj, at=at)) from refusal  # all of them, not only the new ones
        if cancelled:
            self.message_user(request, hits.cancelled(cancelled), messages.WARNING)
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
