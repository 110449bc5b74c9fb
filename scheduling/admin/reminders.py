"""When people are reminded of their visits, and by what.

A rule holds for a service everywhere, as the service itself does: it belongs to no office.
"""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminIntegerFieldWidget

from portal.notifications.rules.reminders import HOUR_MINUTES
from portal.notifications.templatetags.lead_times import before
from portal.web.actors import actor_of
from scheduling.actions import reminder_rules
from scheduling.admin.base import AuditedAdmin
from scheduling.admin.refusals import AsksAgainAdmin
from scheduling.models import ReminderRule

MOST_HOURS = 23
MOST_MINUTES = 59


class CountField(forms.IntegerField):
    """How many of something, none if nothing is typed."""

    def __init__(self, *, most: int, **kwargs: Any) -> None:  # noqa: ANN401  passed on to Django
        super().__init__(
            min_value=0, max_value=most, required=False, widget=UnfoldAdminIntegerFieldWidget, **kwargs
        )

    def clean(self, value: Any) -> int:  # noqa: ANN401  Django's signature
        return super().clean(value) or 0


class ReminderRuleForm(forms.ModelForm[ReminderRule]):
    """How long before, in days, hours and minutes: nobody should have to count 180 minutes."""

    hours = CountField(label=_("Hours before"), most=MOST_HOURS)
    minutes = CountField(
        label=_("Minutes before"),
        most=MOST_MINUTES,
        help_text=_(
            "All three are added up: 1 day and 3 hours before. Nobody is written to between 21:00 and 8:00: "
            "what falls there goes at 20:00 on the evening before."
        ),
    )

    class Meta:
        model = ReminderRule
        fields: ClassVar = ["service", "days", "hours", "minutes", "by_email", "by_sms", "by_push"]
        error_messages: ClassVar = {
            NON_FIELD_ERRORS: {
                "unique_together": _("There is a reminder of these visits at this time already.")
            }
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  passed on to Django
        super().__init__(*args, **kwargs)
        hours, minutes = divmod(self.instance.minutes, HOUR_MINUTES)
        self.initial.update(hours=hours, minutes=minutes)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not {"hours", "minutes"} & self.errors.keys():
            cleaned["minutes"] += cleaned["hours"] * HOUR_MINUTES
        return cleaned


@admin.register(ReminderRule)
class ReminderRuleAdmin(AuditedAdmin, AsksAgainAdmin):
    form = ReminderRuleForm
    constraints = frozenset({"reminderrule_once"})
    list_display = ("how_long_before", "applies_to", "ways", "given")
    list_filter = ("service",)
    list_select_related = ("service",)
    ordering = (F("service__position").asc(nulls_first=True), "service", "-days", "-minutes")
    fieldsets = (
        (None, {"fields": ("service",)}),
        (_("How long before the visit"), {"fields": ("days", "hours", "minutes")}),
        (_("By which ways"), {"fields": ("by_email", "by_sms", "by_push")}),
    )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: ANN401, FBT001  Django calls it by position
        del form, change
        reminder_rules.save(rule=obj, by=actor_of(request), at=timezone.now())

    def delete_model(self, request: HttpRequest, obj: Any) -> None:  # noqa: ANN401  a row of the admin's own model
        reminder_rules.delete(rule=obj, by=actor_of(request), at=timezone.now())

    @admin.display(description=_("reminder"), ordering=F("days") * 24 * HOUR_MINUTES + F("minutes"))
    def how_long_before(self, rule: ReminderRule) -> str:
        return before(rule.offset)

    @admin.display(description=_("service"), ordering="service__position")
    def applies_to(self, rule: ReminderRule) -> str:
        return str(rule.service or _("every service without a reminder of its own"))

    @admin.display(description=_("by which ways"))
    def ways(self, rule: ReminderRule) -> str:
        return str(capfirst(get_text_list([str(channel.label) for channel in rule.channels], _("and"))))

    @admin.display(description=_("given to coming visits"), ordering="planned_at")
    def given(self, rule: ReminderRule) -> str:
        if rule.planned_at is None or rule.planned_at < rule.changed_at:
            return str(_("within a minute"))
        return date_format(timezone.localtime(rule.planned_at), "DATETIME_FORMAT")
