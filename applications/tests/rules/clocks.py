"""The clock of a case in few words: what is known of it, and what is asked."""

from datetime import date

from applications.rules.clock import Clock, reckon
from applications.rules.law import Law
from applications.rules.state import State
from applications.tests.rules.laws import RESIDENCE

UNDER_THE_CODE, SUSPENDED, OF_TODAY = date(2020, 9, 1), date(2025, 6, 2), date(2026, 10, 5)


def filed(on: date, **fields: object) -> State:
    return State(base="submitted", since=on, filed_on=on, **fields)  # type: ignore[arg-type]  # of a state


def clock(state: State, on: date | None = None, *, law: Law = RESIDENCE, by_law: bool = True) -> Clock:
    """Return the clock of a day, at first that of filing, by the law of the day of filing."""
    day = state.filed_on or OF_TODAY
    return reckon(state, law, regime_on=day, on=on or day, by_law=by_law)


def kinds(reckoned: Clock) -> list[str]:
    return [entry.kind.value for entry in reckoned.ledger]
