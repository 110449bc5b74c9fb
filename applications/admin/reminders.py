"""When people are reminded of the days of their cases. A rule holds everywhere: it belongs to no office."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, npgettext, pgettext_lazy
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminRadioSelectWidget

from applications.choices import ReminderKind
from applications.models import CaseReminderRule
from applications.rules.reminding import REPORTED
from portal.web.admin.base import AuditedAdmin
from scheduling.admin.refusals import AsksAgainAdmin

MOST_DAYS = 400
BEFORE, AFTER = "before", "after"


class CaseReminderRuleForm(forms.ModelForm[CaseReminderRule]):
    """How many days before or after: nobody should have to know that a minus means before."""

    count = forms.IntegerField(
        label=gettext_lazy("How many days"),
        min_value=0,
        max_value=MOST_DAYS,
        widget=UnfoldAdminIntegerFieldWidget,
        help_text=gettext_lazy(
            "0: on the day itself. To report a lost job or the end of a purpose, working days are counted."
        ),
    )
    side = forms.ChoiceField(
        label=gettext_lazy("Before or after the day"),
        choices=((BEFORE, pgettext_lazy("reminder", "before")), (AFTER, pgettext_lazy("reminder", "after"))),
        widget=UnfoldAdminRadioSelectWidget,
        initial=BEFORE,
    )

    class Meta:
        model = CaseReminderRule
        fields: ClassVar = ["kind", "days", "is_active"]
        widgets: ClassVar = {"days": forms.HiddenInput}
        error_messages: ClassVar = {
            NON_FIELD_ERRORS: {"unique_together": gettext_lazy("There is this reminder already.")}
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  passed on to Django
        super().__init__(*args, **kwargs)
        self.fields["days"].required = False
        if self.instance.pk:
            days = self.instance.days
            self.initial.update(count=abs(days), side=AFTER if days > 0 else BEFORE)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        count = cleaned.get("count")
        if count is not None:
            cleaned["days"] = count if cleaned.get("side") == AFTER else -count
        return cleaned


@admin.register(CaseReminderRule)
class CaseReminderRuleAdmin(AuditedAdmin, AsksAgainAdmin):
    form = CaseReminderRuleForm
    constraints = frozenset({"casereminderrule_once"})
    list_display = ("of_what", "when", "is_active")
    list_filter = ("kind", "is_active")
    ordering = ("kind", "days")
    fieldsets = ((None, {"fields": ("kind", "count", "side", "is_active", "days")}),)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"side": BEFORE, **super().get_changeform_initial_data(request)}

    @admin.display(description=gettext_lazy("of what"), ordering="kind")
    def of_what(self, rule: CaseReminderRule) -> str:
        return str(capfirst(rule.get_kind_display()))

    @admin.display(description=gettext_lazy("when"), ordering="days")
    def when(self, rule: CaseReminderRule) -> str:
        return when(ReminderKind(rule.kind), rule.days)


def when(kind: ReminderKind, days: int) -> str:
    """Return how long before or after a day it is, in words."""
    count = abs(days)
    if not days:
        return _("on the day itself")
    if kind in REPORTED:
        before = npgettext("reminder", "%(count)d working day before", "%(count)d working days before", count)
        after = npgettext("reminder", "%(count)d working day after", "%(count)d working days after", count)
    else:
        before = npgettext("reminder", "%(count)d day before", "%(count)d days before", count)
        after = npgettext("reminder", "%(count)d day after", "%(count)d days after", count)
    return (after if days > 0 else before) % {"count": count}
