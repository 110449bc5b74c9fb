"""How a wait is told: as a range that does not claim to know the minute.

The script of the page (place.js) says the same in the same steps.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MINUTE, STEP = timedelta(minutes=1), timedelta(minutes=5)


class Wait(Enum):
    """What there is to say."""

    SOON = "soon"  # within a step
    WITHIN = "within"  # from now on
    RANGE = "range"
    UNKNOWN = "unknown"  # perhaps not today


@dataclass(frozen=True, slots=True)
class ToldWait:
    """A range of clock times (UTC), and the same in minutes from now; both in steps, outwards."""

    wait: Wait
    low: datetime | None = None
    high: datetime | None = None
    low_minutes: int = 0
    high_minutes: int = 0


def told(low: datetime | None, high: datetime | None, *, at: datetime) -> ToldWait:
    """Return what to say at `at` to somebody who is called between `low` and `high` (UTC)."""
    if low is None or high is None:
        return ToldWait(Wait.UNKNOWN)
    if high <= at + STEP:
        return ToldWait(Wait.SOON)
    first, last = EPOCH + (low - EPOCH) // STEP * STEP, EPOCH - (EPOCH - high) // STEP * STEP
    nearest, farthest = (first - at) // STEP, -((at - last) // STEP)
    wait = Wait.RANGE if nearest > 0 else Wait.WITHIN
    return ToldWait(wait, first, last, max(0, nearest) * (STEP // MINUTE), farthest * (STEP // MINUTE))
