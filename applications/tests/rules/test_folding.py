"""What each event adds to what is known of a case."""

import json
from datetime import date, timedelta

import pytest

from applications.choices import EventKind as K
from applications.choices import Stage
from applications.rules.events import Event, checked
from applications.rules.folding import fold, fold_all
from applications.rules.state import Call, Notice, Opinion, Pause, State
from applications.tests.rules.histories import (
    APPEAL,
    CONFIRMED,
    EXAMINED,
    FILED,
    OPINION,
    RECEIVED,
    REGISTERED,
    SERVED,
    SIGNER,
    WRITER,
    after,
    at_stage,
    called,
    delivered,
    did,
    numbered,
)
from applications.tests.walks import walks

NEXT_DAY = FILED + timedelta(days=1)
DUE = date(2026, 10, 12)
TWO_DOCUMENTS = [{"number": 1, "name": "Contract"}, {"number": 2, "name": "Insurance"}]
ASKED = called("evidence", days=14, documents=TWO_DOCUMENTS)


def known(*events: Event) -> State:
    return fold_all(after(*events))


@pytest.mark.parametrize("stage", Stage)
def test_a_case_comes_to_each_stage_and_knows_since_when(stage: Stage) -> None:
    events = at_stage(stage)

    state = fold_all(events)

    assert (state.stage, state.since) == (stage, events[-1].on)


def test_every_way_says_the_same_when_it_is_folded_at_once_and_kept_as_json_in_between() -> None:
    for walk in walks(60, steps=40):
        kept = State()
        for event in walk.events:
            kept = State.from_json(json.loads(json.dumps(fold(kept, event).to_json())))

        assert kept == walk.state == fold_all(walk.events)


def test_events_are_folded_by_their_numbers_whatever_order_they_are_read_in() -> None:
    events = at_stage(Stage.CARD_READY)

    assert fold_all(reversed(events)) == fold_all(events)


def test_an_entry_that_was_corrected_counts_no_longer() -> None:
    events = after(REGISTERED, called("fee"), did(K.VOIDED, sequence=3))

    assert fold_all(events) == fold_all(after(REGISTERED))


def test_what_is_only_noted_changes_nothing() -> None:
    assert known(REGISTERED, did(K.NOTED, NEXT_DAY)) == known(REGISTERED)


def test_a_complaint_is_open_until_it_is_decided() -> None:
    assert known(REGISTERED, did(K.COMPLAINT, NEXT_DAY)).complained_on == NEXT_DAY
    assert known(REGISTERED, did(K.COMPLAINT), did(K.COMPLAINT_DECIDED)) == known(REGISTERED)


def test_a_stage_that_stays_keeps_its_day() -> None:
    assert known(REGISTERED, did(K.COMPLICATED, NEXT_DAY)).since == FILED
    assert known(REGISTERED, did(K.CONFIRMED, NEXT_DAY)).since == NEXT_DAY


def test_a_summons_lives_from_its_sending_to_its_answer() -> None:
    sent = called("formal", days=8)
    answered = did(K.ANSWERED, NEXT_DAY, summons=1)

    assert known(sent).calls == (Call(1, "formal", FILED, 8),)
    assert known(sent, delivered()).calls == (Call(1, "formal", FILED, 8, FILED, DUE),)
    assert known(sent, delivered(), answered).calls == (
        Call(1, "formal", FILED, 8, FILED, DUE, NEXT_DAY, "answered"),
    )


@pytest.mark.parametrize(
    ("kind", "closing"), [(K.ANSWERED, "answered"), (K.LAPSED, "lapsed"), (K.WITHDRAWN, "withdrawn")]
)
def test_one_summons_ends_and_the_other_goes_on(kind: K, closing: str) -> None:
    state = known(called("fee"), called("formal", 2), did(kind, NEXT_DAY, summons=1))

    assert [(call.closing, call.closed_on) for call in state.calls] == [(closing, NEXT_DAY), ("", None)]
    assert state.stage == Stage.FORMAL_CALL


@pytest.mark.parametrize(
    ("kinds", "stage"),
    [
        (["evidence", "appearance", "formal", "fee"], Stage.FEE_CALL),
        (["evidence", "appearance", "formal"], Stage.FORMAL_CALL),
        (["evidence", "appearance"], Stage.APPEARANCE),
        (["evidence"], Stage.EVIDENCE_CALL),
    ],
)
def test_what_keeps_the_application_from_being_one_is_shown_first(kinds: list[str], stage: Stage) -> None:
    calls = [called(kind, number) for number, kind in enumerate(kinds, start=1)]

    assert known(REGISTERED, OPINION, *calls).stage == stage


def test_a_suspension_is_shown_before_all_that_is_asked_for() -> None:
    state = known(REGISTERED, called("fee"), did(K.SUSPENDED, at_request=True))

    assert state.stage == Stage.SUSPENDED


def test_a_suspended_case_goes_back_to_where_it_stood() -> None:
    paused = did(K.SUSPENDED, FILED, at_request=True)
    again = did(K.SUSPENDED, DUE, at_request=False)

    state = known(REGISTERED, called("fee"), paused, did(K.RESUMED, NEXT_DAY))

    assert (state.stage, state.pauses) == (Stage.FEE_CALL, (Pause(FILED, NEXT_DAY),))
    assert fold(state, again).pauses == (Pause(FILED, NEXT_DAY), Pause(DUE))


def test_whoever_comes_in_person_answers_every_summons_to_appear() -> None:
    state = known(called("appearance"), called("formal", 2), did(K.APPEARED, NEXT_DAY))

    assert [call.closing for call in state.calls] == ["answered", ""]
    assert state.appeared_on == NEXT_DAY


def test_a_case_gets_its_number_while_something_is_asked_for() -> None:
    called_first = known(called("fee"), REGISTERED, did(K.ANSWERED, summons=1))
    begun_first = known(ASKED, REGISTERED)

    assert (called_first.stage, called_first.case_number) == (Stage.REGISTERED, "SC-II.6151.1.2026")
    assert (begun_first.base, begun_first.case_number) == (Stage.EXAMINATION, "SC-II.6151.1.2026")


def test_a_filing_confirmed_late_does_not_turn_the_examination_back() -> None:
    state = known(REGISTERED, EXAMINED, did(K.CONFIRMED, NEXT_DAY))

    assert (state.stage, state.confirmed_on) == (Stage.EXAMINATION, NEXT_DAY)


def test_documents_stay_until_they_are_settled() -> None:
    brought = [{"number": 3, "name": "Letter"}]
    received = did(K.DOCUMENT_RECEIVED, received=[1, 2], brought=brought)

    assert known(ASKED).documents == ((1, "asked"), (2, "asked"))
    assert known(ASKED, received).documents == ((1, "received"), (2, "received"), (3, "received"))
    settled = known(
        ASKED,
        received,
        did(K.DOCUMENT_ACCEPTED, document=1),
        did(K.DOCUMENT_REFUSED, document=2),
        did(K.DOCUMENT_DROPPED, document=3),
    )
    assert (settled.documents, settled.last_document) == (((2, "refused"),), 3)


def test_an_opinion_is_asked_prolonged_and_given() -> None:
    asked = known(REGISTERED, OPINION)
    longer = did(K.OPINION_EXTENDED, authority="sg", due_on=date(2026, 12, 4))
    given = did(K.OPINION_GIVEN, NEXT_DAY, authority="sg")

    assert asked.opinions == (Opinion("sg", FILED, date(2026, 11, 4)),)
    assert fold(asked, longer).opinions == (Opinion("sg", FILED, date(2026, 12, 4)),)
    assert fold(asked, given).opinions == (Opinion("sg", FILED, date(2026, 11, 4), NEXT_DAY),)
    assert fold(asked, given).stage == Stage.EXAMINATION


@pytest.mark.parametrize("event", [EXAMINED, did(K.STATEMENT_SENT, until=DUE)], ids=["examined", "statement"])
def test_a_case_goes_on_without_an_opinion_that_never_came(event: Event) -> None:
    state = known(REGISTERED, OPINION, event)

    assert state.opinions == (Opinion("sg", FILED, date(2026, 11, 4), is_silent=True),)
    assert state.stage in {Stage.EXAMINATION, Stage.FINAL_STATEMENT}


def test_an_authority_that_kept_silent_may_be_asked_again_and_answers_the_last_question() -> None:
    again = did(K.OPINION_ASKED, DUE, authority="sg", due_on=date(2026, 12, 4))
    other = did(K.OPINION_ASKED, authority="abw", due_on=date(2026, 11, 4))

    state = known(REGISTERED, OPINION, other, again, did(K.OPINION_GIVEN, DUE, authority="sg"))

    assert state.opinions == (
        Opinion("sg", FILED, date(2026, 11, 4), is_silent=True),
        Opinion("abw", FILED, date(2026, 11, 4)),
        Opinion("sg", DUE, date(2026, 12, 4), DUE),
    )
    assert state.stage == Stage.OPINIONS


def test_a_decision_ends_all_that_was_asked_for() -> None:
    open_ = known(REGISTERED, ASKED, delivered(), called("fee", 2), OPINION)
    day_after = DUE + timedelta(days=1)
    draft = did(K.DRAFTED, outcome="discontinued")

    state = fold(fold(open_, draft), did(K.DECIDED, day_after, author=SIGNER, outcome="discontinued"))

    assert [(call.closing, call.closed_on) for call in state.calls] == [
        ("lapsed", day_after),
        ("withdrawn", day_after),
    ]
    assert (state.documents, state.has_open_opinions, state.draft, state.drafted_by) == ((), False, "", None)
    assert (state.stage, state.outcome, state.decided_on) == (Stage.DECIDED, "discontinued", day_after)


def test_on_the_last_day_of_its_term_a_summons_is_not_yet_unanswered() -> None:
    open_ = known(REGISTERED, called("fee"), delivered(), did(K.DRAFTED, outcome="discontinued"))

    state = fold(open_, did(K.DECIDED, DUE, author=SIGNER, outcome="discontinued"))

    assert state.calls[0].closing == "withdrawn"


def test_a_draft_knows_its_author_until_it_is_sent_back() -> None:
    draft = known(REGISTERED, did(K.DRAFTED, NEXT_DAY, outcome="refusal"))

    assert (draft.draft, draft.drafted_by, draft.drafted_on) == ("refusal", WRITER, NEXT_DAY)
    assert fold(draft, did(K.DRAFT_DROPPED)) == known(REGISTERED)


@pytest.mark.parametrize("kind", [K.LEFT_UNEXAMINED, K.RETURNED, K.REFUSED_TO_OPEN])
def test_what_closes_a_case_ends_calls_and_draft_too(kind: K) -> None:
    state = known(called("fee"), did(K.DRAFTED, outcome="discontinued"), did(kind, NEXT_DAY))

    assert (state.calls[0].closing, state.draft, state.closed_on) == ("withdrawn", "", NEXT_DAY)


def test_a_case_is_closed_once_and_archived_later() -> None:
    closed = known(did(K.LEFT_UNEXAMINED), did(K.CLOSED, NEXT_DAY), did(K.ARCHIVED, DUE))

    assert (closed.stage, closed.since, closed.closed_on) == (Stage.ARCHIVED, DUE, FILED)


def test_a_case_that_was_sent_back_begins_its_examination_and_its_term_anew() -> None:
    back = did(K.APPEAL_DECIDED, NEXT_DAY, outcome="quashed")
    quashed = known(*APPEAL, back)

    state = fold(quashed, did(K.EXAMINED, DUE))

    assert (quashed.stage, quashed.appeal_outcome) == (Stage.APPEAL_DECIDED, "quashed")
    assert (state.stage, state.remanded_on) == (Stage.EXAMINATION, DUE)
    assert (state.outcome, state.decided_on, state.served_on, state.appealed_on, state.appeal_outcome) == (
        "",
        None,
        None,
        None,
        "",
    )
    assert known(REGISTERED, EXAMINED).remanded_on is None


@pytest.mark.parametrize(
    ("outcome", "is_positive"), [("changed", True), ("upheld", False), ("quashed", False)]
)
def test_the_second_instance_may_grant_what_was_refused(outcome: str, is_positive: bool) -> None:
    refusal = (
        REGISTERED,
        did(K.DRAFTED, outcome="refusal"),
        did(K.DECIDED, author=SIGNER, outcome="refusal"),
    )

    state = known(*refusal, did(K.APPEALED), did(K.APPEAL_DECIDED, outcome=outcome))

    assert state.is_positive is is_positive
    assert known(*SERVED).is_positive is True


def test_the_rest_is_written_down() -> None:
    state = known(
        did(K.ASSIGNED, clerk=7),
        did(K.COMPLICATED, NEXT_DAY),
        did(K.OVERRUN_NOTIFIED, NEXT_DAY, until=DUE),
        did(K.CORRECTED, fields=["filed_on", "gives_card"], filed_on=date(2026, 10, 1), gives_card=False),
    )

    assert (state.clerk, state.complicated_on, state.notices) == (7, NEXT_DAY, (Notice(NEXT_DAY, DUE),))
    assert (state.filed_on, state.gives_card) == (date(2026, 10, 1), False)
    assert fold(state, did(K.ASSIGNED)).clerk is None
    assert fold(state, did(K.CORRECTED, fields=["email"])) == state
    assert known(REGISTERED, CONFIRMED).confirmed_on == FILED


def test_every_kind_of_event_is_folded_or_is_meant_to_change_nothing() -> None:
    changes: set[K] = set()
    lapsed = after(called("fee"), delivered(), did(K.LAPSED, NEXT_DAY, summons=1))
    complained = after(did(K.COMPLAINT), did(K.COMPLAINT_DECIDED))
    ways = [*map(at_stage, Stage), lapsed, complained, *(walk.events for walk in walks(60, steps=40))]
    for events in ways:
        state = State()
        for event in events:
            following = fold(state, event)
            changes |= {event.kind} if following != state else set()
            state = following

    assert set(K) - changes == {K.NOTED, K.VISITED, K.FEE_SEEN, K.VOIDED}


@pytest.mark.parametrize(
    ("kind", "data", "fault"),
    [
        (K.REGISTERED, {}, "carries case_number"),
        (K.REGISTERED, {"case_number": None}, "carries case_number"),
        (K.REGISTERED, {"case_number": 5}, "is a str"),
        (K.NOTED, {"text": "x"}, "does not carry"),
        (K.SUMMONED, {"summons": True, "kind": "fee", "days": 7}, "is a int"),
        (K.SUMMONED, {"summons": 1, "kind": "tax", "days": 7}, "not a valid"),
        (K.DELIVERED, {"summons": 1, "how": "post", "due_on": "soon"}, "isoformat"),
    ],
)
def test_an_event_that_does_not_carry_what_it_must_is_a_mistake(
    kind: K, data: dict[str, object], fault: str
) -> None:
    with pytest.raises(ValueError, match=fault):
        checked(kind, data)


def test_an_event_carries_codes_and_iso_dates() -> None:
    assert checked(K.DELIVERED, {"summons": 1, "how": "hand", "due_on": DUE}) == {
        "summons": 1,
        "how": "hand",
        "due_on": "2026-10-12",
    }
    assert checked(K.ASSIGNED, {"clerk": None}) == {}
    assert numbered(RECEIVED)[0].sequence == 1
