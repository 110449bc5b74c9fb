"""What may happen to a case, at which stage, and by whose hand.

The tables stand in `acts`. `refusals` reads them, and gives every reason against an event, not the
first alone. The least terms of summonses and other dated law are asked in `requirements`.
"""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum

from applications.choices import (
    AppealOutcome,
    Closing,
    Outcome,
    Part,
    Stage,
    SummonsKind,
)
from applications.choices import EventKind as K
from applications.rules.acts import ACTS, MERITS, may_follow
from applications.rules.events import Event
from applications.rules.folding import fold
from applications.rules.state import Call, State
from applications.rules.waiting import last_to_appeal


class Refusal(StrEnum):
    """Why something may not be entered now. Words for them stand with the pages."""

    NOT_YOURS = "not_yours"
    NOT_NOW = "not_now"
    IN_FUTURE = "in_future"
    BEFORE_FILING = "before_filing"
    OUT_OF_ORDER = "out_of_order"
    NO_SUCH_SUMMONS = "no_such_summons"
    DELIVERED_ALREADY = "delivered_already"
    NOT_DELIVERED = "not_delivered"
    BEFORE_SENT = "before_sent"
    TERM_RUNNING = "term_running"
    TERM_TOO_SHORT = "term_too_short"
    TERM_TOO_LONG = "term_too_long"
    SUMMONS_NOT_LAPSED = "summons_not_lapsed"
    ANSWER_OPEN = "answer_open"
    OPINION_OPEN = "opinion_open"
    NO_SUCH_OPINION = "no_such_opinion"
    ASKED_ALREADY = "asked_already"
    NO_SUCH_DOCUMENT = "no_such_document"
    NOT_RECEIVED = "not_received"
    NO_DRAFT = "no_draft"
    DRAFT_OPEN = "draft_open"
    OTHER_OUTCOME = "other_outcome"
    SAME_PERSON = "same_person"
    NOT_POSITIVE = "not_positive"
    NO_CARD = "no_card"
    NOTICE_FORBIDDEN = "notice_forbidden"
    NOT_OVERRUN = "not_overrun"
    NO_COMPLAINT = "no_complaint"
    NOT_COMPLAINED = "not_complained"
    NO_LAW = "no_law"
    NUMBER_TAKEN = "number_taken"


ASIDE = frozenset(
    {
        K.FEE_SEEN,
        K.NOTED,
        K.VISITED,
        K.ASSIGNED,
        K.CORRECTED,
        K.VOIDED,
        K.COMPLAINT,
        K.COMPLAINT_DECIDED,
    }
)
"""What changes nothing in the proceedings: it may be entered late, for a day before a case came back."""


def may_be_entered(kind: K, state: State, *, parts: frozenset[Part]) -> bool:
    """Tell whether a page should offer this act: at this stage, to somebody with these parts."""
    act = ACTS[kind]
    return bool(act.parts & parts) and bool(state.base) and state.stage in act.stages


def refusals(state: State, event: Event, *, parts: frozenset[Part], today: date) -> list[Refusal]:
    """Return every reason against an event, or nothing if it may be entered.

    `today` is the local day at the office: what has not happened yet is not entered.
    """
    act = ACTS[event.kind]
    # A waiver is a letter that somebody at the office has read: no file speaks of it.
    may = act.parts & parts - {Part.SYSTEM} if event.data.get("waived") else act.parts & parts
    found = [] if may else [Refusal.NOT_YOURS]
    if event.on > today:
        found.append(Refusal.IN_FUTURE)
    if event.kind == K.RECEIVED:
        return [*found, Refusal.NOT_NOW] if state.base else found
    if not state.base or state.stage not in act.stages:
        return [*found, Refusal.NOT_NOW]
    if state.filed_on and event.on < state.filed_on:
        found.append(Refusal.BEFORE_FILING)
    elif state.remanded_on and event.on < state.remanded_on and event.kind not in ASIDE:
        found.append(Refusal.OUT_OF_ORDER)
    if check := CHECKS.get(event.kind):
        found += check(state, event)
    if not found and not _leads_on(state, event):
        found.append(Refusal.NOT_NOW)
    return found


def _leads_on(state: State, event: Event) -> bool:
    following = fold(state, event).stage
    return following == state.stage or may_follow(state.stage, following)


def _of_call(state: State, event: Event) -> list[Refusal]:
    """Judge what is said of one summons, the open one that is meant."""
    call = state.call(event.data["summons"])
    if call is None or not call.is_open:
        return [Refusal.NO_SUCH_SUMMONS]
    found = [Refusal.BEFORE_SENT] if event.on < call.sent_on else []
    if event.kind == K.DELIVERED:
        found += _delivered(call, event)
    if event.kind == K.LAPSED:
        found += _lapsed(call.due_on, event.on)
    return found


def _delivered(call: Call, event: Event) -> list[Refusal]:
    """Let nobody have less time than the letter gave; the last day may be rolled, and so be later."""
    found = [Refusal.DELIVERED_ALREADY] if call.delivered_on else []
    is_short = event.date("due_on").toordinal() < event.on.toordinal() + call.days
    return [*found, Refusal.TERM_TOO_SHORT] if is_short else found


def _lapsed(due_on: date | None, on: date) -> list[Refusal]:
    if due_on is None:
        return [Refusal.NOT_DELIVERED]
    return [] if due_on < on else [Refusal.TERM_RUNNING]


def _summoned(state: State, event: Event) -> list[Refusal]:
    is_new = event.data["summons"] == len(state.calls) + 1
    numbers = [each["number"] for each in event.data.get("documents", ())]
    expected = list(range(state.last_document + 1, state.last_document + 1 + len(numbers)))
    return [] if is_new and numbers == expected else [Refusal.OUT_OF_ORDER]


def _closed_for(kind: SummonsKind) -> Callable[[State, Event], list[Refusal]]:
    """Judge a closing that answers a summons of one kind: its term must be over."""

    def check(state: State, event: Event) -> list[Refusal]:
        calls = [call for call in state.open_calls if call.kind == kind]
        return [reason for call in calls for reason in _lapsed(call.due_on, event.on)]

    return check


def _in_vain(kind: SummonsKind) -> Callable[[State, Event], list[Refusal]]:
    """Judge a closing that needs a summons of one kind, sent in vain (art. 64 § 2 and 261 § 2 KPA)."""

    def check(state: State, event: Event) -> list[Refusal]:
        is_in_vain = any(
            call.kind == kind and (call.is_open or call.closing == Closing.LAPSED) for call in state.calls
        )
        return _closed_for(kind)(state, event) if is_in_vain else [Refusal.SUMMONS_NOT_LAPSED]

    return check


def _left_unexamined(state: State, event: Event) -> list[Refusal]:
    """Ask for a summons in vain, save of what has no number yet.

    That may have no address of the party (art. 64 § 1 KPA) or have come by another way than the law
    has for it (art. 106c sec. 5 of the Foreigners Act).
    """
    formal = [call for call in state.calls if call.kind == SummonsKind.FORMAL]
    is_new = state.stage == Stage.SUBMITTED and all(call.closing == Closing.WITHDRAWN for call in formal)
    return [] if is_new else _in_vain(SummonsKind.FORMAL)(state, event)


def _documents_received(state: State, event: Event) -> list[Refusal]:
    known = dict(state.documents)
    numbers = event.data.get("received", ())
    brought = [each["number"] for each in event.data.get("brought", ())]
    expected = list(range(state.last_document + 1, state.last_document + 1 + len(brought)))
    found = [Refusal.NO_SUCH_DOCUMENT] if not set(numbers) <= set(known) else []
    return found if brought == expected else [*found, Refusal.OUT_OF_ORDER]


def _document_settled(state: State, event: Event) -> list[Refusal]:
    known = dict(state.documents).get(event.data["document"])
    if known is None:
        return [Refusal.NO_SUCH_DOCUMENT]
    is_settled = event.kind in {K.DOCUMENT_ACCEPTED, K.DOCUMENT_REFUSED}
    return [Refusal.NOT_RECEIVED] if is_settled and known != "received" else []


def _opinion_asked(state: State, event: Event) -> list[Refusal]:
    authority = event.data["authority"]
    is_open = any(each.authority == authority and each.is_open(event.on) for each in state.opinions)
    return [Refusal.ASKED_ALREADY] if is_open else []


def _opinion_answered(state: State, event: Event) -> list[Refusal]:
    """Take what an authority says. An opinion may come late; more time is asked for in time."""
    asked = [each for each in state.opinions if each.authority == event.data["authority"]]
    is_late = event.kind == K.OPINION_EXTENDED and asked and not asked[-1].is_awaited
    if not asked or asked[-1].given_on or is_late:
        return [Refusal.NO_SUCH_OPINION]
    return [Refusal.BEFORE_SENT] if event.on < asked[-1].asked_on else []


def _drafted(state: State, event: Event) -> list[Refusal]:
    found = [Refusal.NOT_YOURS] if event.author is None else []
    if state.draft:
        found.append(Refusal.DRAFT_OPEN)
    return found + _before_the_file(state, event) + _undecidable(state, event)


def _before_the_file(state: State, event: Event) -> list[Refusal]:
    """Refuse a decision older than what it rests on: it would even count as made in time."""
    days = [state.appeared_on, state.confirmed_on]
    days += [on for call in state.calls for on in (call.sent_on, call.delivered_on, call.closed_on)]
    days += [on for opinion in state.opinions for on in (opinion.asked_on, opinion.given_on)]
    days += [on for pause in state.pauses for on in (pause.start, pause.end)]
    return [Refusal.OUT_OF_ORDER] if event.on < max(filter(None, days), default=event.on) else []


def _suspended(state: State, event: Event) -> list[Refusal]:
    last = state.pauses[-1].end if state.pauses else None
    return [Refusal.OUT_OF_ORDER] if last and event.on < last else []


def _decided(state: State, event: Event) -> list[Refusal]:
    if not state.draft:
        return [Refusal.NO_DRAFT]
    found = [Refusal.OTHER_OUTCOME] if state.draft != event.data["outcome"] else []
    if event.author is None or event.author == state.drafted_by:
        found.append(Refusal.SAME_PERSON)
    found += _after("drafted_on")(state, event) or _before_the_file(state, event)
    return found + _undecidable(state, event) + _unheard(state, event)


def _undecidable(state: State, event: Event) -> list[Refusal]:
    """Say what still has to come before the merits are decided. A discontinuance need not wait."""
    if event.data["outcome"] == Outcome.DISCONTINUED:
        return []
    found = [] if state.stage in MERITS else [Refusal.NOT_NOW]
    if any(not call.is_over(event.on) for call in state.open_calls):
        found.append(Refusal.ANSWER_OPEN)
    return found + _unanswered(state, event)


def _unheard(state: State, event: Event) -> list[Refusal]:
    """Let the party comment before anything is refused (art. 10 § 1 KPA)."""
    is_time = state.statement_until is not None and event.on <= state.statement_until
    return [Refusal.TERM_RUNNING] if is_time and event.data["outcome"] == Outcome.REFUSAL else []


def _final(state: State, event: Event) -> list[Refusal]:
    """Let only what grants the whole request be final at once (art. 127 § 1a KPA).

    Any other decision is when nobody appealed in time, or the party has waived it (art. 127a).
    """
    if state.base == Stage.APPEAL_DECIDED:
        is_back = state.appeal_outcome == AppealOutcome.QUASHED
        return [Refusal.NOT_NOW] if is_back else _after("since")(state, event)
    if state.outcome == Outcome.POSITIVE:
        return _after("since")(state, event)
    return _unappealed(state, event)


def _unappealed(state: State, event: Event) -> list[Refusal]:
    if found := _after("since")(state, event):
        return found
    last = last_to_appeal(state)
    is_running = last is not None and event.on <= last
    return [Refusal.TERM_RUNNING] if is_running and not event.data.get("waived") else []


def _card_ordered(state: State, event: Event) -> list[Refusal]:
    found = _after("decided_on")(state, event)
    if not state.is_positive:
        found.append(Refusal.NOT_POSITIVE)
    return found if state.gives_card else [*found, Refusal.NO_CARD]


def _examined(state: State, event: Event) -> list[Refusal]:
    """After an appeal the case begins anew only if it was sent back."""
    if state.base != Stage.APPEAL_DECIDED:
        return _unanswered(state, event)
    is_back = state.appeal_outcome == AppealOutcome.QUASHED
    return _after("since")(state, event) if is_back else [Refusal.NOT_NOW]


def _unanswered(state: State, event: Event) -> list[Refusal]:
    """Wait for opinions until their terms are over: only then does silence count as one."""
    is_open = any(each.is_open(event.on) for each in state.opinions)
    return [Refusal.OPINION_OPEN] if is_open else []


def _after(name: str) -> Callable[[State, Event], list[Refusal]]:
    """Refuse a date before that of another."""

    def check(state: State, event: Event) -> list[Refusal]:
        earlier: date | None = getattr(state, name)
        return [Refusal.OUT_OF_ORDER] if earlier and event.on < earlier else []

    return check


def _once(name: str) -> Callable[[State, Event], list[Refusal]]:
    """Refuse what has happened already."""
    return lambda state, event: [Refusal.NOT_NOW] if getattr(state, name) else []  # noqa: ARG005  a check takes both


def _resumed(state: State, event: Event) -> list[Refusal]:
    return [Refusal.OUT_OF_ORDER] if event.on < state.pauses[-1].start else []


CHECKS: Mapping[K, Callable[[State, Event], list[Refusal]]] = {
    K.REGISTERED: _once("case_number"),
    K.CONFIRMED: _once("confirmed_on"),
    K.SUMMONED: _summoned,
    K.DELIVERED: _of_call,
    K.ANSWERED: _of_call,
    K.LAPSED: _of_call,
    K.WITHDRAWN: _of_call,
    K.DOCUMENT_RECEIVED: _documents_received,
    K.DOCUMENT_ACCEPTED: _document_settled,
    K.DOCUMENT_REFUSED: _document_settled,
    K.DOCUMENT_DROPPED: _document_settled,
    K.OPINION_ASKED: _opinion_asked,
    K.OPINION_EXTENDED: _opinion_answered,
    K.OPINION_GIVEN: _opinion_answered,
    K.EXAMINED: _examined,
    K.STATEMENT_SENT: _unanswered,
    K.SUSPENDED: _suspended,
    K.RESUMED: _resumed,
    K.DRAFTED: _drafted,
    K.COMPLAINT_DECIDED: lambda state, event: [] if state.complained_on else [Refusal.NOT_COMPLAINED],  # noqa: ARG005  a check takes both
    K.DRAFT_DROPPED: lambda state, event: [] if state.draft else [Refusal.NO_DRAFT],  # noqa: ARG005  a check takes both
    K.DECIDED: _decided,
    K.SERVED: _after("decided_on"),
    K.FINAL: _final,
    K.APPEALED: _after("served_on"),
    K.APPEAL_DECIDED: _after("appealed_on"),
    K.CARD_ORDERED: _card_ordered,
    K.CARD_READY: _after("since"),
    K.CARD_COLLECTED: _after("since"),
    K.CLOSED: _after("since"),
    K.ARCHIVED: _after("since"),
    K.LEFT_UNEXAMINED: _left_unexamined,
    K.RETURNED: _in_vain(SummonsKind.FEE),
    K.REFUSED_TO_OPEN: _closed_for(SummonsKind.APPEARANCE),
}
