"""What the desk says of what was done, and of what could not be."""

from typing import Any

from django.utils.translation import gettext as _

from scheduling.admin.queue.place import Place
from scheduling.admin.queue.words import arrivals, counters
from scheduling.admin.queue.words.arrivals import NotFoundError
from scheduling.admin.queue.words.changes import NotMineError

WORDS = arrivals.WORDS | counters.WORDS
REFUSALS = tuple(WORDS)

__all__ = ["REFUSALS", "NotFoundError", "NotMineError", "nobody", "refused"]


def refused(error: Any, place: Place) -> str:  # noqa: ANN401  one of REFUSALS
    """Return why something was not done, in words."""
    return WORDS[type(error)](error, place)


def nobody(due: str, *, is_waiting: bool) -> str:
    """Say that there is nobody to call, and who comes next."""
    if is_waiting:
        return _("Nobody can be called now: whoever waits could not be finished before the counter closes.")
    after = _("The next booked person is due at %(time)s.") % {"time": due} if due else ""
    return f"{_('Nobody waits for this counter.')} {after}".strip()
