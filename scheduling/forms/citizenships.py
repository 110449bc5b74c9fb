"""Citizenships as somebody looks for them: the usual ones first, then all, as in a dictionary."""

from collections.abc import Iterable
from functools import cache
from typing import Any
from unicodedata import normalize

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_countries import countries

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
# What the library names in Russian in the genitive, with spaces or not as people look for it.
THEIRS = {
    "ru": {
        "CC": "Кокосовые острова",
        "FK": "Фолклендские острова",
        "FM": "Микронезия",
        "LR": "Либерия",
        "MF": "Сен-Мартен",
        "MM": "Мьянма",
        "NC": "Новая Каледония",
        "PS": "Палестина",
        "SH": "Остров Святой Елены",
        "SM": "Сан-Марино",
        "SX": "Синт-Мартен",
        "VA": "Ватикан",
        "VG": "Британские Виргинские острова",
        "VI": "Виргинские острова (США)",
        "ZA": "Южно-Африканская Республика",
    },
}
# In ISO 3166 for their coasts and their penguins: nobody is their citizen.
NOBODYS = {"AQ", "BV", "GS", "HM", "IO", "TF", "UM"}
# The order of a dictionary, letter by letter; others sort under the letter they come from.
ALPHABETS = {
    "pl": "aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
}


def grouped() -> list[tuple[Any, Any]]:
    often, every = citizenships()
    return [("", _("Choose")), (_("Most often"), often), (_("All"), every)]


class CitizenshipField(forms.ChoiceField):
    """A choice of `citizenships`; what was chosen is looked up, and not searched for in 500 lines."""

    def valid_value(self, value: object) -> bool:
        return str(value) in dict(citizenships()[1])


def citizenships() -> tuple[Choices, Choices]:
    """Return the citizenships met most often, and all of them, named in the active language."""
    return _citizenships(_language())


@cache  # 250 names in the order of a dictionary take as long as the rest of the page
def _citizenships(language: str) -> tuple[Choices, Choices]:
    names = {code: str(name) for code, name in countries if code not in NOBODYS}
    names |= {code: str(name) for code, name in OURS.items()} | THEIRS.get(language, {})

    def by_name(choice: tuple[str, str]) -> list[int]:
        return alphabetical(choice[1], language=language)

    return sorted(((code, names[code]) for code in MOST_OFTEN), key=by_name), sorted(
        names.items(), key=by_name
    )


def citizenship_name(code: str) -> str:
    return str(OURS.get(code) or THEIRS.get(_language(), {}).get(code) or countries.name(code))


def _language() -> str:
    return (get_language() or "")[:2]


def alphabetical(text: str, *, language: str) -> list[int]:
    """Return what puts a text at its place in a dictionary of the language."""
    alphabet = ALPHABETS.get(language, "")
    return [place for letter in text.casefold() for place in _places(letter, alphabet)]


def _places(letter: str, alphabet: str) -> Iterable[int]:
    if letter in alphabet:
        return [alphabet.index(letter)]
    # Another language's letter: Å as A. What is no letter at all comes before them.
    return [alphabet.find(part) if alphabet else ord(part) for part in normalize("NFD", letter)[:1]]
