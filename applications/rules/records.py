"""The rows that lists read, worked out from the events of one case: summonses, documents, decisions.

`actions.projecting` keeps them event by event; this is the same said at once, for whoever compares
the two (`verify_cases`) or writes many cases (the demonstration).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from applications.choices import Closing, DocumentState, SummonsKind
from applications.choices import EventKind as K
from applications.rules.events import Event
from applications.rules.folding import counting

Row = dict[str, Any]


@dataclass(slots=True)
class Records:
    """Rows by their numbers; each is what its columns hold, without the case."""

    summonses: dict[int, Row] = field(default_factory=dict)
    documents: dict[int, Row] = field(default_factory=dict)
    decisions: dict[int, Row] = field(default_factory=dict)

    @property
    def draft(self) -> Row | None:
        """The decision that is neither signed nor sent back."""
        return next(
            (row for row in self.decisions.values() if not row["signed_on"] and not row["dropped_on"]), None
        )


def records_of(events: Iterable[Event]) -> Records:
    """Return the rows after all events of a case, less those that were corrected."""
    found = Records()
    for event in counting(events):
        if step := STEPS.get(event.kind):
            step(found, event)
    return found


def _summoned(found: Records, event: Event) -> None:
    data = event.data
    found.summonses[data["summons"]] = {
        "kind": data["kind"],
        "sent_on": event.on,
        "days": data["days"],
        "delivered_on": None,
        "how": "",
        "due_on": None,
        "closed_on": None,
        "closing": "",
    }
    for each in data.get("documents", ()):
        found.documents[each["number"]] = _document(each, summons=data["summons"], asked_on=event.on)


def _document(each: Row, *, summons: int | None = None, asked_on: date | None = None) -> Row:
    return {
        "code": each.get("code", ""),
        "name": each["name"],
        "summons": summons,
        "state": DocumentState.ASKED.value,
        "asked_on": asked_on,
        "received_on": None,
        "settled_on": None,
    }


def _delivered(found: Records, event: Event) -> None:
    row = found.summonses[event.data["summons"]]
    row.update(delivered_on=event.on, how=event.data["how"], due_on=event.date("due_on"))


def _closed(closing: Closing) -> Callable[[Records, Event], None]:
    def step(found: Records, event: Event) -> None:
        found.summonses[event.data["summons"]].update(closed_on=event.on, closing=closing.value)

    return step


def _appeared(found: Records, event: Event) -> None:
    for row in found.summonses.values():
        if row["kind"] == SummonsKind.APPEARANCE and not row["closed_on"]:
            row.update(closed_on=event.on, closing=Closing.ANSWERED.value)


def _received(found: Records, event: Event) -> None:
    for each in event.data.get("brought", ()):
        found.documents[each["number"]] = _document(each)
    numbers = [*event.data.get("received", ()), *(each["number"] for each in event.data.get("brought", ()))]
    for number in numbers:
        row = found.documents[number]
        row.update(state=DocumentState.RECEIVED.value, received_on=event.on, settled_on=None)


def _settled(state: DocumentState) -> Callable[[Records, Event], None]:
    def step(found: Records, event: Event) -> None:
        found.documents[event.data["document"]].update(state=state.value, settled_on=event.on)

    return step


def _drafted(found: Records, event: Event) -> None:
    found.decisions[len(found.decisions) + 1] = {
        "outcome": event.data["outcome"],
        "author_id": event.author,
        "drafted_on": event.on,
        "signer_id": None,
        "signed_on": None,
        "dropped_on": None,
    }


def _draft_dropped(found: Records, event: Event) -> None:
    if row := found.draft:
        row["dropped_on"] = event.on


def _decided(found: Records, event: Event) -> None:
    if row := found.draft:
        row.update(signer_id=event.author, signed_on=event.on)
    _ended(found, event)


def _ended(found: Records, event: Event) -> None:
    """End what is still asked for, and a draft nobody signed: the case is decided, or closed, without it."""
    for row in found.summonses.values():
        if not row["closed_on"]:
            is_over = row["due_on"] is not None and row["due_on"] < event.on
            closing = Closing.LAPSED if is_over else Closing.WITHDRAWN
            row.update(closed_on=event.on, closing=closing.value)
    for row in found.documents.values():
        if row["state"] in {DocumentState.ASKED, DocumentState.RECEIVED}:
            row.update(state=DocumentState.WITHDRAWN.value, settled_on=event.on)
    _draft_dropped(found, event)


STEPS: dict[K, Callable[[Records, Event], None]] = {
    K.SUMMONED: _summoned,
    K.DELIVERED: _delivered,
    K.ANSWERED: _closed(Closing.ANSWERED),
    K.LAPSED: _closed(Closing.LAPSED),
    K.WITHDRAWN: _closed(Closing.WITHDRAWN),
    K.APPEARED: _appeared,
    K.DOCUMENT_RECEIVED: _received,
    K.DOCUMENT_ACCEPTED: _settled(DocumentState.ACCEPTED),
    K.DOCUMENT_REFUSED: _settled(DocumentState.REFUSED),
    K.DOCUMENT_DROPPED: _settled(DocumentState.WITHDRAWN),
    K.DRAFTED: _drafted,
    K.DRAFT_DROPPED: _draft_dropped,
    K.DECIDED: _decided,
    K.LEFT_UNEXAMINED: _ended,
    K.RETURNED: _ended,
    K.REFUSED_TO_OPEN: _ended,
}
