"""Whether what is kept of a case is what its events add up to: its state, its columns, its rows.

All is compared as JSON has it, so that a date of the database and one of the rules are alike.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from applications.rules.correcting import first_refused
from applications.rules.deriving import derive
from applications.rules.events import Event
from applications.rules.folding import counting, fold_all
from applications.rules.law import Law
from applications.rules.records import Records, records_of
from applications.rules.state import State

Row = Mapping[str, Any]
Rows = Mapping[int, Row]
RECORDS = ("summonses", "documents", "decisions")


@dataclass(frozen=True, slots=True)
class Kept:
    """A case as the database has it. `columns` has those that events decide, `records` the rows."""

    pk: int
    columns: Row
    state: Row
    events: tuple[Event, ...]
    records: Mapping[str, Rows]


def drift(kept: Kept, law: Law) -> list[str]:
    """Return the names of all that is not as the events say, in the order it is kept in.

    The columns are worked out for the day for which they say they were: `reckoned_on`.
    """
    numbers = [event.sequence for event in kept.events]
    if numbers != list(range(1, kept.columns["sequence"] + 1)):
        return ["sequence"]
    try:
        state, records = fold_all(kept.events), records_of(kept.events)
        columns = _columns(state, law, kept.columns)
    except (LookupError, TypeError, ValueError):
        return ["events"]
    found = ["state"] if kept.state != state.to_json() else []
    found += [name for name, value in columns.items() if kept.columns[name] != value]
    return [*found, *_records(kept.records, records)]


def impossible(events: Iterable[Event]) -> int | None:
    """Return the number of the first entry that could not have been made, or None.

    Entries are judged by the rules of today, which may not be those of the day they were made.
    """
    refused = first_refused(counting(events), today=date.max)
    return refused and refused[0].sequence


def _columns(state: State, law: Law, kept: Row) -> dict[str, Any]:
    """Work the columns out anew. Of a term that is over, the beginning stays as it was reckoned then."""
    regime_on = date.fromisoformat(kept["regime_on"])
    derived = derive(state, law, regime_on=regime_on, on=date.fromisoformat(kept["reckoned_on"]))
    found = asdict(derived) | {"filed_on": state.filed_on}
    if state.decided_on or state.closed_on:
        del found["clock_from"]
    return {name: _plain(value) for name, value in found.items()}


def _records(kept: Mapping[str, Rows], records: Records) -> Iterator[str]:
    for name in RECORDS:
        rows: Rows = getattr(records, name)
        for number in sorted(rows.keys() | kept[name].keys()):
            if number not in rows or number not in kept[name]:
                yield f"{name} {number}"
                continue
            there, wanted = kept[name][number], rows[number]
            yield from (
                f"{name} {number} {column}" for column in wanted if there[column] != _plain(wanted[column])
            )


def _plain(value: Any) -> Any:  # noqa: ANN401  any column
    return value.isoformat() if isinstance(value, date) else value
