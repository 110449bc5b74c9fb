"""What somebody is asked of reminders: a day to keep, and how they want to hear of all cases."""

from datetime import date, timedelta
from typing import Any, ClassVar, cast

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from applications.choices import Digest, KeptKind
from portal.web.forms import PortalForm, ThreePartDateField

LONG_AGO = timedelta(days=366)
FAR = timedelta(days=366 * 20)


class KeptDayField(ThreePartDateField):
    """A day of the last year, or of the next twenty: no paper is valid longer."""

    default_error_messages: ClassVar = {
        "not_past": _("Check the year: the day must be within the next 20 years"),
        "early_year": _("Check the year: the day must be within the last 12 months, or still to come"),
    }


class KeptDayForm(PortalForm):
    kind = forms.ChoiceField(
        label=_("What day is it?"),
        choices=[(value, capfirst(label)) for value, label in KeptKind.choices],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what day it is"),
            "invalid_choice": _("Choose one of the kinds of days in the list"),
        },
    )
    on = KeptDayField(
        label=_("The day"),
        help_text=_(
            "For example, 27 3 2027. Of something that happened, the day on which it did: "
            "we count for you until when you have to act."
        ),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:  # noqa: ANN401  passed on to Django
        super().__init__(*args, today=today, **kwargs)
        field = cast("KeptDayField", self.fields["on"])
        field.earliest, field.before = today - LONG_AGO, today + FAR


class DigestForm(PortalForm):
    digest = forms.ChoiceField(
        label=_("How do you want to hear of the cases that you look after?"),
        choices=[(value, capfirst(label)) for value, label in Digest.choices],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose how you want to hear of the cases"),
            "invalid_choice": _("Choose one of the ways in the list"),
        },
    )
