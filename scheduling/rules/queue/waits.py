"""How a wait is told: as a range that does not claim to know the minute.

The script of the page (place.js) says the same in the same steps.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MINUTE, STEP = timedelta(minutes=1), timedelta(minutes=5)
WIDE = timedelta(minutes=90)  # a wider range tells nobody when to be there


class Wait(Enum):
    """What there is to say."""

    SOON = "soon"  # within a step
    WITHIN = "within"  # from now on
    RANGE = "range"
    AFTER = "after"  # so wide that only its beginning says something
    UNKNOWN = "unknown"  # perhaps not today


@dataclass(frozen=True, slots=True)
class ToldWait:
    """A range of clock times (UTC), and the same in minutes from now; both in steps, outwards."""

    wait: Wait
    low: datetime | None = None
    high: datetime | None = None
    low_minutes: int = 0
    high_minutes: int = 0


def is_wide(low: datetime, high: datetime) -> bool:
    return high - low > WIDE


def told(
    low: datetime | None, high: datetime | None, *, at: datetime, break_until: datetime | None = None
) -> ToldWait:
    """Return what to say at `at` to somebody who is called between `low` and `high` (UTC).

    Steps do not lead back into a break that is going on.
    """
    if low is None or high is None:
        return ToldWait(Wait.UNKNOWN)
    if high <= at + STEP:
        return ToldWait(Wait.SOON)
    first = max(EPOCH + (low - EPOCH) // STEP * STEP, break_until or EPOCH)
    last = max(EPOCH - (EPOCH - high) // STEP * STEP, first + STEP)
    nearest, farthest = (first - at) // STEP, -((at - last) // STEP)
    wait = Wait.RANGE if nearest > 0 else Wait.WITHIN
    if wait is Wait.RANGE and is_wide(first, last):
        wait = Wait.AFTER
    return ToldWait(wait, first, last, max(0, nearest) * (STEP // MINUTE), farthest * (STEP // MINUTE))
