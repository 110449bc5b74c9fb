"""Whether somebody's term ends before the first free time, so that a supervisor is asked."""

from datetime import date, timedelta
from enum import Enum, auto

FARTHEST = timedelta(days=366)
"""No term in these matters is longer, and no calendar reaches further."""


class NotUrgent(Enum):
    """Why no supervisor is asked. The words for it belong to the edge."""

    OVER = auto()
    """The term has ended."""
    FAR = auto()
    """The term ends so far from now that the date is a slip, or the request too early."""
    IN_TIME = auto()
    """There is a free time by the last day of the term."""


def may_ask(term_on: date, *, today: date, first_free_on: date | None) -> frozenset[NotUrgent]:
    """Return all the reasons why a request for an urgent visit is not taken; none, if it is.

    All three are local days of the office. A visit on the last day of a term is in time.
    """
    reasons = {
        NotUrgent.OVER: term_on < today,
        NotUrgent.FAR: term_on > today + FARTHEST,
        NotUrgent.IN_TIME: first_free_on is not None and today <= first_free_on <= term_on,
    }
    return frozenset(reason for reason, holds in reasons.items() if holds)
