"""How a message that is sent again is told from the one before: by its occasion.

The reminder of the occasion "P2D" becomes "P2D/again-1"; where there was no occasion it is
"again-1" alone.
"""

import re
from collections.abc import Iterable

AGAIN = re.compile(r"(?:(?P<first>.+)/)?again-(?P<number>[0-9]+)")


def first_of(occasion: str) -> str:
    """Return the occasion of the message that was sent first."""
    found = AGAIN.fullmatch(occasion)
    return (found["first"] or "") if found else occasion


def number_of(occasion: str) -> int:
    """Return the how-manieth repetition it is; 0 for the message that was sent first."""
    found = AGAIN.fullmatch(occasion)
    return int(found["number"]) if found else 0


def next_of(occasions: Iterable[str], *, first: str) -> str:
    """Return the occasion of one more repetition, after all of those there are."""
    number = 1 + max((number_of(occasion) for occasion in occasions), default=0)
    return f"{first}/again-{number}" if first else f"again-{number}"
