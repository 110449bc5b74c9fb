"""What the public pages show: the days of a month, and the times of a day.

The same free times as `availability.bookable`, over all the counters that take the
service, from the masks of `masks`. A time is offered once, however many counters are
free for it; who gets which is decided when it is taken.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Generic, Self, TypeVar
from zoneinfo import ZoneInfo

from scheduling.rules.hours import DAY, midnight
from scheduling.rules.intervals import Interval
from scheduling.rules.masks import Cells, between, cell_from, cells, mask, starts, time_of, whole_cells
from scheduling.rules.parties import rounds

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class CounterTime(Generic[K]):
    """A counter, when somebody is on duty at it, and when it is taken.

    Duties are given whole, even where they begin before the first day asked for: the
    grid of starts begins where they do.
    """

    key: K
    duties: Sequence[Cells]
    taken: Sequence[Cells]

    @classmethod
    def of(cls, key: K, *, duties: Iterable[Interval], taken: Iterable[Interval]) -> Self:
        """Make one from intervals.

        :raises ValueError: if one is not on a multiple of five minutes.
        """
        return cls(key, [*map(cells, duties)], [*map(cells, taken)])


@dataclass(frozen=True, slots=True)
class Visit:
    """How long a visit is, how far apart starts are, and when one may start, in UTC.

    `present` is the start that a visit has already: as another time it is not offered.
    `people` come together (`parties`): a time is offered if there is room for all of them.

    :raises ValueError: if a length is not a positive multiple of five minutes.
    """

    length: timedelta
    step: timedelta
    not_before: datetime
    not_after: datetime | None = None
    present: datetime | None = None
    people: int = 1

    def __post_init__(self) -> None:
        if min(whole_cells(self.length), whole_cells(self.step)) <= 0:
            raise ValueError("A visit and the step between starts are longer than nothing.")


@dataclass(frozen=True, slots=True)
class DayOffer:
    """How many different times a day offers, and the first of them, in UTC."""

    count: int
    first: datetime


@dataclass(frozen=True, slots=True)
class Offer(Generic[K]):
    """A time that is offered, in UTC, and the counters that are free for it.

    It ends when the last of those who come together is done.
    """

    start: datetime
    end: datetime
    counters: tuple[K, ...]


def month(
    counters: Iterable[CounterTime[K]],
    blocks: Iterable[Interval],
    *,
    visit: Visit,
    days: Iterable[date],
    zone: ZoneInfo,
) -> dict[date, DayOffer]:
    """Return what each of the local days offers, without those that offer nothing.

    `blocks` hold for all the counters: blocked windows, closures, holidays.

    :raises ValueError: if a block does not lie on multiples of five minutes.
    """
    anchor, found = _start_masks(counters, blocks, visit=visit)
    room = _room_for(found, visit.people)
    offers = {}
    for on in days:
        if bits := _that_day(room, on, anchor=anchor, zone=zone):
            offers[on] = DayOffer(bits.bit_count(), time_of(anchor + _lowest(bits)))
    return offers


def day_times(
    counters: Iterable[CounterTime[K]],
    blocks: Iterable[Interval],
    *,
    visit: Visit,
    on: date,
    zone: ZoneInfo,
) -> list[Offer[K]]:
    """Return the times that one local day offers, earliest first.

    Counters stand in the order in which they were given.

    :raises ValueError: if a block does not lie on multiples of five minutes.
    """
    anchor, found = _start_masks(counters, blocks, visit=visit)
    offers = []
    for bit in _bits(_that_day(_room_for(found, visit.people), on, anchor=anchor, zone=zone)):
        free = _room_at(found, bit)
        start = time_of(anchor + bit)
        end = start + visit.length * rounds(free, people=visit.people)
        offers.append(Offer(start, end, tuple(free)))
    return offers


def may_start(
    counters: Iterable[CounterTime[K]],
    blocks: Iterable[Interval],
    *,
    visit: Visit,
    start: datetime,
) -> dict[K, int]:
    """Return the counters at which a visit may start then (UTC): those of that offer in `day_times`.

    For each it says how many of those who come together it can take, one after the other.

    :raises ValueError: if a block does not lie on multiples of five minutes.
    """
    anchor, found = _start_masks(counters, blocks, visit=visit)
    bit = cell_from(start) - anchor
    if start != time_of(anchor + bit) or bit < 0 or not _room_for(found, visit.people) >> bit & 1:
        return {}
    return _room_at(found, bit)


def _start_masks(
    counters: Iterable[CounterTime[K]], blocks: Iterable[Interval], *, visit: Visit
) -> tuple[int, list[tuple[K, list[int]]]]:
    """Return a cell, and each counter's starts as masks that begin at that cell.

    The first mask has the starts of one visit, the second those of two in a row, and so on.
    """
    counters = list(counters)
    duties = [duty for counter in counters for duty in counter.duties]
    anchor = min((first for first, _ in duties), default=0)
    size = max((end for _, end in duties), default=0) - anchor
    open_to_all = ~mask(map(cells, blocks), anchor=anchor, size=size)
    low = cell_from(visit.not_before) - anchor
    high = size if visit.not_after is None else cell_from(visit.not_after) - anchor
    present = size if visit.present is None else cell_from(visit.present) - anchor
    others = ~(1 << present) if 0 <= present < size else -1
    length, step = whole_cells(visit.length), whole_cells(visit.step)

    def starts_of(counter: CounterTime[K]) -> list[int]:
        opening = mask(counter.duties, anchor=anchor, size=size) & open_to_all
        taken = mask(counter.taken, anchor=anchor, size=size)
        inside = between(others, low, high)
        return [
            starts(opening, taken, cells=length * places, step_cells=step) & inside
            for places in range(1, visit.people + 1)
        ]

    return anchor, [(counter.key, starts_of(counter)) for counter in counters]


def _room_for(found: Iterable[tuple[K, list[int]]], people: int) -> int:
    """Return the starts at which all of them find a place, at one counter or at several."""
    # At fits[n] stand the starts at which the counters looked at so far have room for n or more.
    fits = [-1] + [0] * people
    for _, masks in found:
        for wanted in range(people, 0, -1):
            for places in range(1, wanted + 1):
                fits[wanted] |= fits[wanted - places] & masks[places - 1]
    return fits[people]


def _room_at(found: Iterable[tuple[K, list[int]]], bit: int) -> dict[K, int]:
    room = {key: sum(bits >> bit & 1 for bits in masks) for key, masks in found}
    return {key: places for key, places in room.items() if places}


def _that_day(bits: int, on: date, *, anchor: int, zone: ZoneInfo) -> int:
    low, high = (cell_from(midnight(day, zone)) - anchor for day in (on, on + DAY))
    return between(bits, low, high)


def _bits(bits: int) -> Iterator[int]:
    while bits:
        yield _lowest(bits)
        bits &= bits - 1


def _lowest(bits: int) -> int:
    return (bits & -bits).bit_length() - 1
