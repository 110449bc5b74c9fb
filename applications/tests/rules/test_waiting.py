"""Why a case waits, for whom, and until when: on the day before a term ends, on it and after it."""

from datetime import date, timedelta

import pytest

from applications.choices import EventKind as K
from applications.choices import Reason, Stage, Turn
from applications.rules.events import Event
from applications.rules.folding import fold_all
from applications.rules.waiting import Waiting, waiting
from applications.tests.rules.histories import (
    EXAMINED,
    FILED,
    OPINION,
    REGISTERED,
    SERVED,
    SIGNER,
    after,
    at_stage,
    called,
    delivered,
    did,
)
from applications.tests.walks import walks

DAY = timedelta(days=1)
DUE = date(2026, 10, 12)
OPINION_DUE = date(2026, 11, 4)
LAST_TO_APPEAL = date(2026, 10, 19)
NO_CARD = did(K.CORRECTED, fields=["gives_card"], gives_card=False)


def on(day: date, *events: Event) -> tuple[Waiting, ...]:
    return waiting(fold_all(after(*events)), on=day)


def decided(outcome: str) -> tuple[Event, ...]:
    return (REGISTERED, did(K.DRAFTED, outcome=outcome), did(K.DECIDED, author=SIGNER, outcome=outcome))


AT_STAGES = [
    (Stage.SUBMITTED, Reason.REGISTRATION, Turn.OFFICE, None),
    (Stage.REGISTERED, Reason.EXAMINATION, Turn.OFFICE, None),
    (Stage.FEE_CALL, Reason.DELIVERY, Turn.NOBODY, None),
    (Stage.FORMAL_CALL, Reason.DELIVERY, Turn.NOBODY, None),
    (Stage.APPEARANCE, Reason.DELIVERY, Turn.NOBODY, None),
    (Stage.CONFIRMED, Reason.EXAMINATION, Turn.OFFICE, None),
    (Stage.OPINIONS, Reason.OPINIONS, Turn.AUTHORITY, OPINION_DUE),
    (Stage.EVIDENCE_CALL, Reason.DELIVERY, Turn.NOBODY, None),
    (Stage.EXAMINATION, Reason.EXAMINATION, Turn.OFFICE, None),
    (Stage.FINAL_STATEMENT, Reason.STATEMENT, Turn.PARTY, DUE),
    (Stage.SUSPENDED, Reason.SUSPENDED, Turn.NOBODY, None),
    (Stage.DECIDED, Reason.SERVICE, Turn.OFFICE, None),
    (Stage.SERVED, Reason.CARD_ORDER, Turn.OFFICE, None),
    (Stage.FINAL, Reason.CARD_ORDER, Turn.OFFICE, None),
    (Stage.APPEAL, Reason.SECOND_INSTANCE, Turn.AUTHORITY, None),
    (Stage.APPEAL_DECIDED, Reason.EXAMINATION, Turn.OFFICE, None),
    (Stage.CARD_ORDERED, Reason.CARD_PRODUCTION, Turn.AUTHORITY, None),
    (Stage.CARD_READY, Reason.CARD_COLLECTION, Turn.PARTY, None),
    (Stage.CARD_COLLECTED, Reason.NONE, Turn.NOBODY, None),
    (Stage.LEFT_UNEXAMINED, Reason.NONE, Turn.NOBODY, None),
    (Stage.RETURNED, Reason.NONE, Turn.NOBODY, None),
    (Stage.REFUSED_TO_OPEN, Reason.NONE, Turn.NOBODY, None),
    (Stage.CLOSED, Reason.NONE, Turn.NOBODY, None),
    (Stage.ARCHIVED, Reason.NONE, Turn.NOBODY, None),
]


@pytest.mark.parametrize(("stage", "reason", "turn", "until"), AT_STAGES)
def test_there_is_a_reason_at_each_stage(
    stage: Stage, reason: Reason, turn: Turn, until: date | None
) -> None:
    assert waiting(fold_all(at_stage(stage)), on=FILED) == (Waiting(reason, turn, until),)


def test_each_stage_has_its_row_above() -> None:
    assert [row[0] for row in AT_STAGES] == list(Stage)


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("fee", Reason.FEE),
        ("formal", Reason.FORMAL),
        ("appearance", Reason.APPEARANCE),
        ("evidence", Reason.EVIDENCE),
    ],
)
def test_a_summons_is_the_partys_turn_until_its_last_day_is_over(kind: str, reason: Reason) -> None:
    events = (REGISTERED, called(kind), delivered())

    assert on(DUE, *events) == (Waiting(reason, Turn.PARTY, DUE),)
    assert on(DUE + DAY, *events) == (Waiting(Reason.TERM_OVER, Turn.OFFICE, DUE),)


def test_what_the_party_has_to_do_is_said_first_and_the_rest_after_it() -> None:
    events = (
        REGISTERED,
        OPINION,
        called("fee"),
        called("formal", 2),
        delivered(2),
        did(K.DOCUMENT_RECEIVED, brought=[{"number": 1, "name": "Letter"}]),
        did(K.DRAFTED, outcome="discontinued"),
    )

    assert [each.reason for each in on(DUE, *events)] == [
        Reason.FORMAL,
        Reason.DELIVERY,
        Reason.CHECKING,
        Reason.OPINIONS,
        Reason.SIGNATURE,
    ]


def test_a_letter_on_its_way_does_not_hide_a_summons_that_nobody_answered() -> None:
    events = (REGISTERED, called("fee"), called("formal", 2), delivered(2))

    assert on(DUE + DAY, *events) == (
        Waiting(Reason.TERM_OVER, Turn.OFFICE, DUE),
        Waiting(Reason.DELIVERY, Turn.NOBODY),
    )


def test_opinions_are_waited_for_until_the_last_of_their_terms() -> None:
    sooner = did(K.OPINION_ASKED, authority="abw", due_on=DUE)
    events = (REGISTERED, OPINION, sooner)

    assert on(DUE + DAY, *events) == (Waiting(Reason.OPINIONS, Turn.AUTHORITY, OPINION_DUE),)
    assert on(DUE, *events) == (Waiting(Reason.OPINIONS, Turn.AUTHORITY, OPINION_DUE),)
    assert on(OPINION_DUE + DAY, *events) == (Waiting(Reason.EXAMINATION, Turn.OFFICE),)


def test_after_the_time_to_comment_the_office_goes_on() -> None:
    events = (REGISTERED, EXAMINED, did(K.STATEMENT_SENT, until=DUE))

    assert on(DUE, *events) == (Waiting(Reason.STATEMENT, Turn.PARTY, DUE),)
    assert on(DUE + DAY, *events) == (Waiting(Reason.EXAMINATION, Turn.OFFICE),)


def test_a_document_that_was_refused_is_nothing_to_check() -> None:
    brought = did(K.DOCUMENT_RECEIVED, brought=[{"number": 1, "name": "Letter"}])

    assert on(FILED, REGISTERED, brought) == (Waiting(Reason.CHECKING, Turn.OFFICE),)
    assert on(FILED, REGISTERED, brought, did(K.DOCUMENT_REFUSED, document=1)) == (
        Waiting(Reason.EXAMINATION, Turn.OFFICE),
    )


@pytest.mark.parametrize(
    "before", [decided("refusal"), (*decided("positive"), NO_CARD)], ids=["no", "cardless"]
)
def test_a_decision_without_a_card_waits_for_an_appeal_and_then_to_be_found_final(
    before: tuple[Event, ...],
) -> None:
    events = (*before, did(K.SERVED, how="post"))

    assert on(LAST_TO_APPEAL, *events) == (Waiting(Reason.APPEAL_TERM, Turn.PARTY, LAST_TO_APPEAL),)
    assert on(LAST_TO_APPEAL + DAY, *events) == (Waiting(Reason.TERM_OVER, Turn.OFFICE, LAST_TO_APPEAL),)
    assert on(FILED, *events, did(K.FINAL)) == (Waiting(Reason.CLOSING, Turn.OFFICE),)


def test_a_term_that_the_calendar_does_not_hold_is_not_waited_for() -> None:
    events = (*decided("refusal"), did(K.SERVED, date.max, how="post"))

    assert on(FILED, *events) == (Waiting(Reason.TERM_OVER, Turn.OFFICE),)


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [("quashed", Reason.EXAMINATION), ("upheld", Reason.CLOSING), ("changed", Reason.CARD_ORDER)],
)
def test_what_the_office_does_after_an_appeal_depends_on_how_it_ended(outcome: str, reason: Reason) -> None:
    events = (*decided("refusal"), did(K.APPEALED), did(K.APPEAL_DECIDED, outcome=outcome))

    assert on(FILED, *events) == (Waiting(reason, Turn.OFFICE),)


def test_a_card_is_ordered_only_where_there_is_one() -> None:
    assert on(FILED, *SERVED) == (Waiting(Reason.CARD_ORDER, Turn.OFFICE),)
    assert on(FILED, *SERVED, did(K.FINAL), NO_CARD) == (Waiting(Reason.CLOSING, Turn.OFFICE),)


def test_whatever_happens_there_is_always_a_reason_and_no_turn_without_one() -> None:
    for walk in walks(60, steps=40):
        found = waiting(walk.state, on=walk.on)

        assert found != ()
        assert all(isinstance(each.turn, Turn) for each in found)
