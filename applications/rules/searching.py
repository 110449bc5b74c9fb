"""What somebody means who types into the search of the work list."""

import re
from dataclasses import dataclass

from scheduling.rules.identity import normalise_case_number
from scheduling.rules.spelling import sounds

SHORTEST_BEGINNING = 2
MOST_PARTS = 6
KEY = re.compile(r"#([0-9]{1,12})")


@dataclass(frozen=True, slots=True)
class Search:
    """What was typed may be several of these; each is looked for. Empty where it is none."""

    case_number: str = ""
    key: int | None = None
    reference: str = ""
    beginnings: tuple[str, ...] = ()


def read_search(typed: str) -> Search:
    """Return what a text may be: a case number in any writing, a reference, or parts of a name."""
    text = " ".join(typed.replace("\x00", "").split())
    if number := normalise_case_number(text):
        return Search(case_number=number)
    if found := KEY.fullmatch(text):
        return Search(key=int(found[1]))
    return Search(reference=text, beginnings=_beginnings(text))


def _beginnings(text: str) -> tuple[str, ...]:
    """Return how parts of a name begin as they sound; an i at the end may begin ya or yu."""
    parts = [part.rstrip("i") for part in sounds(text)[:MOST_PARTS]]
    return tuple(parts) if all(len(part) >= SHORTEST_BEGINNING for part in parts) else ()
