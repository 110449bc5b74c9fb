"""Work out when a visitor can be seen.

A counter can be booked while somebody is on duty at it, less whatever blocks it (a
blocked window, a closure, a holiday) and less the visits already there.

Everything here is a value or a function of values. There is no database, no clock
and no time zone, so the answer depends on the arguments alone. `masks` gives the same
answers for a whole month at once; this is the plain text it is tested against.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from scheduling.rules.intervals import Interval, merge, overlapping, subtract


def openings(duties: Iterable[Interval], blocks: Iterable[Interval]) -> list[Interval]:
    """Return the time in which a counter sees people, earliest first."""
    return subtract(duties, blocks)


def bookable(  # noqa: PLR0913 - each is a different question to the office
    duties: Iterable[Interval],
    blocks: Iterable[Interval],
    taken: Iterable[Interval],
    *,
    length: timedelta,
    step: timedelta,
    not_before: datetime,
    not_after: datetime | None = None,
) -> list[Interval]:
    """Return the appointments of one length that one counter can offer, earliest first.

    Starts fall every `step` from the start of each opening: a visit may end at exactly
    15:00, when the room is disinfected, and the next one starts at exactly 16:00. They
    stay there when a visit is booked, so one of ten minutes does not move the day.

    A start lies at or after `not_before` and before `not_after`; all times are in UTC.

    :raises ValueError: if the length or the step is not positive.
    """
    if min(length, step) <= timedelta():
        raise ValueError("A visit and the step between starts are longer than nothing.")
    taken = merge(taken)
    return [
        slot
        for opening in openings(duties, blocks)
        for slot in _grid(opening, length=length, step=step)
        if slot.start >= not_before
        and (not_after is None or slot.start < not_after)
        and not overlapping(slot, taken)
    ]


def _grid(opening: Interval, *, length: timedelta, step: timedelta) -> Iterator[Interval]:
    start = opening.start
    while start + length <= opening.end:
        yield Interval.starting(start, length=length)
        start += step
