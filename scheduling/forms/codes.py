"""The code from a message, and which visit somebody means who has lost its link."""

from typing import Any, TypedDict

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.web.forms import PortalForm
from scheduling.forms.details import has_texts
from scheduling.forms.fields import WRONG_EMAIL, ContactField
from scheduling.rules.codes import CODE_DIGITS, normalise_reference
from scheduling.rules.digits import plain_digits


class CodeForm(PortalForm):
    code = forms.CharField(
        label=_("The 6 digits of the code"),
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
            "required": _("Enter the 6 digits of the code"),
            "max_length": _("The code has 6 digits"),
        },
    )

    def clean_code(self) -> str:
        """Read the digits of any script, and whatever spaces a program puts between them."""
        typed = "".join(self.cleaned_data["code"].split())
        if len(typed) != CODE_DIGITS or not typed.isdecimal():
            raise ValidationError(_("The code has 6 digits"))
        return plain_digits(typed)


class Asked(TypedDict):
    """Which visit somebody means, as we write it."""

    reference: str
    contact: str


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
    contact = ContactField(
        label=_("E-mail address or mobile phone number of the booking"),
        help_text=_("The one that you gave when you booked. We send the code there."),
        widget=forms.TextInput({"autocomplete": "email", "spellcheck": "false", "autocapitalize": "none"}),
        error_messages={
            "required": _("Enter the e-mail address or the mobile phone number"),
            "max_length": WRONG_EMAIL,
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  passed on to Django
        super().__init__(*args, **kwargs)
        if not has_texts():
            self.fields["contact"] = ContactField(
                has_phones=False,
                label=_("E-mail address of the booking"),
                help_text=_("The one that you gave when you booked."),
                widget=forms.EmailInput({"autocomplete": "email", "spellcheck": "false"}),
                error_messages={"required": _("Enter the e-mail address"), "max_length": WRONG_EMAIL},
            )

    def clean_reference(self) -> str:
        """Read it as it was read out or typed: small letters, no dash, the digits of any script."""
        reference = normalise_reference(plain_digits(self.cleaned_data["reference"]))
        if reference is None:
            raise ValidationError(_("The reference has 8 letters and digits, for example 7F3K‑9M2Q"))
        return reference

    def asked(self) -> Asked:
        return Asked(reference=self.cleaned_data["reference"], contact=self.cleaned_data["contact"])
