"""The codes that people bring: the access code of a case with its number, and a share code."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.web.forms import PortalForm
from scheduling.forms.fields import LONGEST_CASE_NUMBER
from scheduling.forms.people import WRONG_CASE_NUMBER
from scheduling.rules.identity import LONGEST_TYPED, normalise_case_number

WRONG_ACCESS_CODE = _("The access code has 10 letters and digits")
WRONG_SHARE_CODE = _("The share code has 16 letters and digits")
AS_WRITTEN = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}


class CaseCodeForm(PortalForm):
    """Which case, and the code from the letter. Whether they belong together, no form tells."""

    number = forms.CharField(
        label=_("Case number"),
        help_text=_(
            "It stands at the top of every letter from the office, for example SC‑II.6151.12345.2020."
        ),
        max_length=LONGEST_TYPED,
        widget=forms.TextInput(AS_WRITTEN),
        error_messages={"required": _("Enter the number of your case"), "max_length": WRONG_CASE_NUMBER},
    )
    code = forms.CharField(
        label=_("Access code"),
        help_text=_(
            "10 letters and digits, for example 7F3K9‑M2Q4X. It stands on the page that the office adds to "
            "its letters. Capitals, spaces and dashes make no difference."
        ),
        max_length=60,
        widget=forms.TextInput({**AS_WRITTEN, "class": "govuk-input--width-20"}),
        error_messages={"required": _("Enter the access code"), "max_length": WRONG_ACCESS_CODE},
    )

    def clean_number(self) -> str:
        number = normalise_case_number(self.cleaned_data["number"])
        if number is None or len(number) > LONGEST_CASE_NUMBER:
            raise ValidationError(WRONG_CASE_NUMBER)
        return number


class ShareForm(PortalForm):
    """For whom somebody makes a share code: a note of their own."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    label = forms.CharField(
        required=False,
        label=_("For whom"),
        help_text=_("A note for yourself, for example the name of the employer. Nobody else sees it."),
        max_length=80,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"max_length": _("Write at most 80 letters")},
    )


class CheckForm(PortalForm):
    """The share code that somebody was given."""

    code = forms.CharField(
        label=_("Share code"),
        help_text=_(
            "16 letters and digits, for example 7F3K‑9M2Q‑4XAB‑CDEF. "
            "Capitals, spaces and dashes make no difference."
        ),
        max_length=60,
        widget=forms.TextInput({**AS_WRITTEN, "class": "govuk-input--width-20"}),
        error_messages={"required": _("Enter the share code"), "max_length": WRONG_SHARE_CODE},
    )
