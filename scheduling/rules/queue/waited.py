"""How long people waited, and how often what they were told came true."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from statistics import median

MINUTE = timedelta(minutes=1)
MOST_OF_TEN = 0.9


@dataclass(frozen=True, slots=True)
class Called:
    """Somebody who was called: when they came, their booked time if any, and what they were told (UTC)."""

    came_at: datetime
    called_at: datetime
    due_at: datetime | None = None
    told_from: datetime | None = None
    told_to: datetime | None = None

    @property
    def waited(self) -> float:
        """The minutes from when they came until they were first called.

        Whoever is early for a booked time waits from that time on; called before it, they did not wait.
        """
        since = max(self.came_at, self.due_at) if self.due_at else self.came_at
        return max(0.0, (self.called_at - since) / MINUTE)

    @property
    def was_told(self) -> bool:
        return self.told_from is not None and self.told_to is not None

    @property
    def came_true(self) -> bool:
        """Tell whether they were called when they were told they would be."""
        if self.told_from is None or self.told_to is None:
            return False
        return self.told_from <= self.called_at <= self.told_to


@dataclass(frozen=True, slots=True)
class Waits:
    """How long so many people waited, in minutes; None where nobody was called."""

    people: int
    half: float | None
    """Half of them waited no longer."""
    nine_of_ten: float | None
    """Nine of ten waited no longer."""
    told: int
    kept: int

    @property
    def share_kept(self) -> float | None:
        """How often, in per cent, they were called when they were told; None where nobody was told."""
        return 100 * self.kept / self.told if self.told else None


def waits_of(called: Iterable[Called]) -> Waits:
    """Return how long some people waited."""
    people = list(called)
    minutes = sorted(one.waited for one in people)
    return Waits(
        people=len(people),
        half=median(minutes) if minutes else None,
        nine_of_ten=minutes[ceil(MOST_OF_TEN * len(minutes)) - 1] if minutes else None,
        told=sum(one.was_told for one in people),
        kept=sum(one.came_true for one in people),
    )
