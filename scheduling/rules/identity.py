"""Tell whether two bookings are for the same person or case, and store neither for it.

One person has one active appointment for a service, and so has one case. The database
holds that rule by unique indexes on the digests of this module: keyed, so that whoever
steals the table cannot try out names; and normalised first, so that an accent left out
or a space too many does not make a second person.
"""

import re
from datetime import date
from itertools import product
from unicodedata import category, normalize

from scheduling.rules.keyed import keyed

# Letters that Unicode does not take apart, as passports write them (ICAO Doc 9303-3, 6.A).
LATIN = str.maketrans(
    {"ł": "l", "đ": "d", "ð": "d", "ø": "o", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)

CASE_NUMBER = re.compile(
    r"[A-ZĄĆĘŁŃÓŚŹŻ]{1,5}(-[A-Z0-9]{1,5}){0,3}\.[0-9]{3,4}(\.[0-9]{1,6}){1,2}\.(19|20)[0-9]{2}"
)
DASHES = re.compile(r"\s*[-‐‑‒–—−]\s*")
DOTS = re.compile(r"\s*\.\s*")
SPACES = re.compile(r"\s+")
UNIT_THEN_CLASS = re.compile(r"^([^\W\d_]{1,5})(?=[0-9])")
SEQUENCE_THEN_YEAR = re.compile(r"(?<![0-9])([0-9]{3,6})(?=[0-9]{4}$)")
LONGEST_TYPED = 60
MOST_PIECES = 8  # four symbols, class, subgroup, sequence, year


def person_digest(
    key: bytes, *, given_names: str, family_name: str, birth_date: date, citizenship: str
) -> str:
    """Return 64 hexadecimal digits that stand for one person.

    Case, accents, spaces, hyphens and apostrophes make no difference; the order of the
    names in a field does. Some people have only one name, and it stands in either field.

    :raises ValueError: if neither field has a letter, or the key is too short.
    """
    given, family = _letters(given_names), _letters(family_name)
    if not given + family:
        raise ValueError("A person has a name.")
    fields = (given, family, birth_date.isoformat(), _letters(citizenship))
    return keyed(key, purpose="person", fields=fields).hex()


def case_digest(key: bytes, *, case_number: str) -> str:
    """Return 64 hexadecimal digits that stand for one case, however its number was typed.

    :raises ValueError: if it is not a case number, or the key is too short.
    """
    number = normalise_case_number(case_number)
    if number is None:
        raise ValueError("This is not a case number.")
    return keyed(key, purpose="case", fields=(number,)).hex()


def normalise_case_number(text: str) -> str | None:
    """Return a case number as the office writes it, "SC-II.6151.12345.2020", or None.

    A unit symbol, a class of the record list, a sequence with or without a subgroup,
    and a year. Lower case, spaces, any dash and missing dots are read as long as only
    one number can be meant: "12 345" may be 12.345 or 12345, and is not guessed.
    """
    typed = DOTS.sub(".", DASHES.sub("-", normalize("NFKC", text[:LONGEST_TYPED]).strip().upper()))
    pieces = SPACES.split(typed)
    if len(pieces) > MOST_PIECES or len(text) > LONGEST_TYPED:
        return None
    gaps = product((".", "-", ""), repeat=len(pieces) - 1)
    readings = {_with_dots("".join(map("".join, zip(pieces, [*gap, ""], strict=True)))) for gap in gaps}
    numbers = [reading for reading in readings if CASE_NUMBER.fullmatch(reading)]
    return numbers[0] if len(numbers) == 1 else None


def _with_dots(reading: str) -> str:
    """Put in the dots that can only stand in one place.

    The first unit symbol has no digits in it, and no part has more than six of them.
    """
    return SEQUENCE_THEN_YEAR.sub(r"\1.", UNIT_THEN_CLASS.sub(r"\1.", reading))


def _letters(text: str) -> str:
    # Folding may compose anew what was taken apart, so it is taken apart again
    # (Unicode 3.13, D146: compatibility caseless matching).
    folded = normalize("NFKD", normalize("NFKD", text).casefold()).translate(LATIN)
    return "".join(filter(_counts, folded))


def _counts(character: str) -> bool:
    """Say whether a character is part of a name: not an accent, a space or punctuation.

    Vowel signs of Indian scripts (Mc) are; apostrophes that count as letters (Lm) are not.
    """
    kind = category(character)
    return (kind[0] in "LN" and kind != "Lm") or kind == "Mc"
