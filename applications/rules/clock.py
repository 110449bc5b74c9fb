"""The statutory clock: until when the authority has to decide, and why that day.

A pure function of what happened, the dated law and the holidays. Nothing is counted night by
night, so nothing can be missed: ask for any day, and the answer is that day's. Besides the date it
returns a ledger, so that a person can follow each step.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from applications.choices import ClockState
from applications.rules.law import Law
from applications.rules.state import State


class EntryKind(StrEnum):
    """One step of the ledger. Words for them stand with the pages."""

    FILED = "filed"


@dataclass(frozen=True, slots=True)
class Entry:
    """One step: from which day (to which, included), how many days, on what basis."""

    kind: EntryKind
    on: date
    to: date | None = None
    days: int | None = None
    basis: str = ""
    is_confirmed: bool = True


@dataclass(frozen=True, slots=True)
class Clock:
    """What the authority's term does on a day. `due_on` is its last day, until midnight there."""

    state: ClockState
    start_on: date | None = None
    due_on: date | None = None
    ledger: tuple[Entry, ...] = ()


def reckon(state: State, law: Law, *, regime_on: date, on: date, by_law: bool = True) -> Clock:
    """Return the clock of a day."""
    del state, law, regime_on, on, by_law
    return Clock(ClockState.NOT_STARTED)
