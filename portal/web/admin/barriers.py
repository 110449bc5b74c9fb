"""Barrier reports for those who answer them: whose term ends next stands first.

A report is not edited. It is fixed, refused, or more time is taken for it, each by a step
that is written down and told to the person.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextareaWidget

from portal.accounts.rules.phones import spaced
from portal.audit.rules.actors import Actor
from portal.web import words
from portal.web.actors import actor_of
from portal.web.barriers import actions
from portal.web.choices import BarrierState
from portal.web.models import BarrierReport
from portal.web.models.barriers import BY_TERM, LONGEST_TEXT
from portal.web.terms import may_follow

TONES = {
    "overdue": "danger",
    BarrierState.OPEN: "warning",
    BarrierState.TOLD_LATER: "warning",
    BarrierState.FIXED: "success",
    BarrierState.REFUSED: "info",
}  # a state that is not here would be shown as the database has it

Take = Callable[[BarrierReport, str, Actor, datetime], BarrierReport]


@dataclass(frozen=True, slots=True)
class Step:
    """One way on from a report: where it leads, and what is written for it."""

    name: str
    state: BarrierState
    title: Promise
    hint: Promise
    take: Take


STEPS = {
    step.name: step
    for step in (
        Step(
            "fixed",
            BarrierState.FIXED,
            gettext_lazy("Fixed"),
            gettext_lazy(
                "What was done, or how the person gets it in another way. They read it as you write it."
            ),
            lambda report, text, by, at: actions.fix(report=report, answer=text, by=by, at=at),
        ),
        Step(
            "later",
            BarrierState.TOLD_LATER,
            gettext_lazy("More time needed: tell the person"),
            gettext_lazy("Why it takes longer than 7 days. The 2 months stay. They read it as you write it."),
            lambda report, text, by, at: actions.take_longer(report=report, why=text, by=by, at=at),
        ),
        Step(
            "refused",
            BarrierState.REFUSED,
            gettext_lazy("Refused, because …"),
            gettext_lazy("The reason. They read it as you write it, and that they may complain."),
            lambda report, text, by, at: actions.refuse(report=report, answer=text, by=by, at=at),
        ),
    )
}


class StepForm(forms.Form):
    text = forms.CharField(
        max_length=LONGEST_TEXT,
        widget=UnfoldAdminTextareaWidget,
        error_messages={"required": gettext_lazy("Write what the person is told.")},
    )


class TermFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "waits"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ANN401  any of ours
        del request, model_admin
        return [("open", gettext_lazy("To be done")), ("overdue", gettext_lazy("Overdue"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        del request
        if self.value() == "overdue":
            return queryset.filter(term__lt=timezone.localdate())
        return queryset.filter(term__isnull=False) if self.value() == "open" else queryset


@admin.register(BarrierReport)
class BarrierReportAdmin(ModelAdmin):
    list_display = ("called", "what", "status", "term_shown", "received_at")
    list_display_links = ("called", "what")
    list_filter: ClassVar = [TermFilter]
    list_filter_submit = True
    search_fields = ("problem", "page", "name", "email", "phone")
    fieldsets = (
        (
            None,
            {"fields": ("called", "state_shown", "term_shown", "received_at", "answer_by_on", "fix_by_on")},
        ),
        (gettext_lazy("Report"), {"fields": ("problem", "page", "wanted")}),
        (gettext_lazy("Who reports it"), {"fields": ("name", "email", "phone_shown", "language")}),
        (
            gettext_lazy("Answer"),
            {"fields": ("told_later_at", "why_later", "closed_at", "answer", "answered_by")},
        ),
    )
    readonly_fields = ("called", "state_shown", "term_shown", "phone_shown")
    change_form_outer_before_template = "admin/web/_barrier_steps.html"

    @admin.display(description=gettext_lazy("number"), ordering="pk")
    def called(self, report: BarrierReport) -> str:
        return report.number

    @admin.display(description=gettext_lazy("what does not work"))
    def what(self, report: BarrierReport) -> str:
        return f"{report.problem[:80]}…" if len(report.problem) > 80 else report.problem  # noqa: PLR2004  a line

    @display(
        description=gettext_lazy("state"),
        label=TONES,
    )
    def status(self, report: BarrierReport) -> tuple[str, Any]:
        is_overdue = report.is_overdue(timezone.localdate())
        return "overdue" if is_overdue else report.state, self.state_shown(report)

    @admin.display(description=gettext_lazy("state"))
    def state_shown(self, report: BarrierReport) -> str:
        return _("overdue") if report.is_overdue(timezone.localdate()) else str(report.get_state_display())

    @admin.display(description=gettext_lazy("next term"), ordering="term")
    def term_shown(self, report: BarrierReport) -> str | None:
        return words.day(report.term_on) if report.term_on else None

    @admin.display(description=gettext_lazy("phone"))
    def phone_shown(self, report: BarrierReport) -> str | None:
        return spaced(report.phone) if report.phone else None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows.by_term()  # type: ignore[attr-defined,no-any-return]  # the manager's own

    def get_ordering(self, request: HttpRequest) -> tuple[Any, ...]:
        del request
        return BY_TERM

    def has_add_permission(self, request: HttpRequest) -> bool:
        del request
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401  a row
        del request, obj
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401  a row
        del request, obj
        return False

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        report = self.get_object(request, object_id)
        steps = steps_of(report, at=timezone.now()) if report and may_answer(request) else []
        context = {**(extra_context or {}), "steps": steps, "is_called": report and not report.email}
        response: HttpResponse = super().change_view(request, object_id, form_url, context)
        return response

    def get_urls(self) -> list[URLPattern]:
        step = path(
            "<int:pk>/<slug:name>/step/",
            self.admin_site.admin_view(self.step_view),
            name="web_barrierreport_step",
        )
        urls: list[URLPattern] = super().get_urls()
        return [step, *urls]

    def step_view(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        """Ask what the person is told, and take the step by POST."""
        if not may_answer(request):
            raise PermissionDenied
        report, step = get_object_or_404(BarrierReport, pk=pk), STEPS.get(name)
        if step is None:
            raise Http404
        form = StepForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            self._take(request, report, step, form.cleaned_data["text"])
            return redirect("admin:web_barrierreport_change", pk)
        context = {
            **self.admin_site.each_context(request),
            "title": step.title,
            "step": step,
            "report": report,
            "form": form,
            "opts": self.opts,
            "back": reverse("admin:web_barrierreport_change", args=[pk]),
        }
        return render(request, "admin/web/barrier_step.html", context, status=422 if form.errors else 200)

    def _take(self, request: HttpRequest, report: BarrierReport, step: Step, text: str) -> None:
        try:
            step.take(report, text, actor_of(request), timezone.now())
        except actions.NotNowError:
            text = _("This is no longer possible: the report was answered, or its 7 days are over.")
            self.message_user(request, text, messages.ERROR)
        else:
            told = _("Written down, and the person is told by e-mail.")
            call = _("Written down. The person left no e-mail address: call them now.")
            self.message_user(request, told if report.email else call, messages.SUCCESS)


def may_answer(request: HttpRequest) -> bool:
    return request.user.has_perm("web.change_barrierreport")


def steps_of(report: BarrierReport, *, at: datetime) -> list[tuple[Step, str]]:
    """Return the steps that can be taken now, each with its page."""
    today, now = timezone.localdate(at), BarrierState(report.state)
    return [
        (step, reverse("admin:web_barrierreport_step", args=[report.pk, step.name]))
        for step in STEPS.values()
        if may_follow(now, step.state, answer_by_on=report.answer_by_on, on=today)
    ]
