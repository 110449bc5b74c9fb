"""Which counters are staffed for the rest of a day, as far as one can know."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from scheduling.rules.intervals import Interval, subtract


@dataclass(frozen=True, slots=True)
class Shift:
    """A clerk is to be at a counter."""

    clerk: int
    counter: int
    span: Interval


def staffed(
    shifts: Sequence[Shift],
    sittings: Mapping[int, int],
    blocks: Iterable[Interval],
    *,
    at: datetime,
    closing: datetime,
) -> dict[int, tuple[Interval, ...]]:
    """Return when each counter is staffed from `at` (UTC) on, in spans without the blocks.

    `sittings` says which clerk sits at which counter now: they work there until their shift ends,
    wherever it was planned. A clerk whose shift goes on and who has not sat down yet is expected
    where they are planned. Somebody who sits without a shift on that day stays as long as anybody
    does, or until `closing` where nobody has one; somebody whose shift is over finishes and goes.
    """
    seats = {clerk: counter for counter, clerk in sittings.items()}
    spans: defaultdict[int, list[Interval]] = defaultdict(list)
    for shift in shifts:
        if shift.span.end > at:
            is_now = shift.span.start <= at
            counter = seats.get(shift.clerk, shift.counter) if is_now else shift.counter
            spans[counter].append(Interval(max(at, shift.span.start), shift.span.end))
    last = max((shift.span.end for shift in shifts), default=closing)
    for counter in _unplanned(shifts, sittings):
        if last > at:
            spans[counter].append(Interval(at, last))
    blocks = list(blocks)
    return {counter: tuple(subtract(some, blocks)) for counter, some in spans.items()}


def _unplanned(shifts: Iterable[Shift], sittings: Mapping[int, int]) -> list[int]:
    planned = {shift.clerk for shift in shifts}
    return [counter for counter, clerk in sittings.items() if clerk not in planned]
