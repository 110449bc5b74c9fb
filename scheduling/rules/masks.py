"""The fast equal of `availability`: time as the bits of one whole number.

A month view asks for the starts of 50 counters on 60 days at once. Here a counter's
time is one integer, a bit for every five minutes, and a question about all of it is a
handful of operations on big integers. Property tests hold it to `bookable`.

Time comes in as cells: five minutes each, counted from 1970-01-01 00:00 UTC, which is
what PostgreSQL gives for `extract(epoch from lower(period))::bigint / 300`.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from scheduling.rules.intervals import Interval

CELL = timedelta(minutes=5)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
WORD_BITS = 10
WORD_MASK = (1 << WORD_BITS) - 1

Cells = tuple[int, int]
"""A span of time: the number of its first cell, and of the one after its last."""


def whole_cells(length: timedelta) -> int:
    """Return how many cells a length of time has.

    :raises ValueError: if it is not a whole number of them.
    """
    number, rest = divmod(length, CELL)
    if rest:
        raise ValueError("Everything here is a multiple of five minutes.")
    return number


def cells(interval: Interval) -> Cells:
    """Return the cells of an interval.

    :raises ValueError: if it does not start and end on a multiple of five minutes.
    """
    return whole_cells(interval.start - EPOCH), whole_cells(interval.end - EPOCH)


def cell_from(at: datetime) -> int:
    """Return the first cell that starts at that time or later."""
    return -((EPOCH - at) // CELL)


def time_of(cell: int) -> datetime:
    """Return when a cell starts, in UTC."""
    return EPOCH + cell * CELL


def mask(spans: Iterable[Cells], *, anchor: int, size: int) -> int:
    """Return the spans as a mask of `size` bits, bit 0 being the cell `anchor`.

    What lies outside is cut off. Spans may overlap, and come in any order.
    """
    # Most spans are a visit of some cells in a month of thousands. They are put together
    # in words of some days first, so that few operations are on the whole month.
    words: defaultdict[int, int] = defaultdict(int)
    for first, end in spans:
        words[first >> WORD_BITS] |= ((1 << end - first) - 1) << (first & WORD_MASK)
    bits = 0
    for word, part in words.items():
        shift = (word << WORD_BITS) - anchor
        bits |= part << shift if shift >= 0 else part >> -shift
    return between(bits, 0, size)


def starts(opening: int, taken: int, *, cells: int, step_cells: int) -> int:
    """Return the cells at which a visit may start.

    A visit lasts `cells`; starts fall every `step_cells` from the start of each opening.
    The opening must be whole at its start, as that is where the grid begins.
    """
    return grid(opening, step_cells) & runs(opening & ~taken, cells)


def runs(bits: int, length: int) -> int:
    """Return the bits from which `length` bits in a row are set."""
    reached = 1
    while reached < length:
        more = min(reached, length - reached)
        bits &= bits >> more
        reached += more
    return bits


def grid(opening: int, step: int) -> int:
    """Return every `step`-th bit of each opening, counted from its first one."""
    found = opening & ~(opening << 1)
    inside = runs(opening, step + 1)
    # Each round doubles how far the grid reaches. A hop must stay inside its opening,
    # or the grid of one would go on in the next.
    while hopping := found & inside:
        found |= hopping << step
        inside &= inside >> step
        step *= 2
    return found


def between(bits: int, low: int, high: int) -> int:
    """Return the bits from `low` up to but not including `high`."""
    return bits & ((1 << max(high, 0)) - 1) & -(1 << max(low, 0))
