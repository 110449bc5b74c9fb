"""Cases that go whatever way they may: for what has to hold on each of them, likely or not."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from applications.choices import (
    AppealOutcome,
    Authority,
    Channel,
    Delivery,
    DocumentState,
    FeeKind,
    Outcome,
    Part,
    SummonsKind,
    Unit,
)
from applications.choices import EventKind as K
from applications.rules.deadlines import term_end
from applications.rules.events import Event
from applications.rules.folding import fold
from applications.rules.state import State
from applications.rules.transitions import refusals

FILED = date(2026, 5, 4)
AFTERWARDS = date(2040, 1, 2)
EVERY_PART = frozenset(Part)
WRITER, SIGNER = 1, 2
DAYS = 14
# These change nothing, and would be half of all that happens.
ASIDE = (K.NOTED, K.VISITED, K.FEE_SEEN, K.ASSIGNED, K.COMPLAINT, K.COMPLAINT_DECIDED, K.CORRECTED)
Data = dict[str, Any]


@dataclass(slots=True)
class Walk:
    """A case on its way, and what has happened to it. The same number goes the same way."""

    random: Random
    writer: int = WRITER
    signer: int = SIGNER
    on: date = FILED
    state: State = field(default_factory=State)
    events: list[Event] = field(default_factory=list)

    @classmethod
    def of(cls, number: int, *, writer: int = WRITER, signer: int = SIGNER) -> "Walk":
        walk = cls(Random(number), writer, signer)  # noqa: S311  chance that can be had again
        channel = {"channel": Channel.OFFICE.value, "gives_card": walk.random.random() < 0.7}
        walk.enter(Event(K.RECEIVED, FILED, channel, sequence=1))
        return walk

    def enter(self, event: Event) -> None:
        self.state = fold(self.state, event)
        self.events.append(event)

    def step(self) -> Event | None:
        """Let some days pass, and one of all things happen that may."""
        self.on += timedelta(days=self.random.choice((0, 0, 1, 3, 10, 31)))
        found = self.possible()
        if not found:
            return None
        kinds = sorted({event.kind for event in found})
        steps = [kind for kind in kinds if kind not in ASIDE] or kinds
        kind = self.random.choice(steps if self.random.random() < 0.9 else kinds)
        event = self.random.choice([each for each in found if each.kind == kind])
        self.enter(event)
        return event

    def possible(self) -> list[Event]:
        events = [
            Event(kind, self.on, data, self._author(kind), len(self.events) + 1)
            for kind in K
            for data in offers(kind, self)
        ]
        return [
            event for event in events if not refusals(self.state, event, parts=EVERY_PART, today=AFTERWARDS)
        ]

    def _author(self, kind: K) -> int:
        return self.signer if kind == K.DECIDED else self.writer


def walks(count: int, *, steps: int) -> Iterator[Walk]:
    """Go many ways, each to its end or so many steps far."""
    for number in range(count):
        walk = Walk.of(number)
        for _step in range(steps):
            if walk.step() is None:
                break
        yield walk


def offers(kind: K, walk: Walk) -> list[Data]:
    """Return some of what an event of a kind could carry now; not all of it may."""
    return OFFERS[kind](walk) if kind in OFFERS else [{}]


def _number(walk: Walk) -> list[Data]:
    return [{"case_number": f"SC-II.6151.{walk.random.randrange(10**6)}.2026"}]


def _summonses(walk: Walk) -> list[Data]:
    return [_summons(kind, walk) for kind in SummonsKind]


def _summons(kind: SummonsKind, walk: Walk) -> Data:
    first = walk.state.last_document + 1
    documents = [{"number": first + each, "name": "Contract"} for each in range(walk.random.randrange(3))]
    return {
        "summons": len(walk.state.calls) + 1,
        "kind": kind.value,
        "days": DAYS,
        "documents": documents,
    }


def _handed_in(walk: Walk) -> Data:
    asked = [number for number, state in walk.state.documents if state == DocumentState.ASKED]
    brought = [{"number": walk.state.last_document + 1, "name": "Letter"}]
    return {"received": asked, "brought": brought if walk.random.random() < 0.3 else []}


def _calls(walk: Walk) -> list[Data]:
    return [{"summons": call.number} for call in walk.state.calls]


def _deliveries(walk: Walk) -> list[Data]:
    due = term_end(walk.on, count=DAYS, unit=Unit.DAY).isoformat()
    return [each | {"how": Delivery.POST.value, "due_on": due} for each in _calls(walk)]


def _documents(walk: Walk) -> list[Data]:
    return [{"document": number} for number, _state in walk.state.documents]


def _authorities(_walk: Walk) -> list[Data]:
    return [{"authority": each.value} for each in Authority]


def _terms_of_authorities(walk: Walk) -> list[Data]:
    due = (walk.on + timedelta(days=30)).isoformat()
    return [each | {"due_on": due} for each in _authorities(walk)]


def _week(walk: Walk) -> list[Data]:
    return [{"until": (walk.on + timedelta(days=7)).isoformat()}]


def _outcomes(_walk: Walk) -> list[Data]:
    return [{"outcome": each.value} for each in Outcome]


def _gives_card(walk: Walk) -> list[Data]:
    return [{"fields": ["gives_card"], "gives_card": not walk.state.gives_card}]


OFFERS: dict[K, Callable[[Walk], list[Data]]] = {
    K.RECEIVED: lambda _walk: [],
    K.REGISTERED: _number,
    K.FEE_SEEN: lambda _walk: [{"fee": FeeKind.STAMP_DUTY.value}],
    K.SUMMONED: _summonses,
    K.DELIVERED: _deliveries,
    K.ANSWERED: _calls,
    K.LAPSED: _calls,
    K.WITHDRAWN: _calls,
    K.DOCUMENT_RECEIVED: lambda walk: [_handed_in(walk)],
    K.DOCUMENT_ACCEPTED: _documents,
    K.DOCUMENT_REFUSED: _documents,
    K.DOCUMENT_DROPPED: _documents,
    K.OPINION_ASKED: _terms_of_authorities,
    K.OPINION_EXTENDED: _terms_of_authorities,
    K.OPINION_GIVEN: _authorities,
    K.STATEMENT_SENT: _week,
    K.OVERRUN_NOTIFIED: _week,
    K.SUSPENDED: lambda _walk: [{"at_request": True}],
    K.DRAFTED: _outcomes,
    K.DECIDED: _outcomes,
    K.SERVED: lambda _walk: [{"how": Delivery.POST.value}],
    K.FINAL: lambda _walk: [{}, {"waived": True}],
    K.APPEAL_DECIDED: lambda _walk: [{"outcome": each.value} for each in AppealOutcome],
    K.VISITED: lambda _walk: [{"service": "INFO"}],
    K.ASSIGNED: lambda walk: [{"clerk": walk.writer}, {}],
    K.CORRECTED: _gives_card,
    K.VOIDED: lambda _walk: [],
}
