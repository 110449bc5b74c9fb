"""What stands on a ticket: a letter and three digits."""

import re

BOOKED_LETTER = "R"  # rezerwacja: whoever has a booked time
LAST_NUMBER = 9999
CODE = re.compile(r"([A-Z])\s*-?\s*([0-9]{1,4})")


def code_of(letter: str, number: int) -> str:
    """Return "A012" of the letter A and the number 12."""
    return f"{letter}{number:03}"


def read_code(text: str) -> tuple[str, int] | None:
    """Return the letter and the number that were typed or read aloud, or None."""
    found = CODE.fullmatch(text.strip().upper())
    return (found[1], int(found[2])) if found else None
