"""Which place in the queue somebody wants to see."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.web.forms import PortalForm
from scheduling.rules.codes import CYRILLIC
from scheduling.rules.digits import plain_digits
from scheduling.rules.queue.numbers import read_code


class PlaceForm(PortalForm):
    ticket = forms.CharField(
        label=_("Code of your ticket, or reference of your visit"),
        help_text=_("For example A012 or 7F3K‑9M2Q"),
        max_length=300,  # of a scanned address
        widget=forms.TextInput(
            {
                "autocomplete": "off",
                "spellcheck": "false",
                "autocapitalize": "characters",
                "class": "govuk-input--width-10",
            }
        ),
        error_messages={
            "required": _("Enter the code of your ticket or the reference of your visit"),
            "max_length": _("A code is as short as A012, a reference has 8 letters and digits"),
        },
    )

    def clean_ticket(self) -> str:
        return plain_digits(self.cleaned_data["ticket"])

    @property
    def code(self) -> tuple[str, int] | None:
        """The letter and number of a ticket, if that is what was typed, on whatever keyboard."""
        typed: str = self.cleaned_data["ticket"]
        return read_code(typed) or read_code(typed.upper().translate(CYRILLIC))
