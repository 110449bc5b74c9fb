"""How far a case has come for its person: the steps at each stage, and nothing of what a draft says."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from applications.choices import EventKind as K
from applications.choices import Outcome, Reason, Stage
from applications.rules.events import Event
from applications.rules.folding import fold, fold_all
from applications.rules.progress import Milestone, Place, is_told, last_change, progress, waits
from applications.rules.state import State
from applications.tests.rules.histories import (
    CARD,
    COLLECTED,
    DECIDED,
    EXAMINED,
    FILED,
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
WAY = (Milestone.RECEIVED, Milestone.COMPLETENESS, Milestone.EXAMINATION, Milestone.DECISION, Milestone.CARD)
NO_CARD = did(K.CORRECTED, fields=["gives_card"], gives_card=False)
REFUSED = (
    REGISTERED,
    did(K.DRAFTED, outcome="refusal"),
    did(K.DECIDED, author=SIGNER, outcome="refusal"),
    did(K.SERVED, how="post"),
)


def known(*events: Event) -> State:
    return fold_all(after(*events))


def named(state: State) -> tuple[Milestone, ...]:
    return tuple(step.milestone for step in progress(state))


@pytest.mark.parametrize(
    ("stage", "here"),
    [
        (Stage.SUBMITTED, Milestone.RECEIVED),
        (Stage.REGISTERED, Milestone.COMPLETENESS),
        (Stage.FEE_CALL, Milestone.COMPLETENESS),
        (Stage.FORMAL_CALL, Milestone.COMPLETENESS),
        (Stage.APPEARANCE, Milestone.COMPLETENESS),
        (Stage.CONFIRMED, Milestone.EXAMINATION),
        (Stage.OPINIONS, Milestone.EXAMINATION),
        (Stage.EVIDENCE_CALL, Milestone.EXAMINATION),
        (Stage.EXAMINATION, Milestone.EXAMINATION),
        (Stage.FINAL_STATEMENT, Milestone.EXAMINATION),
        (Stage.SUSPENDED, Milestone.COMPLETENESS),
        (Stage.DECIDED, Milestone.DECISION),
        (Stage.SERVED, Milestone.DECISION),
        (Stage.FINAL, Milestone.DECISION),
        (Stage.APPEAL, Milestone.DECISION),
        (Stage.APPEAL_DECIDED, Milestone.DECISION),
        (Stage.CARD_ORDERED, Milestone.CARD),
        (Stage.CARD_READY, Milestone.CARD),
    ],
)
def test_at_each_stage_a_case_stands_at_one_step(stage: Stage, here: Milestone) -> None:
    steps = progress(fold_all(at_stage(stage)))

    assert tuple(step.milestone for step in steps) == WAY
    number = WAY.index(here)
    past, ahead = [Place.PAST] * number, [Place.AHEAD] * (4 - number)
    assert [step.place for step in steps] == [*past, Place.HERE, *ahead]


@pytest.mark.parametrize(
    ("stage", "way"),
    [
        (Stage.LEFT_UNEXAMINED, (Milestone.RECEIVED, Milestone.COMPLETENESS, Milestone.FINISHED)),
        (Stage.RETURNED, (Milestone.RECEIVED, Milestone.COMPLETENESS, Milestone.FINISHED)),
        (Stage.REFUSED_TO_OPEN, (Milestone.RECEIVED, Milestone.COMPLETENESS, Milestone.FINISHED)),
        (Stage.CARD_COLLECTED, WAY),
        (Stage.CLOSED, (*WAY[:4], Milestone.FINISHED)),
        (Stage.ARCHIVED, (*WAY[:4], Milestone.FINISHED)),
    ],
)
def test_a_case_that_is_over_has_its_steps_behind_it(stage: Stage, way: tuple[Milestone, ...]) -> None:
    steps = progress(fold_all(at_stage(stage)))

    assert tuple(step.milestone for step in steps) == way
    assert {step.place for step in steps} == {Place.PAST}


def test_what_is_asked_for_in_the_examination_does_not_lead_back_to_the_check() -> None:
    here = [step.milestone for step in progress(known(REGISTERED, EXAMINED, called("formal")))]

    assert here[2] == Milestone.EXAMINATION
    assert progress(known(REGISTERED, EXAMINED, called("formal")))[2].place == Place.HERE


def test_no_card_lies_ahead_where_none_is_given() -> None:
    assert named(known(REGISTERED, NO_CARD))[-1] == Milestone.FINISHED


def test_no_card_lies_ahead_of_who_knows_that_they_get_none() -> None:
    assert named(known(*REFUSED[:-1]))[-1] == Milestone.CARD
    assert named(known(*REFUSED))[-1] == Milestone.FINISHED


def test_until_it_is_served_the_steps_are_the_same_whatever_was_decided() -> None:
    states = [(state, event.on) for walk in walks(100, steps=25) for state, event in _along(walk.events)]
    secret = [(state, on) for state, on in states if not is_told(state) and (state.outcome or state.draft)]

    assert len(secret) > len(states) / 50
    for state, on in secret:
        for outcome in Outcome:
            other = replace(
                state, draft=state.draft and outcome.value, outcome=state.outcome and outcome.value
            )
            assert progress(other) == progress(state)
            assert waits(other, on=on) == waits(state, on=on)
            assert last_change(other) == last_change(state)


def _along(events: Iterable[Event]) -> Iterator[tuple[State, Event]]:
    state = State()
    for event in events:
        state = fold(state, event)
        yield state, event


@pytest.mark.parametrize(
    ("events", "told"),
    [(DECIDED, False), (SERVED, True), (CARD, True), (COLLECTED, True), ((REGISTERED,), False)],
)
def test_the_party_knows_a_decision_once_it_is_served(events: tuple[Event, ...], *, told: bool) -> None:
    assert is_told(known(*events)) is told


@pytest.mark.parametrize("stage", [Stage.FINAL, Stage.APPEAL])
def test_what_no_entry_says_was_served_is_not_told_at_a_later_stage_either(stage: Stage) -> None:
    assert not is_told(replace(known(*DECIDED), base=stage))


def test_a_letter_on_its_way_and_a_term_that_is_over_each_have_their_own_summons() -> None:
    state = known(REGISTERED, called("fee"), called("formal", 2), delivered(2))

    found = [(wait.stage, wait.waiting.reason) for wait in waits(state, on=date(2026, 10, 13))]

    assert found == [(Stage.FORMAL_CALL, Reason.TERM_OVER), (Stage.FEE_CALL, Reason.DELIVERY)]


def test_two_letters_of_one_kind_that_are_on_their_way_are_said_once() -> None:
    state = known(REGISTERED, called("formal"), called("formal", 2))

    assert [wait.waiting.reason for wait in waits(state, on=FILED)] == [Reason.DELIVERY]


@pytest.mark.parametrize(
    ("events", "day"),
    [
        ((), 0),
        ((did(K.REGISTERED, FILED + 3 * DAY, case_number="SC-II.6151.1.2026"),), 3),
        ((REGISTERED, called("formal", on=FILED + 4 * DAY)), 4),
        ((REGISTERED, called("formal"), delivered(on=FILED + 5 * DAY)), 5),
        ((REGISTERED, called("formal"), delivered(), did(K.ANSWERED, FILED + 6 * DAY, summons=1)), 6),
        ((REGISTERED, did(K.OPINION_ASKED, FILED + DAY, authority="sg", due_on=FILED + 30 * DAY)), 1),
        ((REGISTERED, EXAMINED, did(K.OVERRUN_NOTIFIED, FILED + 9 * DAY, until=FILED + 40 * DAY)), 9),
        ((REGISTERED, did(K.SUSPENDED, FILED + DAY, at_request=True), did(K.RESUMED, FILED + 2 * DAY)), 2),
        ((REGISTERED, did(K.DRAFTED, FILED + 8 * DAY, outcome="positive")), 0),
    ],
)
def test_the_last_change_is_what_the_party_may_know_of(events: tuple[Event, ...], day: int) -> None:
    assert last_change(known(*events)) == FILED + day * DAY
