"""Who is called before whom. The public page of the queue explains this very rule.

First those with a priority, for a reason that is written down; then who was called already and
comes back; then people with a booked time, by that time, from some minutes before it; then people
without a booking and those who came late, by when they came. Whoever came early for a booked time
is called before it only if nobody else waits.

The statement in scheduling.models.line says the same in SQL, and a test holds one against the other.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduling.choices import Rank

Key = tuple[bool, int, datetime, int]


@dataclass(frozen=True, slots=True)
class Turn:
    """What decides about the order at one moment (UTC)."""

    at: datetime
    before: timedelta  # so long before a booked time its turn begins

    def key(self, rank: int, due_at: datetime, pk: int) -> Key:
        """Return what sorts tickets in the order in which they are called."""
        is_early = rank == Rank.BOOKED and due_at > self.at + self.before
        return (is_early, rank, due_at, pk)


def may_begin(rank: int, *, is_booked: bool, minutes: int, at: datetime, until: datetime) -> bool:
    """Tell whether somebody may be called at `at` for so many minutes, at a counter staffed `until` then.

    Whoever has a booked time, or was called already, is served even if that takes longer; people
    without a booking, and those who are late, only if they can be finished.
    """
    goes_on = rank == Rank.RETURNED or (is_booked and rank != Rank.WALK_IN)
    return goes_on or at + timedelta(minutes=minutes) <= until
