"""Read the number of a phone that gets text messages, however somebody writes it.

It is kept as E.164 has it: a plus, the country's code and the rest, nothing in between.
Which numbers a country has and what they are for, libphonenumber knows. Whether anybody
answers there it does not, and neither does the person have to prove it: a text message
says when and where, and not who or what for.
"""

import re
from contextlib import suppress
from enum import Enum, auto
from unicodedata import category, normalize

import phonenumbers
from phonenumbers import (
    NumberParseException,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberType,
    ValidationResult,
)

from scheduling.rules.digits import plain_digits

COUNTRY = "PL"  # of a number without the code of one
# Two digits more than a Polish number has: no slip of the finger, but a code without its plus.
WITH_CODE = 11
NO_COUNTRY_S = "001"  # satellites, ships, freephone: whoever sends there pays a hundredfold
# In America nobody can tell. A kind is known of every number that exists.
TEXTED = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}

NUMBER = re.compile(r"\+?[0-9]+")
BETWEEN = re.compile(r"\(0\)|[-‐‒–—−()\[\]./]")  # "(0)" is dialled at home only


class Fault(Enum):
    """Why no text message can go to what was typed."""

    NO_NUMBER = auto()
    TOO_SHORT = auto()
    TOO_LONG = auto()
    NO_COUNTRY = auto()
    UNREAL = auto()
    LANDLINE = auto()
    NO_TEXTS = auto()


UNREADABLE = {
    NumberParseException.INVALID_COUNTRY_CODE: Fault.NO_COUNTRY,
    NumberParseException.TOO_LONG: Fault.TOO_LONG,
}  # else there are too few digits
IMPOSSIBLE = {
    ValidationResult.TOO_SHORT: Fault.TOO_SHORT,
    ValidationResult.TOO_LONG: Fault.TOO_LONG,
}  # else it has the length of a number, and is none


def read_phone(typed: str) -> str | Fault:
    """Return a number as E.164 has it, at most 16 characters, or why it gets no text messages.

    Without a country's code it is Polish. Digits may be of any script; spaces, dashes,
    brackets, dots and the invisible marks that come along from an address book mean nothing.
    """
    plain = _plain(typed)
    if not NUMBER.fullmatch(plain):
        return Fault.NO_NUMBER
    try:
        number = _parsed(plain)
    except NumberParseException as error:
        return UNREADABLE.get(error.error_type, Fault.TOO_SHORT)
    return _fault(number) or phonenumbers.format_number(number, PhoneNumberFormat.E164)


def gets_texts(number: str) -> bool:
    """Tell whether a text is the number of such a phone, as E.164 has it."""
    return read_phone(number) == number


def spaced(number: str) -> str:
    """Return a number in E.164 as people read it: "+48 600 000 000"."""
    return phonenumbers.format_number(phonenumbers.parse(number), PhoneNumberFormat.INTERNATIONAL)


def _plain(typed: str) -> str:
    seen = (each for each in normalize("NFKC", typed) if not each.isspace() and category(each) != "Cf")
    return BETWEEN.sub("", plain_digits("".join(seen)))


def _parsed(plain: str) -> PhoneNumber:
    """Read a number with its country's code, or else as a Polish one.

    :raises NumberParseException: if it is neither.
    """
    if len(plain) >= WITH_CODE and plain[0] not in "+0":
        with suppress(NumberParseException):
            number = phonenumbers.parse(f"+{plain}")
            if phonenumbers.is_valid_number(number):
                return number
    return phonenumbers.parse(plain, COUNTRY)


def _fault(number: PhoneNumber) -> Fault | None:
    if not phonenumbers.is_valid_number(number):
        length = phonenumbers.is_possible_number_for_type_with_reason(number, PhoneNumberType.MOBILE)
        return IMPOSSIBLE.get(length, Fault.UNREAL)
    kind = phonenumbers.number_type(number)
    if kind == PhoneNumberType.FIXED_LINE:
        return Fault.LANDLINE
    is_anywhere = phonenumbers.region_code_for_number(number) == NO_COUNTRY_S
    return Fault.NO_TEXTS if is_anywhere or kind not in TEXTED else None
