"""One of those who come."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.web.forms import BirthDateField, LongSelect, PortalForm
from scheduling.forms.citizenships import CitizenshipField, grouped
from scheduling.forms.fields import LONGEST_CASE_NUMBER, NameField
from scheduling.models import Service
from scheduling.rules.identity import normalise_case_number

WRONG_CASE_NUMBER = _(
    "Enter the whole case number as it stands in the letter, for example SC‑II.6151.12345.2020"
)
NAMELESS = _("Enter your given names or your family name, as they stand in your passport")


class PersonForm(PortalForm):
    """One of those who come. A service about a case also asks for its number."""

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

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:  # noqa: ANN401  passed on to Django
        super().__init__(*args, **kwargs)
        if not service.needs_case_number:
            del self.fields["case_number"]

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
