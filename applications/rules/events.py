"""What is written when something happens to a case: one event, and what each kind carries.

`data` holds codes, numbers and ISO dates, never a name: a clerk's own words stand in the event's
note. What is missing or of a wrong type is a mistake in our code and not in somebody's form.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from applications.choices import (
    AppealOutcome,
    Authority,
    Channel,
    Delivery,
    EventKind,
    FeeKind,
    Outcome,
    SummonsKind,
)


@dataclass(frozen=True, slots=True)
class Event:
    """Something happened on a local day. `author` is the account of whoever did it, if one did."""

    kind: EventKind
    on: date
    data: Mapping[str, Any] = field(default_factory=dict)
    author: int | None = None
    sequence: int = 0

    def date(self, key: str) -> date:
        """Return a date that the event carries."""
        return date.fromisoformat(self.data[key])


K = EventKind
# Of which visit it is known: a booked one, or that of a ticket.
VISIT: Mapping[str, type] = {"visit?": int, "ticket?": int}
# What each kind must carry; a kind without a row carries nothing. A trailing "?" may be left out.
CARRIES: Mapping[EventKind, Mapping[str, type]] = {
    K.RECEIVED: {"channel": Channel, "gives_card": bool},
    K.REGISTERED: {"case_number": str},
    K.FEE_SEEN: {"fee": FeeKind, "amount?": str},
    # Each of its documents has a number, a name and, if it is a required one, its code.
    K.SUMMONED: {"summons": int, "kind": SummonsKind, "days": int, "documents?": list},
    # due_on: the last day to answer, rolled (art. 57 § 4 KPA)
    K.DELIVERED: {"summons": int, "how": Delivery, "due_on": date},
    K.ANSWERED: {"summons": int},
    K.LAPSED: {"summons": int},
    K.WITHDRAWN: {"summons": int},
    K.APPEARED: VISIT,
    # received: numbers that were asked for; brought: documents nobody had asked for
    K.DOCUMENT_RECEIVED: {"received?": list, "brought?": list},
    K.DOCUMENT_ACCEPTED: {"document": int},
    K.DOCUMENT_REFUSED: {"document": int},
    K.DOCUMENT_DROPPED: {"document": int},
    K.OPINION_ASKED: {"authority": Authority, "due_on": date},
    K.OPINION_EXTENDED: {"authority": Authority, "due_on": date},
    K.OPINION_GIVEN: {"authority": Authority},
    K.STATEMENT_SENT: {"until": date},
    K.SUSPENDED: {"at_request": bool},
    K.OVERRUN_NOTIFIED: {"until": date},
    K.DRAFTED: {"outcome": Outcome},
    K.DECIDED: {"outcome": Outcome},
    K.SERVED: {"how": Delivery},
    # the party has waived the right to appeal (art. 127a KPA)
    K.FINAL: {"waived?": bool},
    K.APPEAL_DECIDED: {"outcome": AppealOutcome},
    K.VISITED: {"service": str, **VISIT},
    K.CARD_COLLECTED: VISIT,
    K.ASSIGNED: {"clerk?": int},
    # fields: names of what was corrected; the words themselves stand in their columns
    K.CORRECTED: {"fields": list, "filed_on?": date, "gives_card?": bool},
    K.VOIDED: {"sequence": int},
}


def checked(kind: EventKind, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data of an event as JSON takes it.

    :raises ValueError: if something is missing, is not of its type, or does not belong there.
    """
    wanted = CARRIES.get(kind, {})
    names = {name.rstrip("?") for name in wanted}
    if unknown := set(data) - names:
        raise ValueError(f"{kind.value} does not carry {sorted(unknown)}.")
    found: dict[str, Any] = {}
    for name, type_ in wanted.items():
        key = name.rstrip("?")
        if data.get(key) is None:
            if not name.endswith("?"):
                raise ValueError(f"{kind.value} carries {key}.")
            continue
        found[key] = _value(kind, key, data[key], type_)
    return found


def _value(kind: EventKind, key: str, value: Any, type_: type) -> Any:  # noqa: ANN401  what an event may carry
    if type_ is date:
        return (value if isinstance(value, date) else date.fromisoformat(value)).isoformat()
    if issubclass(type_, str) and type_ is not str:
        return type_(value).value  # type: ignore[attr-defined]  # one of our choices
    if not isinstance(value, type_) or (type_ is int and isinstance(value, bool)):
        raise ValueError(f"{kind.value}: {key} is a {type_.__name__}.")
    return value
