"""Setting the clock to any day and time."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from portal.demo import clock
from portal.web.forms import PortalForm, ThreePartDateField
from scheduling.rules.hours import earliest

FARTHEST = timedelta(days=365)
WAYS_TO_WRITE_TIME = ["%H:%M", "%H.%M", "%H %M"]


class ClockForm(PortalForm):
    on = ThreePartDateField(label=_("Day"), help_text=_("For example, 8 12 2026"))
    time = forms.TimeField(
        label=_("Time in the office"),
        help_text=_("For example, 10:50"),
        input_formats=WAYS_TO_WRITE_TIME,
        error_messages={
            "required": _("Enter the time"),
            "invalid": _("The time must be a real time of day, for example 10:50"),
        },
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:  # noqa: ANN401  passed on to Django
        """`at` is what the clock says now: it is not set much farther than a year from it."""
        super().__init__(*args, **kwargs)
        self.today = at.astimezone(clock.zone()).date()

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        first, last = self.today - FARTHEST, self.today + FARTHEST
        if not first <= on <= last:
            raise forms.ValidationError(
                _("The day must be between %(first)s and %(last)s: there is nothing to see farther away"),
                params={
                    "first": date_format(first, "j E Y", use_l10n=False),
                    "last": date_format(last, "j E Y", use_l10n=False),
                },
            )
        return on

    @property
    def moment(self) -> datetime:
        """Return what was chosen, in UTC."""
        chosen = datetime.combine(self.cleaned_data["on"], self.cleaned_data["time"])
        return earliest(chosen, clock.zone())
