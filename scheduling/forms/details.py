"""Whom a time is for."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from portal.web.forms import BirthDateField, LongSelect, PortalForm
from scheduling.actions.booking import Details
from scheduling.forms.citizenships import CitizenshipField, grouped
from scheduling.forms.fields import LONGEST_CASE_NUMBER, LONGEST_EMAIL, WRONG_EMAIL, NameField, PhoneField
from scheduling.models import Service
from scheduling.rules.identity import normalise_case_number

LONGEST_KEPT = 300
WRONG_CASE_NUMBER = _(
    "Enter the whole case number as it stands in the letter, for example SC‑II.6151.12345.2020"
)
NAMELESS = _("Enter your given names or your family name, as they stand in your passport")


class DetailsForm(PortalForm):
    """Who comes. A service about a case also asks for its number."""

    given_names = NameField(
        label=_("Given names"),
        help_text=_("All of them, as they stand in your passport. Any letters are fine."),
        widget=forms.TextInput({"autocomplete": "given-name", "spellcheck": "false"}),
    )
    family_name = NameField(
        label=_("Family name"),
        help_text=_("If your passport shows only one name, write it here and leave the given names empty."),
        widget=forms.TextInput({"autocomplete": "family-name", "spellcheck": "false"}),
    )
    birth_date = BirthDateField()
    citizenship = CitizenshipField(
        choices=grouped,
        widget=LongSelect,
        label=_("Citizenship"),
        help_text=_("The one of the passport with which you come."),
        error_messages={
            "required": _("Choose your citizenship"),
            "invalid_choice": _("Choose your citizenship from the list"),
        },
    )
    case_number = forms.CharField(
        label=_("Case number"),
        help_text=_(
            "It stands at the top of every letter from the office, for example SC‑II.6151.12345.2020."
        ),
        max_length=60,
        widget=forms.TextInput(
            {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}
        ),
        error_messages={"required": _("Enter the number of your case"), "max_length": WRONG_CASE_NUMBER},
    )
    email = forms.EmailField(
        max_length=LONGEST_EMAIL,
        label=_("E-mail address"),
        help_text=_("We send you a code, and the page of your visit. Nobody else gets it."),
        widget=forms.EmailInput({"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter your e-mail address"),
            "invalid": WRONG_EMAIL,
            "max_length": WRONG_EMAIL,
        },
    )
    phone = PhoneField(
        required=False,
        label=_("Mobile phone number"),
        help_text=_(
            "Only if you also want text messages (SMS): when the visit is booked, changed or cancelled, "
            "and before it. If the number is not Polish, begin with + and the country code."
        ),
    )

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:  # noqa: ANN401  passed on to Django
        super().__init__(*args, **kwargs)
        if not service.needs_case_number:
            del self.fields["case_number"]
        if not settings.SMS_GATEWAY_URL:  # there is nothing to send texts with
            del self.fields["phone"]

    def clean_case_number(self) -> str:
        number = normalise_case_number(self.cleaned_data["case_number"])
        if number is None or len(number) > LONGEST_CASE_NUMBER:
            raise ValidationError(WRONG_CASE_NUMBER)
        return number

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        names = ("given_names", "family_name")
        if not any(cleaned.get(name) or name in self.errors for name in names):
            self.add_error("given_names", ValidationError(NAMELESS))
        return cleaned

    def details(self, *, language: str) -> Details:
        return Details(**self.cleaned_data, language=language)


def typed_details(data: QueryDict) -> dict[str, str | list[str]]:
    """Return what was typed into a `DetailsForm`, right or wrong, to show it again."""
    fields = DetailsForm.base_fields.items()
    return {name: _short(field.widget.value_from_datadict(data, {}, name)) for name, field in fields}


def _short(value: Any) -> str | list[str]:  # noqa: ANN401  what a widget reads
    if isinstance(value, list):
        return [str(part or "")[:LONGEST_KEPT] for part in value]
    return str(value or "")[:LONGEST_KEPT]
