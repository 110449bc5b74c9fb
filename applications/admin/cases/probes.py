"""What an act could carry in a case: enough to judge whether it can be done today at all."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from applications.admin.cases.place import Case
from applications.choices import (
    AppealOutcome,
    Authority,
    Delivery,
    FeeKind,
    Outcome,
    SummonsKind,
)
from applications.choices import EventKind as K

Data = Mapping[str, Any]

# Of what is probed here, what an address names: which one of several is meant.
NAMED = ("summons", "document", "authority")
LONG = timedelta(days=366)


def probes(kind: K, case: Case) -> Iterator[Data]:
    """Return what an act may be about, each in turn; one empty thing where there is no choice."""
    probe = PROBES.get(kind)
    yield from [{}] if probe is None else probe(case)


def _undelivered(case: Case) -> Iterable[Data]:
    due_on = (case.on + LONG).isoformat()
    for call in case.state.open_calls:
        if call.delivered_on is None:
            yield {"summons": call.number, "how": Delivery.POST.value, "due_on": due_on}


def _calls(case: Case) -> Iterable[Data]:
    """Return the open calls, those whose term ends first before the others."""
    calls = sorted(case.state.open_calls, key=lambda call: (call.due_on is None, call.due_on or call.sent_on))
    return [{"summons": call.number} for call in calls]


def _documents(case: Case) -> Iterable[Data]:
    """Return one document of each state: what can be done is the same with all that are alike."""
    one = {state: number for number, state in reversed(case.state.documents)}
    return [{"document": number} for number in one.values()]


def _opinions(case: Case) -> Iterable[Data]:
    due_on = (case.on + LONG).isoformat()
    return [{"authority": each.authority, "due_on": due_on} for each in case.state.opinions]


def _authorities(case: Case) -> Iterable[Data]:
    return [{"authority": each.value, "due_on": case.on.isoformat()} for each in Authority]


def _summonses(case: Case) -> Iterable[Data]:
    for kind in SummonsKind:
        rule = case.law.summons(kind, on=case.on)
        number = len(case.state.calls) + 1
        yield {"summons": number, "kind": kind.value, "days": rule.min_days if rule else 1}


def _dated(name: str) -> Callable[[Case], Iterable[Data]]:
    return lambda case: [{name: (case.on + LONG).isoformat()}]


def _one(**data: object) -> Callable[[Case], Iterable[Data]]:
    return lambda _case: [data]


def _outcomes(kind: type[Outcome | AppealOutcome]) -> Callable[[Case], Iterable[Data]]:
    return lambda _case: [{"outcome": each.value} for each in kind]


PROBES: Mapping[K, Callable[[Case], Iterable[Data]]] = {
    K.REGISTERED: _one(case_number="A.1.1.2000"),
    K.FEE_SEEN: _one(fee=FeeKind.STAMP_DUTY.value),
    K.SUMMONED: _summonses,
    K.DELIVERED: _undelivered,
    K.ANSWERED: _calls,
    K.LAPSED: _calls,
    K.WITHDRAWN: _calls,
    K.DOCUMENT_ACCEPTED: _documents,
    K.DOCUMENT_REFUSED: _documents,
    K.DOCUMENT_DROPPED: _documents,
    K.OPINION_ASKED: _authorities,
    K.OPINION_EXTENDED: _opinions,
    K.OPINION_GIVEN: _opinions,
    K.STATEMENT_SENT: _dated("until"),
    K.SUSPENDED: _one(at_request=True),
    K.OVERRUN_NOTIFIED: _dated("until"),
    K.DRAFTED: _outcomes(Outcome),
    K.DECIDED: lambda case: [{"outcome": case.state.draft}],
    K.SERVED: _one(how=Delivery.POST.value),
    K.FINAL: lambda _case: [{}, {"waived": True}],
    K.APPEAL_DECIDED: _outcomes(AppealOutcome),
    K.VISITED: _one(service=""),
    K.ASSIGNED: _one(clerk=0),
    K.CORRECTED: _one(fields=[]),
    K.VOIDED: _one(sequence=1),
}
