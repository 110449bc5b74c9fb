"""Count what a text message costs: as how many parts the network carries it.

A part holds 140 octets. They hold 160 septets of the GSM alphabet (3GPP TS 23.038,
section 6.2.1), or, as soon as one character is not in it, 70 code units of UTF-16; it has
no Polish and no Cyrillic letters. In a message of several parts each begins with a header
of 6 octets that says which one it is (3GPP TS 23.040, section 9.2.3.24.1), which leaves
153 or 67. What takes two units is never torn between two parts.

Written by hand, because smsutil 1.1.3, the library that comes nearest, has been left alone
since 2020, needs a shim for Python 2 and registers a codec for the whole process.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

LONGEST_PARTS = 3
"""How many parts a message of ours may take, in any language: each is paid for."""

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = frozenset("\f^{}\\[~]|€")
"""What follows an escape, and so takes two septets (3GPP TS 23.038, section 6.2.1.1)."""
GSM7 = BASIC | EXTENSION

PLAIN = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("‘’‚", "'"),
        **dict.fromkeys("“”„«»", '"'),
        "…": "...",
    }
)
"""Punctuation that is not in the GSM alphabet. The Ukrainian ʼ is a letter, and not here."""

LAST_BASIC_PLANE = "\uffff"


class Encoding(StrEnum):
    GSM7 = "GSM-7"
    UCS2 = "UCS-2"


ROOM = {Encoding.GSM7: (160, 153), Encoding.UCS2: (70, 67)}
"""How many units fit into a part that is alone, and into one of several."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a text takes. `units` are septets in GSM-7, UTF-16 code units in UCS-2, headers aside."""

    encoding: Encoding
    units: int
    count: int


def parts(text: str) -> Parts:
    """Return in what a text travels, how long it is and as how many parts; an empty one is one.

    The header is the one with an 8-bit reference. A gateway that asks for 16 bits has room
    for one unit less in each of several parts.
    """
    encoding = _encoding(text)
    alone, among_several = ROOM[encoding]
    widths = [_width(character, encoding) for character in text]
    units = sum(widths)
    return Parts(encoding, units, 1 if units <= alone else _filled(widths, room=among_several))


def normalise(text: str) -> str:
    """Return the text without what costs and says nothing.

    White space of any kind, such as a space that does not break, becomes one space; line
    ends of any kind become a newline, and blank lines between others stay. Typographic
    quotes, dashes and ellipses become plain ones if the text then needs no UCS-2; if it does
    all the same, they stay. No letter is ever changed.
    """
    tidy = "\n".join(" ".join(line.split()) for line in text.strip().splitlines())
    plain = tidy.translate(PLAIN)
    return plain if _encoding(plain) is Encoding.GSM7 else tidy


def _encoding(text: str) -> Encoding:
    return Encoding.GSM7 if GSM7.issuperset(text) else Encoding.UCS2


def _width(character: str, encoding: Encoding) -> int:
    if encoding is Encoding.GSM7:
        return 1 + (character in EXTENSION)
    return 1 + (character > LAST_BASIC_PLANE)


def _filled(widths: Iterable[int], *, room: int) -> int:
    """Return how many parts are filled, one after the other, without tearing any character."""
    count, left = 1, room
    for width in widths:
        if width > left:
            count, left = count + 1, room
        left -= width
    return count
