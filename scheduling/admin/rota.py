"""Shifts, duties, and planning duties from shifts."""

from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from modeltranslation.admin import TranslationAdmin
from unfold.decorators import action
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminSingleDateWidget

from portal.accounts.models import User
from portal.accounts.policies import may
from portal.web.actors import actor_of
from portal.web.words import weekdays
from scheduling.actions.duties import LeavesVisitsError, remove_duty, save_duty
from scheduling.actions.rehousing import Proposal
from scheduling.actions.rota import DutyConflictError, plan_rota
from scheduling.admin import hits
from scheduling.admin.base import OfficeAdmin, OfficeFilter
from scheduling.admin.days import DayFilter
from scheduling.admin.forms import DutyForm, WeeklyForm
from scheduling.admin.hits import DecisionForm
from scheduling.admin.refusals import AsksCalmlyAdmin, RefusalForm
from scheduling.admin.rota_absence import rota_absence
from scheduling.admin.rota_calendar import rota_week
from scheduling.admin.rota_forms import PlainDecisionForm
from scheduling.admin.rota_pages import shown
from scheduling.admin.words import listed, span
from scheduling.models import Counter, Duty, ShiftPattern

LONGEST_PLAN = timedelta(days=366)


class ShiftPatternForm(WeeklyForm):
    class Meta:
        model = ShiftPattern
        fields = "__all__"


class PlanForm(forms.Form):
    """Who sits where in a shift, and on which days."""

    clerk = forms.ModelChoiceField(User.objects.none(), label=_("clerk"), widget=UnfoldAdminSelectWidget)
    counter = forms.ModelChoiceField(
        Counter.objects.none(), label=_("counter"), widget=UnfoldAdminSelectWidget
    )
    first = forms.DateField(label=_("first day"), widget=UnfoldAdminSingleDateWidget)
    last = forms.DateField(label=_("last day"), widget=UnfoldAdminSingleDateWidget)

    def __init__(self, *args: Any, pattern: ShiftPattern, **kwargs: Any) -> None:  # noqa: ANN401  passed on to Django
        super().__init__(*args, **kwargs)
        clerks = User.objects.get_queryset().staff().working_at(pattern.office)
        self.fields["clerk"].queryset = clerks.order_by("name", "email")  # type: ignore[attr-defined]  # a choice field
        counters = pattern.office.counter_set.select_related("office").order_by("code")
        self.fields["counter"].queryset = counters  # type: ignore[attr-defined]  # a choice field

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day comes before the first."))
        elif first and last and last - first > LONGEST_PLAN:
            self.add_error("last", _("Plan one year at most."))
        return cleaned


@admin.register(ShiftPattern)
class ShiftPatternAdmin(OfficeAdmin, TranslationAdmin):  # type: ignore[type-arg]  # not generic at run time
    form = ShiftPatternForm
    list_display = ("name", "office", "days", "starts", "ends", "valid_from", "valid_to")
    list_filter: ClassVar = [OfficeFilter]
    list_select_related = ("office",)
    search_fields = ("name_pl", "name_en", "name_ru", "office__slug")
    date_hierarchy = "valid_from"
    ordering = ("office__slug", "starts", "pk")
    actions_row = actions_detail = ("plan_duties",)
    fieldsets = (
        (None, {"fields": ("office", "name")}),
        (_("When"), {"fields": ("weekdays", ("starts", "ends"), ("valid_from", "valid_to"))}),
    )

    @admin.display(description=_("days of the week"))
    def days(self, pattern: ShiftPattern) -> str:
        return weekdays(pattern.weekdays)

    def has_plan_permission(self, request: HttpRequest, _object_id: object = None) -> bool:
        # By method: unfold looks a dotted name up in the database, which is empty before `migrate`.
        return request.user.has_perm("scheduling.add_duty")

    @action(description=_("Plan duties"), url_path="plan", permissions=["plan"])
    def plan_duties(self, request: HttpRequest, object_id: str) -> HttpResponse:
        pattern = get_object_or_404(self.get_queryset(request).select_related("office"), pk=object_id)
        if not may(request.user, "scheduling.add_duty", pattern.office):
            raise PermissionDenied
        form = PlanForm(request.POST or None, pattern=pattern)
        if form.is_valid() and self._planned(request, form, pattern):
            return redirect("admin:scheduling_duty_changelist")
        context = {
            **self.admin_site.each_context(request),
            "title": _("Plan duties"),
            "form": form,
            "pattern": pattern,
            "opts": self.opts,
            "media": self.media + form.media,
        }
        return render(request, "admin/scheduling/plan_duties.html", context)

    def _planned(self, request: HttpRequest, form: PlanForm, pattern: ShiftPattern) -> bool:
        try:
            made = plan_rota(pattern=pattern, by=actor_of(request), at=timezone.now(), **form.cleaned_data)
        except DutyConflictError as conflict:
            duties = "; ".join(
                f"{duty.clerk}, {duty.counter.code}, {span(duty.interval, duty)}" for duty in conflict.duties
            )
            message = _("Nothing was planned: the clerk or the counter is taken. %(duties)s")
            form.add_error(None, ValidationError(message, params={"duties": duties}))
            return False
        text = ngettext("%(count)d duty was planned.", "%(count)d duties were planned.", len(made))
        self.message_user(request, text % {"count": len(made)}, messages.SUCCESS)
        return True


class DutyPageForm(RefusalForm, DecisionForm, DutyForm):
    """Asks about the visits that would be left alone, once there are any."""

    class Meta(DutyForm.Meta):
        pass

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  passed on to Django
        super().__init__(*args, **kwargs)
        if isinstance(self.refusal, LeavesVisitsError):
            self.ask(self.refusal)

    def explain(self, refusal: Exception) -> None:
        del refusal
        self.refuse()


@admin.register(Duty)
class DutyAdmin(OfficeAdmin, AsksCalmlyAdmin):
    form = DutyPageForm
    office_path = "counter__office"
    readonly_once_made = ()
    refusals = (LeavesVisitsError,)
    constraints = frozenset({"duty_clerk_in_one_place", "duty_counter_has_one_clerk"})
    list_display = ("when", "clerk", "counter", "pattern")
    list_filter: ClassVar = [OfficeFilter, DayFilter]
    list_select_related = ("clerk", "counter__office", "pattern")
    search_fields = ("clerk__name", "clerk__email", "=counter__code")
    autocomplete_fields = ("clerk", "counter", "pattern")
    ordering = ("period", "pk")
    show_full_result_count = False
    fields = ("clerk", "counter", "pattern", "starts", "ends")

    @admin.display(description=_("period"), ordering="period")
    def when(self, duty: Duty) -> str:
        return span(duty.interval, duty)

    def get_urls(self) -> list[URLPattern]:
        own = [
            path("rota/", rota_week, name="scheduling_duty_rota"),
            path("absence/", rota_absence, name="scheduling_duty_absence"),
        ]
        urls: list[URLPattern] = super().get_urls()
        return [*own, *urls]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:  # noqa: ANN401  a row
        fieldsets: list[Any] = list(super().get_fieldsets(request, obj))
        refusal = getattr(request, "refusal", None)
        return [*hits.fieldsets(refusal), *fieldsets] if isinstance(refusal, LeavesVisitsError) else fieldsets

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: ANN401, FBT001  Django calls it by position
        del change
        settled = save_duty(duty=obj, **form.decided, by=actor_of(request), at=timezone.now())
        self._tell(request, settled)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:  # noqa: ANN401  a duty
        # On the page of one duty somebody may have decided; several at once leave nobody alone.
        decided = getattr(request, "decided", {})
        self._tell(request, remove_duty(duty=obj, **decided, by=actor_of(request), at=timezone.now()))

    def _tell(self, request: HttpRequest, settled: list[Proposal]) -> None:
        if settled:
            self.message_user(request, hits.became(settled), messages.WARNING)

    def delete_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ANN401  Django's
        """Ask about the visits that would have no clerk, before the duty goes."""
        decision = PlainDecisionForm(request.POST if request.method == "POST" else None)
        request.decided = decision.decided  # type: ignore[attr-defined]  # read by delete_model
        try:
            response: HttpResponse = super().delete_view(request, object_id, *args, **kwargs)
        except LeavesVisitsError as refusal:
            decision = PlainDecisionForm(request.POST, hit=refusal)
            context = {
                "title": _("Remove a duty"),
                "duty": Duty.objects.select_related("clerk", "counter__office").get(pk=object_id),
                "decision": decision,
                "errors": decision.error_list,
                "back": reverse("admin:scheduling_duty_change", args=[object_id]),
            }
            return shown(request, "rota_removal.html", context, status=422)
        return response

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ANN401  Django's
        """Refuse likewise where several are deleted at once: all of them or none."""
        try:
            response: HttpResponse = super().changelist_view(request, *args, **kwargs)
        except LeavesVisitsError as refusal:
            self.message_user(request, leaves_visits(refusal), messages.ERROR)
            return redirect("admin:scheduling_duty_changelist")
        return response


def leaves_visits(refusal: LeavesVisitsError) -> str:
    """Return why a duty must stay: the visits that would have no clerk, without their names."""
    return format_html(
        "{}<br>{}",
        _(
            "Nothing is changed: these visits would have no clerk. Remove the duties one by one, or enter "
            "that the clerk is away: then you see where the visits can go."
        ),
        listed(refusal.visits),
    )
