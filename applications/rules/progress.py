"""How far a case has come, as its person sees it: five steps, and which summons a letter is about.

What a decision says is nobody's to know before it is served: until then the steps are the same
whatever it says.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from applications.choices import CLOSED_STAGES, Reason, Stage, SummonsKind
from applications.rules.state import ASKED, Call, State
from applications.rules.waiting import Waiting, waiting


class Milestone(StrEnum):
    """One step on the way of a case. The last is the card, or that the case is finished."""

    RECEIVED = "received"
    COMPLETENESS = "completeness"
    EXAMINATION = "examination"
    DECISION = "decision"
    CARD = "card"
    FINISHED = "finished"


class Place(StrEnum):
    """Where a step lies, seen from where the case stands."""

    PAST = "past"
    HERE = "here"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class Step:
    milestone: Milestone
    place: Place


@dataclass(frozen=True, slots=True)
class Wait:
    """One reason why a case waits, and the stage of the letter that it is about."""

    stage: Stage
    waiting: Waiting


M = Milestone
OF_CALL: Mapping[str, Stage] = {kind.value: stage for kind, stage in ASKED}
FORMAL = frozenset({Stage.FEE_CALL, Stage.FORMAL_CALL, Stage.APPEARANCE})
TOLD = frozenset(
    {
        Stage.SERVED,
        Stage.FINAL,
        Stage.APPEAL,
        Stage.APPEAL_DECIDED,
        Stage.CARD_ORDERED,
        Stage.CARD_READY,
        Stage.CARD_COLLECTED,
        Stage.CLOSED,
        Stage.ARCHIVED,
    }
)
"""The party has the decision in hand, if there is one."""
AT: Mapping[Stage, Milestone] = {
    Stage.REGISTERED: M.COMPLETENESS,
    Stage.CONFIRMED: M.EXAMINATION,
    Stage.EXAMINATION: M.EXAMINATION,
    Stage.FINAL_STATEMENT: M.EXAMINATION,
    Stage.DECIDED: M.DECISION,
    Stage.SERVED: M.DECISION,
    Stage.FINAL: M.DECISION,
    Stage.APPEAL: M.DECISION,
    Stage.APPEAL_DECIDED: M.DECISION,
    Stage.CARD_ORDERED: M.CARD,
    Stage.CARD_READY: M.CARD,
}


def is_told(state: State) -> bool:
    """Tell whether the party knows what the decision says: it was served on them."""
    is_served = bool(state.served_on or state.appealed_on)  # some entries of old say only that of it
    return bool(state.outcome) and state.base in TOLD and is_served


def progress(state: State) -> tuple[Step, ...]:
    """Return the steps of a case: what is done, where it stands, what lies ahead."""
    if state.base in CLOSED_STAGES:
        return tuple(Step(each, Place.PAST) for each in _done(state))
    way = (M.RECEIVED, M.COMPLETENESS, M.EXAMINATION, M.DECISION, _last(state))
    here = way.index(_here(state))
    return tuple(Step(each, _place(number, here)) for number, each in enumerate(way))


def _place(number: int, here: int) -> Place:
    if number == here:
        return Place.HERE
    return Place.PAST if number < here else Place.AHEAD


def _here(state: State) -> Milestone:
    base = Stage(state.base)
    if base != Stage.SUBMITTED:
        return AT[base]
    # Whatever is asked for before the number is given, the office has begun to look.
    return M.COMPLETENESS if state.stage in FORMAL else M.RECEIVED


def _last(state: State) -> Milestone:
    may_get_card = state.gives_card and (state.is_positive or not is_told(state))
    return M.CARD if may_get_card else M.FINISHED


def _done(state: State) -> Iterator[Milestone]:
    """Name what lies behind a case that is over: not every case was examined."""
    yield M.RECEIVED
    yield M.COMPLETENESS
    if state.decided_on:
        yield M.EXAMINATION
        yield M.DECISION
    yield M.CARD if state.base == Stage.CARD_COLLECTED else M.FINISHED


def last_change(state: State) -> date | None:
    """Return when something last happened that the party may know of; a draft is not of that."""
    days = [state.since, state.filed_on, state.appeared_on, state.confirmed_on, state.complicated_on]
    days += [state.complained_on, state.decided_on, state.served_on, state.appealed_on, state.closed_on]
    for call in state.calls:
        days += [call.sent_on, call.delivered_on, call.closed_on]
    for opinion in state.opinions:
        days += [opinion.asked_on, opinion.given_on]
    for pause in state.pauses:
        days += [pause.start, pause.end]
    days += [notice.on for notice in state.notices]
    return max((day for day in days if day), default=None)


def waits(state: State, *, on: date) -> tuple[Wait, ...]:
    """Return why a case waits on a day, the reason to show first, each once."""
    letters = {
        Reason.DELIVERY: _stages(call for call in state.open_calls if call.delivered_on is None),
        Reason.TERM_OVER: _stages(
            call for call in state.open_calls if call.delivered_on is not None and call.is_over(on)
        ),
    }
    nothing: Iterator[Stage] = iter(())
    found = (
        Wait(next(letters.get(each.reason, nothing), state.stage), each) for each in waiting(state, on=on)
    )
    return tuple(dict.fromkeys(found))


def _stages(calls: Iterable[Call]) -> Iterator[Stage]:
    return (OF_CALL[SummonsKind(call.kind).value] for call in calls)
