"""When somebody may check in for a booked time, and what becomes of it if they come late."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from scheduling.rules.intervals import Interval

MINUTE = timedelta(minutes=1)


class Arrival(Enum):
    """How somebody comes for their booked time."""

    TOO_EARLY = "too_early"  # check-in is not open yet
    IN_TIME = "in_time"
    LATE = "late"  # waits with those who have no booking


@dataclass(frozen=True, slots=True)
class ArrivalRule:
    """The minutes of an office's rules; see `QueueRule`."""

    early: int = 30
    late: int = 10
    missed: int = 20
    reopen: int = 10
    turn: int = 10


def opens_at(start: datetime, rule: ArrivalRule, blocks: Iterable[Interval]) -> datetime:
    """Return from when (UTC) somebody may check in for a visit that starts at `start`.

    `blocks` are when the office takes nobody: who comes right after a break may check in
    shortly before it ends, however early the rule would let them in on another hour.
    """
    opens = start - rule.early * MINUTE
    for block in blocks:
        if block.start < start and opens < block.end:
            opens = max(opens, block.end - rule.reopen * MINUTE)
    return min(opens, start)


def arrival(start: datetime, rule: ArrivalRule, blocks: Iterable[Interval], *, at: datetime) -> Arrival:
    """Tell how somebody comes who checks in at `at` (UTC) for a visit that starts at `start`."""
    if at < opens_at(start, rule, blocks):
        return Arrival.TOO_EARLY
    return Arrival.IN_TIME if at <= start + rule.late * MINUTE else Arrival.LATE


def missed_from(start: datetime, rule: ArrivalRule) -> datetime:
    """Return from when (UTC) somebody who has not checked in counts as not having come."""
    return start + max(rule.missed, rule.late) * MINUTE
