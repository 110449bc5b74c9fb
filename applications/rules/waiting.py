"""Why a case waits, who has to do the next thing, and until when.

The first reason is the one to show; the others are as true. A term that ran out changes the
answer without any event, so the day is asked for: `on` is a local day of the office.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from applications.choices import (
    CLOSED_STAGES,
    DECIDED_STAGES,
    AppealOutcome,
    DocumentState,
    Reason,
    Stage,
    SummonsKind,
    Turn,
    Unit,
)
from applications.rules.deadlines import term_end
from applications.rules.state import Call, State


@dataclass(frozen=True, slots=True)
class Waiting:
    """One reason. `until` is the last day of a term, where there is one."""

    reason: Reason
    turn: Turn
    until: date | None = None


OF_CALL = {
    SummonsKind.FEE: Reason.FEE,
    SummonsKind.FORMAL: Reason.FORMAL,
    SummonsKind.APPEARANCE: Reason.APPEARANCE,
    SummonsKind.EVIDENCE: Reason.EVIDENCE,
}
AT_STAGE: dict[Stage, tuple[Reason, Turn]] = {
    Stage.SUBMITTED: (Reason.REGISTRATION, Turn.OFFICE),
    Stage.REGISTERED: (Reason.EXAMINATION, Turn.OFFICE),
    Stage.CONFIRMED: (Reason.EXAMINATION, Turn.OFFICE),
    Stage.EXAMINATION: (Reason.EXAMINATION, Turn.OFFICE),
    Stage.DECIDED: (Reason.SERVICE, Turn.OFFICE),
    Stage.APPEAL: (Reason.SECOND_INSTANCE, Turn.AUTHORITY),
    Stage.CARD_ORDERED: (Reason.CARD_PRODUCTION, Turn.AUTHORITY),
    Stage.CARD_READY: (Reason.CARD_COLLECTION, Turn.PARTY),
}

TURNS = (Turn.PARTY, Turn.OFFICE, Turn.NOBODY)

APPEAL_DAYS = 14
"""From the day the decision was delivered (art. 129 § 2 KPA)."""


def waiting(state: State, *, on: date) -> tuple[Waiting, ...]:
    """Return why a case waits on a day, the reason to show first. There is always one."""
    base = Stage(state.base)
    if base in CLOSED_STAGES:
        return (Waiting(Reason.NONE, Turn.NOBODY),)
    if base in DECIDED_STAGES:
        return (_decided(state, on),)
    if state.is_suspended:
        return (Waiting(Reason.SUSPENDED, Turn.NOBODY),)
    return tuple(_open(state, on)) or (_at(state, on),)


def _decided(state: State, on: date) -> Waiting:
    base = Stage(state.base)
    if base == Stage.SERVED:
        return _served(state, on)
    if base in {Stage.FINAL, Stage.APPEAL_DECIDED}:
        return Waiting(_settled(state), Turn.OFFICE)
    return Waiting(*AT_STAGE[base])


def _served(state: State, on: date) -> Waiting:
    """Wait for an appeal; when its term is over, the office finds the decision final."""
    if state.is_positive and state.gives_card:
        return Waiting(Reason.CARD_ORDER, Turn.OFFICE)
    until = last_to_appeal(state)
    if until is None or until < on:
        return Waiting(Reason.TERM_OVER, Turn.OFFICE, until)
    return Waiting(Reason.APPEAL_TERM, Turn.PARTY, until)


def _settled(state: State) -> Reason:
    """Say what the office does once nobody can appeal any more, or with a case that was sent back."""
    if state.appeal_outcome == AppealOutcome.QUASHED:
        return Reason.EXAMINATION
    return Reason.CARD_ORDER if state.is_positive and state.gives_card else Reason.CLOSING


def last_to_appeal(state: State) -> date | None:
    """Return the last day of an appeal, or None where the calendar ends before it."""
    try:
        return state.served_on and term_end(state.served_on, count=APPEAL_DAYS, unit=Unit.DAY)
    except ValueError:
        return None


def _open(state: State, on: date) -> Iterator[Waiting]:
    """Name what is asked for or waited for: of summonses the party first, then the office, then nobody."""
    found = [_call(call, on) for call in state.open_calls]
    yield from sorted(found, key=lambda each: TURNS.index(each.turn))
    if any(kind == DocumentState.RECEIVED for _number, kind in state.documents):
        yield Waiting(Reason.CHECKING, Turn.OFFICE)
    if open_ := [each.due_on for each in state.opinions if each.is_open(on)]:
        yield Waiting(Reason.OPINIONS, Turn.AUTHORITY, max(open_))
    if state.draft:
        yield Waiting(Reason.SIGNATURE, Turn.OFFICE)


def _call(call: Call, on: date) -> Waiting:
    if call.delivered_on is None:
        return Waiting(Reason.DELIVERY, Turn.NOBODY)
    if call.is_over(on):
        return Waiting(Reason.TERM_OVER, Turn.OFFICE, call.due_on)
    return Waiting(OF_CALL[SummonsKind(call.kind)], Turn.PARTY, call.due_on)


def _at(state: State, on: date) -> Waiting:
    if state.base == Stage.FINAL_STATEMENT:
        is_time = state.statement_until is not None and on <= state.statement_until
        if is_time:
            return Waiting(Reason.STATEMENT, Turn.PARTY, state.statement_until)
        return Waiting(Reason.EXAMINATION, Turn.OFFICE)
    return Waiting(*AT_STAGE[Stage(state.base)])
