"""Add one event to what is known of a case.

`fold` trusts that the event may happen; whether it may is for `transitions.refusals` to say.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from applications.choices import AppealOutcome, Closing, DocumentState, Stage, SummonsKind
from applications.choices import EventKind as K
from applications.rules.events import Event
from applications.rules.state import Call, Notice, Opinion, Pause, State

BEFORE_CONFIRMATION = (Stage.SUBMITTED, Stage.REGISTERED)


def fold(state: State, event: Event) -> State:
    """Return what is known after one more event."""
    step = STEPS.get(event.kind)
    if step is None:
        return state
    following = step(state, event)
    if state.base and following.stage == state.stage:
        return following
    return replace(following, since=event.on)


def fold_all(events: Iterable[Event]) -> State:
    """Return what is known after all events, in their order, less those that were corrected."""
    state = State()
    for event in counting(events):
        state = fold(state, event)
    return state


def counting(events: Iterable[Event]) -> list[Event]:
    """Return the entries that count, in their order: no corrections, and nothing that one took away."""
    rows = sorted(events, key=lambda event: event.sequence)
    voided = {event.data["sequence"] for event in rows if event.kind == K.VOIDED}
    return [event for event in rows if event.kind != K.VOIDED and event.sequence not in voided]


def _corrected(state: State, event: Event) -> State:
    filed_on = event.date("filed_on") if "filed_on" in event.data else state.filed_on
    return replace(state, filed_on=filed_on, gives_card=event.data.get("gives_card", state.gives_card))


def _registered(state: State, event: Event) -> State:
    """Give it its number. What was begun without one goes on where it stands."""
    base = Stage.REGISTERED if state.base == Stage.SUBMITTED else state.base
    return replace(state, base=base, case_number=event.data["case_number"])


def _received(state: State, event: Event) -> State:
    return replace(state, base=Stage.SUBMITTED, filed_on=event.on, gives_card=event.data["gives_card"])


def _to(base: Stage) -> Callable[[State, Event], State]:
    return lambda state, event: replace(state, base=base)  # noqa: ARG005  a step takes both


def _closed(base: Stage) -> Callable[[State, Event], State]:
    def step(state: State, event: Event) -> State:
        state = _draft_dropped(_all_withdrawn(state, event.on), event)
        return replace(state, base=base, closed_on=state.closed_on or event.on)

    return step


def _summoned(state: State, event: Event) -> State:
    data = event.data
    call = Call(data["summons"], data["kind"], event.on, data["days"])
    asked = [(each["number"], DocumentState.ASKED.value) for each in data.get("documents", ())]
    state = _with_documents(replace(state, calls=(*state.calls, call)), asked)
    is_about_merits = data["kind"] == SummonsKind.EVIDENCE
    return replace(state, base=Stage.EXAMINATION) if is_about_merits else state


def _delivered(state: State, event: Event) -> State:
    changed = {"delivered_on": event.on, "due_on": event.date("due_on")}
    return _with_call(state, event.data["summons"], **changed)


def _call_closed(closing: Closing) -> Callable[[State, Event], State]:
    def step(state: State, event: Event) -> State:
        return _with_call(state, event.data["summons"], closed_on=event.on, closing=closing.value)

    return step


def _appeared(state: State, event: Event) -> State:
    for call in state.open_calls:
        if call.kind == SummonsKind.APPEARANCE:
            state = _with_call(state, call.number, closed_on=event.on, closing=Closing.ANSWERED.value)
    return replace(state, appeared_on=event.on)


def _confirmed(state: State, event: Event) -> State:
    base = Stage.CONFIRMED if state.base in BEFORE_CONFIRMATION else state.base
    return replace(state, base=base, confirmed_on=event.on)


def _documents_received(state: State, event: Event) -> State:
    numbers = [*event.data.get("received", ()), *(row["number"] for row in event.data.get("brought", ()))]
    return _with_documents(state, [(number, DocumentState.RECEIVED.value) for number in numbers])


def _document_settled(state: State, event: Event) -> State:
    left = tuple(pair for pair in state.documents if pair[0] != event.data["document"])
    return replace(state, documents=left)


def _document_refused(state: State, event: Event) -> State:
    """Go on asking for it: what was handed in will not do."""
    return _with_documents(state, [(event.data["document"], DocumentState.REFUSED.value)])


def _opinion_asked(state: State, event: Event) -> State:
    """Ask an authority; if it kept silent the last time, that question is over."""
    opinion = Opinion(event.data["authority"], event.on, event.date("due_on"))
    earlier = _silent(state, of=opinion.authority).opinions
    return replace(state, base=Stage.EXAMINATION, opinions=(*earlier, opinion))


def _opinion_extended(state: State, event: Event) -> State:
    return _with_opinion(state, event.data["authority"], due_on=event.date("due_on"))


def _opinion_given(state: State, event: Event) -> State:
    return _with_opinion(state, event.data["authority"], given_on=event.on)


def _statement_sent(state: State, event: Event) -> State:
    return replace(_silent(state), base=Stage.FINAL_STATEMENT, statement_until=event.date("until"))


def _suspended(state: State, event: Event) -> State:
    return replace(state, pauses=(*state.pauses, Pause(event.on)))


def _resumed(state: State, event: Event) -> State:
    return replace(state, pauses=(*state.pauses[:-1], replace(state.pauses[-1], end=event.on)))


def _examined(state: State, event: Event) -> State:
    """Begin the examination; after an appeal, anew and with the term from that day."""
    if state.base != Stage.APPEAL_DECIDED:
        return replace(_silent(state), base=Stage.EXAMINATION)
    return replace(
        state,
        base=Stage.EXAMINATION,
        remanded_on=event.on,
        outcome="",
        decided_on=None,
        served_on=None,
        appealed_on=None,
        appeal_outcome="",
    )


def _notified(state: State, event: Event) -> State:
    return replace(state, notices=(*state.notices, Notice(event.on, event.date("until"))))


def _drafted(state: State, event: Event) -> State:
    return replace(state, draft=event.data["outcome"], drafted_by=event.author, drafted_on=event.on)


def _draft_dropped(state: State, _event: Event) -> State:
    return replace(state, draft="", drafted_by=None, drafted_on=None)


def _decided(state: State, event: Event) -> State:
    state = _draft_dropped(_all_withdrawn(state, event.on), event)
    return replace(state, base=Stage.DECIDED, outcome=event.data["outcome"], decided_on=event.on)


def _served(state: State, event: Event) -> State:
    return replace(state, base=Stage.SERVED, served_on=event.on)


def _appealed(state: State, event: Event) -> State:
    return replace(state, base=Stage.APPEAL, appealed_on=event.on)


def _appeal_decided(state: State, event: Event) -> State:
    return replace(
        state, base=Stage.APPEAL_DECIDED, appeal_outcome=AppealOutcome(event.data["outcome"]).value
    )


def _all_withdrawn(state: State, on: date) -> State:
    """End what was still asked for: the case is decided without it."""
    for call in state.open_calls:
        closing = Closing.LAPSED if call.is_over(on) else Closing.WITHDRAWN
        state = _with_call(state, call.number, closed_on=on, closing=closing.value)
    return replace(_silent(state), documents=())


def _silent(state: State, *, of: str = "") -> State:
    """Wait no longer for opinions (of one authority): silence counts as one (art. 109 sec. 4)."""
    opinions = (
        replace(each, is_silent=True) if each.is_awaited and of in ("", each.authority) else each
        for each in state.opinions
    )
    return replace(state, opinions=tuple(opinions))


def _with_call(state: State, number: int, **changed: object) -> State:
    calls = (
        replace(call, **changed) if call.number == number else call  # type: ignore[arg-type]  # fields of a call
        for call in state.calls
    )
    return replace(state, calls=tuple(calls))


def _with_opinion(state: State, authority: str, **changed: object) -> State:
    """Change the newest question to an authority: each is asked again only when it has answered."""
    newest = max(number for number, each in enumerate(state.opinions) if each.authority == authority)
    opinions = (
        replace(each, **changed) if number == newest else each  # type: ignore[arg-type]  # fields of an opinion
        for number, each in enumerate(state.opinions)
    )
    return replace(state, opinions=tuple(opinions))


def _with_documents(state: State, pairs: Iterable[tuple[int, str]]) -> State:
    known = dict(state.documents) | dict(pairs)
    return replace(
        state,
        documents=tuple(sorted(known.items())),
        last_document=max((state.last_document, *known)),
    )


STEPS: dict[K, Callable[[State, Event], State]] = {
    K.RECEIVED: _received,
    K.REGISTERED: _registered,
    K.SUMMONED: _summoned,
    K.DELIVERED: _delivered,
    K.ANSWERED: _call_closed(Closing.ANSWERED),
    K.LAPSED: _call_closed(Closing.LAPSED),
    K.WITHDRAWN: _call_closed(Closing.WITHDRAWN),
    K.APPEARED: _appeared,
    K.CONFIRMED: _confirmed,
    K.DOCUMENT_RECEIVED: _documents_received,
    K.DOCUMENT_ACCEPTED: _document_settled,
    K.DOCUMENT_REFUSED: _document_refused,
    K.DOCUMENT_DROPPED: _document_settled,
    K.OPINION_ASKED: _opinion_asked,
    K.OPINION_EXTENDED: _opinion_extended,
    K.OPINION_GIVEN: _opinion_given,
    K.EXAMINED: _examined,
    K.STATEMENT_SENT: _statement_sent,
    K.COMPLICATED: lambda state, event: replace(state, complicated_on=event.on),
    K.COMPLAINT: lambda state, event: replace(state, complained_on=event.on),
    K.COMPLAINT_DECIDED: lambda state, event: replace(state, complained_on=None),  # noqa: ARG005  a step takes both
    K.SUSPENDED: _suspended,
    K.RESUMED: _resumed,
    K.OVERRUN_NOTIFIED: _notified,
    K.DRAFTED: _drafted,
    K.DRAFT_DROPPED: _draft_dropped,
    K.DECIDED: _decided,
    K.SERVED: _served,
    K.FINAL: _to(Stage.FINAL),
    K.APPEALED: _appealed,
    K.APPEAL_DECIDED: _appeal_decided,
    K.CARD_ORDERED: _to(Stage.CARD_ORDERED),
    K.CARD_READY: _to(Stage.CARD_READY),
    K.CARD_COLLECTED: _closed(Stage.CARD_COLLECTED),
    K.LEFT_UNEXAMINED: _closed(Stage.LEFT_UNEXAMINED),
    K.RETURNED: _closed(Stage.RETURNED),
    K.REFUSED_TO_OPEN: _closed(Stage.REFUSED_TO_OPEN),
    K.CLOSED: _closed(Stage.CLOSED),
    K.ARCHIVED: _closed(Stage.ARCHIVED),
    K.CORRECTED: _corrected,
    K.ASSIGNED: lambda state, event: replace(state, clerk=event.data.get("clerk")),
}
