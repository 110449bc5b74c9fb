"""One of those who come."""

from collections.abc import Container, Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.web.forms import BirthDateField, FormError, LongSelect, PortalForm
from scheduling.actions.booking import Person
from scheduling.forms.citizenships import CitizenshipField, grouped
from scheduling.forms.fields import LONGEST_CASE_NUMBER, NameField
from scheduling.models import Service
from scheduling.rules.identity import normalise_case_number

WRONG_CASE_NUMBER = _(
    "Enter the whole case number as it stands in the letter, for example SC‑II.6151.12345.2020"
)
NAMELESS = _("Enter your given names or your family name, as they stand in your passport")
# Whoever fills in the form for several people is not each of them: to none of them it says "your".
SOMEBODYS_NAMELESS = _("Enter the given names or the family name, as they stand in the passport")
SOMEBODYS_HELP = {
    "given_names": _("All of them, as they stand in the passport. Any letters are fine."),
    "family_name": _("If the passport shows only one name, write it here and leave the given names empty."),
    "citizenship": _("The one of the passport with which the person comes."),
}
SOMEBODYS_ERRORS = {
    "birth_date": {"required": _("Enter the date of birth")},
    "citizenship": {
        "required": _("Choose the citizenship"),
        "invalid_choice": _("Choose the citizenship from the list"),
    },
    "case_number": {"required": _("Enter the number of the case")},
}
SECRET = "access_code"  # noqa: S105  the name of a field


class PersonForm(PortalForm):
    """One of those who come. A service about a case also asks for its number.

    `number` is the person's place among several who come together; it is 0 for somebody who
    comes alone. The first has no prefix, so that what is typed fits one person and several.
    """

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
    access_code = forms.CharField(
        label=_("Access code of the case"),
        help_text=_(
            "It has 10 letters and digits, for example 7F3K9-M2Q4X, and stands on the page that the office "
            "adds to its letters. At the office you get it with your passport."
        ),
        max_length=60,
        widget=forms.TextInput(
            {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}
        ),
        error_messages={
            "required": _("Enter the access code of the case"),
            "max_length": _("The access code has 10 letters and digits"),
        },
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401  passed on to Django
        service: Service,
        number: int = 0,
        open_cases: Container[str] | None = None,
        **kwargs: Any,  # noqa: ANN401  passed on to Django
    ) -> None:
        """Ask for the access code unless the number is one of `open_cases`; without those, of nobody."""
        if number > 1:
            kwargs["prefix"] = prefix_of(number)
        super().__init__(*args, **kwargs)
        self.number = number
        if not service.needs_case_code or open_cases is None or self._number in open_cases:
            del self.fields[SECRET]
        if not service.needs_case_number:
            self.fields.pop(SECRET, None)
            del self.fields["case_number"]
        if number:
            self._speak_of_somebody()

    @property
    def error_list(self) -> list[FormError]:
        """The lines of the error summary; among several people they say whose they are."""
        found = super().error_list
        return [self._named(error) for error in found] if self.number else found

    @property
    def of_person(self) -> Iterator[forms.BoundField]:
        """The fields that say who somebody is."""
        return (self[name] for name in self.fields if name in PersonForm.base_fields)

    def is_of_person(self, error: FormError) -> bool:
        """Tell whether a mistake is about who somebody is, and not about the contact of all."""
        return any(error.control.startswith(field.auto_id) for field in self.of_person)

    @property
    def is_known(self) -> bool:
        """Whether it says who the person is, whatever may be wrong with their contact."""
        return self.is_bound and not any(name in self.errors for name in PersonForm.base_fields)

    @property
    def person(self) -> Person:
        """Who it is, once that is known."""
        return Person(
            **{
                name: self.cleaned_data[name]
                for name in PersonForm.base_fields
                if name in self.fields and name != SECRET
            }
        )

    def clean_case_number(self) -> str:
        number = normalise_case_number(self.cleaned_data["case_number"])
        if number is None or len(number) > LONGEST_CASE_NUMBER:
            raise ValidationError(WRONG_CASE_NUMBER)
        return number

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        names = ("given_names", "family_name")
        if not any(cleaned.get(name) or name in self.errors for name in names):
            self.add_error("given_names", ValidationError(SOMEBODYS_NAMELESS if self.number else NAMELESS))
        return cleaned

    @property
    def _number(self) -> str | None:
        """The case number as it stands in the form, as we write it."""
        return normalise_case_number(str(self["case_number"].value() or ""))

    def _named(self, error: FormError) -> FormError:
        if not self.is_of_person(error):
            return error
        # Translators: in a list of mistakes, as in "Person 2: Enter the date of birth".
        message = gettext("Person %(number)d: %(message)s")
        return error._replace(message=message % {"number": self.number, "message": error.message})

    def _speak_of_somebody(self) -> None:
        for name, text in SOMEBODYS_HELP.items():
            self.fields[name].help_text = text
        for name, messages in SOMEBODYS_ERRORS.items():
            if name in self.fields:
                self.fields[name].error_messages |= messages
        for field in self.fields.values() if self.number > 1 else ():
            for widget in getattr(field.widget, "widgets", [field.widget]):
                widget.attrs["autocomplete"] = "off"  # a browser knows of its owner, and of nobody else


def prefix_of(number: int) -> str:
    return f"p{number}"
