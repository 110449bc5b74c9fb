"""What visitors type: whom a time is for, the code from their mail, and which visit they mean."""

from collections.abc import Iterable
from functools import cache
from typing import Any, TypedDict
from unicodedata import category, digit, normalize

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from portal.web.forms import BirthDateField, LongSelect, PortalForm
from scheduling.actions.booking import Details
from scheduling.models import Service
from scheduling.rules.codes import CODE_DIGITS, normalise_reference
from scheduling.rules.identity import normalise_case_number

Choices = list[tuple[str, str]]

# The citizenships that the office sees most, so that most people need not scroll.
MOST_OFTEN = ("UA", "BY", "GE", "IN", "RU", "TR", "VN")
# What is no state by ISO 3166, but what people are citizens of or not; and what the library
# calls by an old name in Polish, or by one name for two states.
OURS = {
    "XK": _("Kosovo"),
    "XX": _("No citizenship (stateless), or not known"),
    "CD": _("Democratic Republic of the Congo"),
    "CG": _("Republic of the Congo"),
    "MK": _("North Macedonia"),
}
# In ISO 3166 for their coasts and their penguins: nobody is their citizen.
NOBODYS = {"AQ", "BV", "GS", "HM", "IO", "TF", "UM"}
# The order of a dictionary, letter by letter; others sort under the letter they come from.
ALPHABETS = {
    "pl": "aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
}
LONGEST_KEPT = 300
# What a row can hold; a form without these would let in more.
LONGEST_NAME, LONGEST_EMAIL, LONGEST_CASE_NUMBER = 100, 254, 40
WRONG_EMAIL = _("Enter an e-mail address in the right form, like name@example.com")
WRONG_CASE_NUMBER = _(
    "Enter the whole case number as it stands in the letter, for example SC‑II.6151.12345.2020"
)

NAMELESS = _("Enter your given names or your family name, as they stand in your passport")


class NameField(forms.CharField):
    """One part of a name. People with one name leave the other part empty.

    So the form asks for one of the two, and neither is called optional on the page.
    """

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401  passed on to Django
        super().__init__(max_length=LONGEST_NAME, **kwargs)
        self.error_messages["max_length"] = _("Write at most %(limit_value)d letters of the name")

    def validate(self, value: str) -> None:
        if value and not _has_letter(value):
            raise ValidationError(_("Write the name with letters, as it stands in your passport"))

    def to_python(self, value: Any) -> str:  # noqa: ANN401  the signature is Django's
        return normalize("NFC", " ".join((super().to_python(value) or "").split()))


def _citizenship_choices() -> list[tuple[Any, Any]]:
    often, every = citizenships()
    return [("", _("Choose")), (_("Most often"), often), (_("All"), every)]


class CitizenshipField(forms.ChoiceField):
    """A choice of `citizenships`; what was chosen is looked up, and not searched for in 500 lines."""

    def valid_value(self, value: object) -> bool:
        return str(value) in dict(citizenships()[1])


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
        choices=_citizenship_choices,
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

    def details(self, *, language: str) -> Details:
        return Details(**self.cleaned_data, language=language)


def typed_details(data: QueryDict) -> dict[str, str | list[str]]:
    """Return what was typed into a `DetailsForm`, right or wrong, to show it again."""
    fields = DetailsForm.base_fields.items()
    return {name: _short(field.widget.value_from_datadict(data, {}, name)) for name, field in fields}


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
        return "".join(_plain_digit(character) for character in typed)


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
        typed = "".join(_plain_digit(character) for character in self.cleaned_data["reference"])
        reference = normalise_reference(typed)
        if reference is None:
            raise ValidationError(_("The reference has 8 letters and digits, for example 7F3K‑9M2Q"))
        return reference

    def asked(self) -> Asked:
        return Asked(reference=self.cleaned_data["reference"], email=self.cleaned_data["email"])


def citizenships() -> tuple[Choices, Choices]:
    """Return the citizenships met most often, and all of them, named in the active language."""
    return _citizenships((get_language() or "")[:2])


@cache  # 250 names in the order of a dictionary take as long as the rest of the page
def _citizenships(language: str) -> tuple[Choices, Choices]:
    names = {code: str(name) for code, name in countries if code not in NOBODYS}
    names |= {code: str(name) for code, name in OURS.items()}

    def by_name(choice: tuple[str, str]) -> list[int]:
        return alphabetical(choice[1], language=language)

    return sorted(((code, names[code]) for code in MOST_OFTEN), key=by_name), sorted(
        names.items(), key=by_name
    )


def citizenship_name(code: str) -> str:
    return str(OURS.get(code) or countries.name(code))


def alphabetical(text: str, *, language: str) -> list[int]:
    """Return what puts a text at its place in a dictionary of the language."""
    alphabet = ALPHABETS.get(language, "")
    return [place for letter in text.casefold() for place in _places(letter, alphabet)]


def _places(letter: str, alphabet: str) -> Iterable[int]:
    if letter in alphabet:
        return [alphabet.index(letter)]
    # Another language's letter: Å as A. What is no letter at all comes before them.
    return [alphabet.find(part) if alphabet else ord(part) for part in normalize("NFD", letter)[:1]]


def _has_letter(text: str) -> bool:
    kinds = [category(character) for character in normalize("NFKD", text)]
    return "Cc" not in kinds and any(kind[0] == "L" and kind != "Lm" for kind in kinds)


def _plain_digit(character: str) -> str:
    """Return a digit of any script as one of ours, and any other character as it is."""
    return str(digit(character)) if character.isdecimal() else character


def _short(value: Any) -> str | list[str]:  # noqa: ANN401  what a widget reads
    if isinstance(value, list):
        return [str(part or "")[:LONGEST_KEPT] for part in value]
    return str(value or "")[:LONGEST_KEPT]
