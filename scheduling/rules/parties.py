"""Several people in one booking, and who of them sits where.

Families come together: in parallel at several counters, one after the other at one, or
both. All of them begin with the first, so that nobody waits between two of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from scheduling.rules.intervals import Interval

MOST_PEOPLE = 6

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Party:
    """How many people come in one booking, and whether their visits take longer than usual.

    :raises ValueError: if there are none, or more than six.
    """

    people: int = 1
    is_longer: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.people <= MOST_PEOPLE:
            raise ValueError("A booking is for one to six people.")


ALONE = Party()


@dataclass(frozen=True, slots=True, order=True)
class Seat:
    """When one person is seen, and at which counter (its key)."""

    start: datetime
    counter: int

    def period(self, length: timedelta) -> Interval:
        return Interval.starting(self.start, length=length)


def rounds(room: Mapping[K, int], *, people: int) -> int:
    """Return how many visits one after the other the party takes, or 0 if it does not fit.

    `room` says how many of them each counter can take in a row from the same start.
    """
    for number in range(1, people + 1):
        if sum(min(places, number) for places in room.values()) >= people:
            return number
    return 0


def seats(room: Mapping[int, int], *, people: int, start: datetime, length: timedelta) -> list[Seat]:
    """Return a seat for each of the party, earliest first, so that all are done soonest.

    None, if it does not fit. Counters are used in the order in which they were given; `start`
    is in UTC.
    """
    last = rounds(room, people=people)
    places = [
        Seat(start + length * turn, counter)
        for turn in range(last)
        for counter, most in room.items()
        if most > turn
    ]
    return places[:people]
