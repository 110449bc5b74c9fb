"""Whether somebody still sits at a counter when its visitors come."""

from collections.abc import Iterable

from scheduling.rules.intervals import Interval, subtract


def left_alone(visits: Iterable[Interval], duties: Iterable[Interval]) -> list[Interval]:
    """Return the visits at one counter that no duty, nor several in a row, cover to their end."""
    duties = list(duties)
    return [visit for visit in visits if subtract([visit], duties)]
