"""Whether a new application is from somebody whose case the office has already.

Nothing is merged by this: a clerk looks at both and says whether it is one case. So it rather
names one case too many than one too few.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from scheduling.rules.spelling import Name, is_one_persons


class Likeness(StrEnum):
    """In what two applications are alike, the surest first. Words for them stand with the pages."""

    DOCUMENT = "document"
    PERSON = "person"
    SPELLING = "spelling"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Someone:
    """A person as an application has them. `name_key` and `document` are as `rules.people` makes them."""

    name: Name
    birth_date: date
    name_key: str
    document: str = ""


def likenesses(new: Someone, old: Someone) -> tuple[Likeness, ...]:
    """Return in what two applications are alike; nothing if they are of two people."""
    found = [Likeness.DOCUMENT] if new.document and new.document == old.document else []
    if (likeness := _by_name(new, old)) is not None:
        found.append(likeness)
    return tuple(found)


def swapped(on: date) -> date | None:
    """Return the date whose day is this one's month, or None if there is none, or it is the same."""
    if on.day == on.month:
        return None
    try:
        return on.replace(month=on.day, day=on.month)
    except ValueError:
        return None


def _by_name(new: Someone, old: Someone) -> Likeness | None:
    is_same_day = new.birth_date == old.birth_date
    if not is_same_day and swapped(new.birth_date) != old.birth_date:
        return None
    if new.name_key == old.name_key:
        return Likeness.PERSON if is_same_day else Likeness.DATE
    if not is_one_persons(new.name, old.name):
        return None
    return Likeness.SPELLING if is_same_day else Likeness.DATE
