"""Which of our fields a file may fill, and by what names other systems call them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from unicodedata import category, normalize

CASES, EVENTS = "cases", "events"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of ours. `words` are what its column may be called; `is_coded` that words map to codes."""

    name: str
    words: tuple[str, ...] = ()
    is_required: bool = False
    is_coded: bool = False


CASE_FIELDS = (
    Field(
        "external_ref", ("reference", "id", "id sprawy", "identyfikator", "nr w systemie"), is_required=True
    ),
    Field("case_number", ("case number", "znak sprawy", "numer sprawy", "sygnatura", "номер дела")),
    Field("registered_on", ("registered on", "data rejestracji", "data nadania znaku", "зарегистрировано")),
    Field(
        "procedure",
        ("type", "rodzaj sprawy", "procedura", "typ", "rodzaj", "процедура"),
        is_required=True,
        is_coded=True,
    ),
    Field("given_names", ("given name", "first name", "imię", "imiona", "imię (imiona)", "имя")),
    Field("family_name", ("surname", "last name", "nazwisko", "фамилия")),
    Field("birth_date", ("date of birth", "data urodzenia", "data ur", "дата рождения"), is_required=True),
    Field(
        "citizenship",
        ("nationality", "obywatelstwo", "kraj", "гражданство"),
        is_required=True,
        is_coded=True,
    ),
    Field(
        "filed_on",
        ("date of filing", "data złożenia", "data złożenia wniosku", "data wpływu", "дата подачи"),
        is_required=True,
    ),
    Field("channel", ("way of filing", "sposób złożenia", "kanał", "способ подачи"), is_coded=True),
    Field("email", ("e-mail", "mail", "adres e-mail", "эл почта")),
    Field("phone", ("telephone", "telefon", "nr telefonu", "numer telefonu", "телефон")),
    Field("language", ("język", "язык"), is_coded=True),
    Field("stay_until", ("legal stay until", "pobyt do", "ostatni dzień legalnego pobytu", "пребывание до")),
    Field("document_number", ("passport", "passport number", "nr paszportu", "numer paszportu", "паспорт")),
    Field("party_name", ("employer", "pracodawca", "podmiot", "nazwa podmiotu", "работодатель")),
)
EVENT_FIELDS = (
    Field("external_ref", ("reference", "id", "id sprawy", "identyfikator", "nr w systemie")),
    Field("case_number", ("case number", "znak sprawy", "numer sprawy", "sygnatura", "номер дела")),
    Field("what", ("event", "zdarzenie", "status", "czynność", "событие"), is_required=True, is_coded=True),
    Field("on", ("date", "data", "data zdarzenia", "дата"), is_required=True),
    Field("summons", ("summons number", "nr wezwania", "numer wezwania", "номер вызова")),
    Field("how", ("delivered how", "sposób doręczenia", "способ вручения"), is_coded=True),
    Field("fee", ("kind of fee", "rodzaj opłaty", "opłata", "пошлина"), is_coded=True),
    Field("authority", ("organ", "organ opiniujący", "орган"), is_coded=True),
)
FIELDS: Mapping[str, tuple[Field, ...]] = {CASES: CASE_FIELDS, EVENTS: EVENT_FIELDS}
NO_LETTER = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Layout:
    """How the columns and words of a file are to be taken."""

    columns: Mapping[str, str]  # of a field of ours, their column
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # of a field, their word and ours
    date_order: str = ""

    def read(self, name: str, cells: Mapping[str, str]) -> str:
        """Return what a row says of a field of ours, in our word for it where one was chosen."""
        text = tidy(cells.get(self.columns.get(name, ""), ""))
        return self.values.get(name, {}).get(text, text) if text else ""


def guess(kind: str, headers: Iterable[str]) -> dict[str, str]:
    """Return which column is most likely which field: by our own name for it, or a usual word."""
    by_word: dict[str, str] = {}
    for header in headers:
        by_word.setdefault(key_of(header), header)
    found: dict[str, str] = {}
    for each in FIELDS[kind]:
        for word in (each.name, *each.words):
            header = by_word.get(key_of(word), "")
            if header and header not in found.values():
                found[each.name] = header
                break
    return found


def missing(kind: str, columns: Mapping[str, str], headers: Sequence[str]) -> list[str]:
    """Return the fields that a file must fill and does not, or whose column it has not."""
    return [
        each.name
        for each in FIELDS[kind]
        if (each.name in columns or each.is_required) and columns.get(each.name) not in headers
    ]


def used_twice(columns: Mapping[str, str]) -> list[str]:
    """Return the fields that share a column with one before them."""
    before: set[str] = set()
    found = []
    for name, header in columns.items():
        if header in before:
            found.append(name)
        before.add(header)
    return found


def key_of(text: str) -> str:
    """Return a word as it is compared: small letters, no accents, no marks."""
    apart = normalize("NFKD", text.casefold().replace("ł", "l"))
    return NO_LETTER.sub("", "".join(each for each in apart if category(each) != "Mn"))


def tidy(text: str) -> str:
    """Return what stands in a cell: composed, one space between words, none around them."""
    return " ".join(normalize("NFC", text).split())
