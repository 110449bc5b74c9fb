"""The dated law that a case is reckoned by, as values. The rows stand in `models.facts`.

All dates are local days, and both ends of a validity are included. `nearest` is how a fact is
resolved by (key, date): of the rows that hold on the day, the one of the nearest scope.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from applications.choices import Consequence, SummonsKind, Unit


class Dated(Protocol):
    """A fact with a scope and days on which it holds."""

    @property
    def scope(self) -> str: ...
    @property
    def valid_from(self) -> date: ...
    @property
    def valid_to(self) -> date | None: ...


F = TypeVar("F", bound=Dated)


@dataclass(frozen=True, slots=True)
class TermRule:
    """How long the authority may take (art. 35 KPA, or the act that sets a term of its own)."""

    scope: str
    valid_from: date
    valid_to: date | None
    basis: str
    is_confirmed: bool
    instance: str
    count: int
    complicated_count: int | None
    unit: Unit
    starts: str
    pauses: frozenset[str]


@dataclass(frozen=True, slots=True)
class Suspension:
    """Days on which the law stops the clock; the last included, without end if there is none."""

    scope: str
    valid_from: date
    valid_to: date | None
    basis: str
    is_confirmed: bool
    stops_clock: bool
    forbids_notice: bool
    bars_complaint: bool


@dataclass(frozen=True, slots=True)
class SummonsRule:
    """The least and most days a summons leaves, and what follows if it is not answered."""

    scope: str
    valid_from: date
    valid_to: date | None
    basis: str
    is_confirmed: bool
    kind: SummonsKind
    min_days: int
    max_days: int | None
    consequence: Consequence


@dataclass(frozen=True, slots=True)
class Law:
    """What holds for one procedure, on all days. `scopes` are its own, its group's, everybody's."""

    scopes: tuple[str, ...]
    terms: tuple[TermRule, ...]
    suspensions: tuple[Suspension, ...]
    summonses: tuple[SummonsRule, ...]
    has_complaint: bool = True

    def term(self, *, on: date, instance: str = "first") -> TermRule | None:
        """Return the term of an instance under the law of a day."""
        return nearest((row for row in self.terms if row.instance == instance), self.scopes, on=on)

    def summons(self, kind: SummonsKind, *, on: date) -> SummonsRule | None:
        """Return what holds for a kind of summons sent on a day."""
        return nearest((row for row in self.summonses if row.kind == kind), self.scopes, on=on)


def nearest(rows: Iterable[F], scopes: Sequence[str], *, on: date) -> F | None:
    """Return the fact that holds on a day for the nearest of the scopes, or None."""
    found = [row for row in rows if row.scope in scopes and holds(row, on)]
    return min(found, key=lambda row: scopes.index(row.scope), default=None)


def holds(row: Dated, on: date) -> bool:
    return row.valid_from <= on and (row.valid_to is None or on <= row.valid_to)
