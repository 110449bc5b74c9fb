"""The code from a mail, and which visit somebody means who has lost its link."""

from typing import TypedDict

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.web.forms import PortalForm
from scheduling.forms.fields import LONGEST_EMAIL, WRONG_EMAIL
from scheduling.rules.codes import CODE_DIGITS, normalise_reference
from scheduling.rules.digits import plain_digits


class CodeForm(PortalForm):
    code = forms.CharField(
        label=_("The 6 digits from the e-mail"),
        max_length=40,
        widget=forms.TextInput(
            {
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "spellcheck": "false",
                "class": "govuk-input--width-10",
            }
        ),
        error_messages={
            "required": _("Enter the 6 digits from the e-mail"),
            "max_length": _("The code has 6 digits"),
        },
    )

    def clean_code(self) -> str:
        """Read the digits of any script, and whatever spaces a mail program puts between them."""
        typed = "".join(self.cleaned_data["code"].split())
        if len(typed) != CODE_DIGITS or not typed.isdecimal():
            raise ValidationError(_("The code has 6 digits"))
        return plain_digits(typed)


class Asked(TypedDict):
    """Which visit somebody means, as we write it."""

    reference: str
    email: str


class FindForm(PortalForm):
    """Which visit somebody means who has lost its link."""

    reference = forms.CharField(
        label=_("Reference"),
        help_text=_("8 letters and digits, for example 7F3K‑9M2Q. We gave it to you when you booked."),
        max_length=60,
        widget=forms.TextInput(
            {
                "autocomplete": "off",
                "spellcheck": "false",
                "autocapitalize": "characters",
                "class": "govuk-input--width-10",
            }
        ),
        error_messages={
            "required": _("Enter the reference of the visit"),
            "max_length": _("The reference has 8 letters and digits, for example 7F3K‑9M2Q"),
        },
    )
    email = forms.EmailField(
        max_length=LONGEST_EMAIL,
        label=_("E-mail address of the booking"),
        help_text=_("The one that you gave when you booked."),
        widget=forms.EmailInput({"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter the e-mail address"),
            "invalid": WRONG_EMAIL,
            "max_length": WRONG_EMAIL,
        },
    )

    def clean_reference(self) -> str:
        """Read it as it was read out or typed: small letters, no dash, the digits of any script."""
        reference = normalise_reference(plain_digits(self.cleaned_data["reference"]))
        if reference is None:
            raise ValidationError(_("The reference has 8 letters and digits, for example 7F3K‑9M2Q"))
        return reference

    def asked(self) -> Asked:
        return Asked(reference=self.cleaned_data["reference"], email=self.cleaned_data["email"])
