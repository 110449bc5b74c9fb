"""An organisation, and who is asked to act for it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.choices import OrganisationKind
from applications.forms.fields import LONGEST_NAME, LineField, MailField
from applications.rules.tax_ids import LONGEST_TYPED, normalise_tax_id
from portal.web.forms import PortalForm

WRONG_NUMBER = gettext_lazy(
    "Check the tax number (NIP): it has ten digits, and the last one checks the others"
)


class TaxIdField(forms.CharField):
    """Ten digits, with or without what people write between them."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401  passed on to Django
        wrong = {"max_length": WRONG_NUMBER, "required": gettext_lazy("Enter the tax number (NIP)")}
        super().__init__(max_length=LONGEST_TYPED, error_messages=wrong, **kwargs)

    def clean(self, value: Any) -> str:  # noqa: ANN401  the signature is Django's
        typed = super().clean(value)
        number = normalise_tax_id(typed) if typed else ""
        if number is None:
            raise ValidationError(WRONG_NUMBER)
        return number


class OrganisationForm(PortalForm):
    name = LineField(
        max_length=LONGEST_NAME,
        label=gettext_lazy("Name of the organisation"),
        help_text=gettext_lazy("As it stands in the register (KRS or CEIDG)."),
        none=gettext_lazy("Enter the name of the organisation"),
        too_long=gettext_lazy("Write at most 200 letters of the name"),
    )
    kind = forms.ChoiceField(
        choices=OrganisationKind,
        widget=forms.RadioSelect,
        label=gettext_lazy("What it is"),
        error_messages={"required": gettext_lazy("Choose what it is")},
    )
    tax_id = TaxIdField(
        label=gettext_lazy("Tax number (NIP)"),
        help_text=gettext_lazy("Ten digits. Clerks find the organisation by it."),
        widget=forms.TextInput(
            {"autocomplete": "off", "inputmode": "numeric", "class": "govuk-input--width-10"}
        ),
    )


class MemberForm(PortalForm):
    email = MailField(
        label=gettext_lazy("E-mail address of a colleague"),
        help_text=gettext_lazy("The one with which they sign in here, or will."),
    )


def none_left() -> str:
    return _("As many people as the portal keeps are in this organisation, or were asked in.")
