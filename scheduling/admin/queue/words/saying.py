"""How a refusal is put into words."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from portal.web import words
from scheduling.admin.queue.place import Place

Say = Callable[[Any, Place], str]


def plain(text: Callable[[], str]) -> Say:
    """Return words that say the same wherever it happens."""
    return lambda _error, _place: text()


def clock(at: datetime, place: Place) -> str:
    return words.clock(at, place.zone)
