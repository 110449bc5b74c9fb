"""How long past cases of a kind took, and how many of them were there first.

These are figures about cases that are over. They promise nothing, and below `ENOUGH` of them nothing
is said: a few cases say more about the people in them than about the office.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from applications.choices import CLOSED_STAGES, DECIDED_STAGES, Stage

YEAR = timedelta(days=365)
LATELY = timedelta(weeks=12)
ENOUGH = 20
# A count of yesterday is told as one of today; one of last month is not.
FRESH = timedelta(days=7)
HALF, MOST = Fraction(1, 2), Fraction(4, 5)
# The party knows of a decision once it has been served on them; until then the figures stay as they were.
OVER = frozenset(DECIDED_STAGES) - {Stage.DECIDED} | frozenset(CLOSED_STAGES)


@dataclass(frozen=True, slots=True)
class Expected:
    """What past cases say about one that waits.

    Of `decided` cases half took at most `half_days` from filing to decision, and four of five
    `most_days`. `ahead` were filed on an earlier day and are not decided (None: not known, or of no
    interest any more). `weekly` are decided a week of late.
    """

    half_days: int | None = None
    most_days: int | None = None
    decided: int = 0
    ahead: int | None = None
    weekly: float = 0.0

    @property
    def is_enough(self) -> bool:
        """Tell whether there were so many that their days say anything."""
        return self.decided >= ENOUGH and self.half_days is not None and self.most_days is not None


UNKNOWN = Expected()


def is_over(stage: str) -> bool:
    """Tell whether somebody knows already how their case was decided, or that it is closed."""
    return stage in OVER


def at_most(taken: Mapping[int, int], share: Fraction) -> int | None:
    """Return in how many days that share of the cases were over; None if there were no cases.

    `taken` says how many cases took how many days. It is the least number of days that is true of.
    """
    needed, found = share * sum(taken.values()), 0
    for days in sorted(taken):
        found += taken[days]
        if found >= needed:
            return days
    return None


def weekly(decided: int) -> float:
    """Return how many cases a week it were, if so many were decided in the time of `LATELY`."""
    return round(decided / (LATELY / timedelta(weeks=1)), 1)


def ahead_of(filed_on: date, waiting: Sequence[tuple[str, int]]) -> int:
    """Return how many of those that wait were filed on an earlier day; days as in ISO 8601."""
    return sum(count for day, count in waiting if day < filed_on.isoformat())
