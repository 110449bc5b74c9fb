"""Spans of time, and the few things one does with them.

Everything about hours and appointments is an `Interval`: half-open, so that two visits
may touch without overlapping, and in UTC, so that every hour has sixty minutes. Where
a local time is meant (a shift from 07:30), `hours` has already resolved it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import Self


@dataclass(frozen=True, order=True, slots=True)
class Interval:
    """A span of time, from `start` up to but not including `end`, both in UTC.

    :raises ValueError: if an end is not in UTC, or does not come after the start.
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        # Python ignores a change of the clocks when it compares or subtracts two
        # datetimes of the same local zone. In UTC every hour has sixty minutes.
        if self.start.tzinfo != UTC or self.end.tzinfo != UTC:
            raise ValueError("An interval is given in UTC.")
        if self.start >= self.end:
            raise ValueError("An interval ends after it starts.")

    @classmethod
    def starting(cls, start: datetime, *, length: timedelta) -> Self:
        return cls(start, start + length)

    @property
    def length(self) -> timedelta:
        return self.end - self.start

    def overlaps(self, other: "Interval") -> bool:
        return self.start < other.end and other.start < self.end

    def covers(self, other: "Interval") -> bool:
        return self.start <= other.start and other.end <= self.end


def merge(intervals: Iterable[Interval]) -> list[Interval]:
    """Return the fewest intervals that span the same time, earliest first."""
    merged: list[Interval] = []
    for interval in sorted(intervals):
        if merged and interval.start <= merged[-1].end:
            merged[-1] = Interval(merged[-1].start, max(merged[-1].end, interval.end))
        else:
            merged.append(interval)
    return merged


def overlapping(span: Interval, merged: Sequence[Interval]) -> Sequence[Interval]:
    """Return those of the merged intervals that overlap the span; it takes O(log n)."""
    after_start = bisect_right(merged, span.start, key=attrgetter("end"))
    before_end = bisect_left(merged, span.end, key=attrgetter("start"))
    return merged[after_start:before_end]


def subtract(spans: Iterable[Interval], blocks: Iterable[Interval]) -> list[Interval]:
    """Return the time that falls in a span and in no block, merged, earliest first."""
    blocks = merge(blocks)
    free = []
    for span in merge(spans):
        start = span.start
        for block in overlapping(span, blocks):
            if start < block.start:
                free.append(Interval(start, block.start))
            start = block.end
        if start < span.end:
            free.append(Interval(start, span.end))
    return free


def intersect(spans: Iterable[Interval], others: Iterable[Interval]) -> list[Interval]:
    """Return the time that falls in a span of both, merged, earliest first."""
    spans = merge(spans)
    return subtract(spans, subtract(spans, others))
