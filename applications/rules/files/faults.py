"""Why a file is not taken. Words for people stand in `notices.plain.files`."""

from enum import StrEnum

LARGEST = 10 * 1024 * 1024
MOST_PAGES = 50
MOST_PIXELS = 50_000_000


class Fault(StrEnum):
    """What is wrong with a file; the value is kept beside it (`Upload.reason`)."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    EXTENSION = "extension"
    CONTENT = "content"
    DAMAGED = "damaged"
    LOCKED = "locked"
    ACTIVE = "active"
    ATTACHED = "attached"
    PAGES = "pages"
    PIXELS = "pixels"
    HEAVY = "heavy"
    INFECTED = "infected"
    LOST = "lost"


class FileError(Exception):
    """A file that is not taken, and why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault
