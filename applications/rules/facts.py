"""Which of the dated facts hold for a procedure on a day."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date

from applications.rules.law import F, holds


def each_nearest(
    rows: Iterable[F], scopes: Sequence[str], *, on: date, key: Callable[[F], Hashable]
) -> list[F]:
    """Return of each key the fact of the nearest scope: fees and documents of a group add to its own."""
    found: dict[Hashable, F] = {}
    for row in sorted((row for row in rows if holds(row, on)), key=lambda row: scopes.index(row.scope)):
        found.setdefault(key(row), row)
    return list(found.values())


def of_nearest_scope(rows: Iterable[F], scopes: Sequence[str], *, on: date) -> list[F]:
    """Return what holds of the nearest scope that says anything at all, be it of another day.

    A way of filing of its own shuts out those of the group: an application that is still on paper
    may not go by MOS, and one whose days of filing are over may not be filed in any way.
    """
    known = list(rows)
    nearest = min((scopes.index(row.scope) for row in known), default=None)
    return [row for row in known if scopes.index(row.scope) == nearest and holds(row, on)]
