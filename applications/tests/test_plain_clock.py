"""The office's time to decide in words for whoever waits: in each state, and what can be done after it."""

from datetime import date, timedelta

import pytest

from applications.choices import ClockState
from applications.notices.plain.clock import afterwards, sentences
from applications.rules.clock import Clock
from applications.rules.entries import Entry, EntryKind
from applications.rules.state import Notice, State

TODAY = date(2026, 12, 1)
DAY = timedelta(days=1)
LATE = Clock(ClockState.OVERRUN, due_on=TODAY - DAY)
NO_TERM = Clock(ClockState.NOT_STARTED, ledger=(Entry(EntryKind.NO_TERM, TODAY),))


@pytest.mark.parametrize(
    ("clock", "said"),
    [
        (NO_TERM, ["The portal knows no time within which cases of this kind have to be decided."]),
        (
            Clock(ClockState.NOT_STARTED),
            [
                "The time that the office has to decide does not run yet.",
                "It begins when the application is complete.",
            ],
        ),
        (
            Clock(ClockState.NOT_STARTED, start_on=TODAY + DAY),
            [
                "The time that the office has to decide does not run yet.",
                "It begins on 2 December 2026 at the latest.",
            ],
        ),
        (
            Clock(ClockState.RUNNING, due_on=TODAY + 2 * DAY),
            ["The office has to decide by 3 December 2026.", "That is in 2 days."],
        ),
        (
            Clock(ClockState.RUNNING, due_on=TODAY + DAY),
            ["The office has to decide by 2 December 2026.", "That is in 1 day."],
        ),
        (
            Clock(ClockState.RUNNING, due_on=TODAY),
            ["The office has to decide by 1 December 2026.", "That is today."],
        ),
        (
            Clock(ClockState.RUNNING),
            ["The time that the office has to decide is running.", "Its last day is not known yet."],
        ),
        (
            Clock(ClockState.PAUSED, due_on=TODAY + DAY),
            [
                "The time that the office has to decide stands still.",
                "Days on which it waits for you or for another authority are not counted.",
                "As things stand, its last day is 2 December 2026.",
            ],
        ),
        (
            Clock(ClockState.SUSPENDED_BY_LAW),
            [
                (
                    "A law has stopped the time that offices have to decide such cases "
                    "(zawieszenie z mocy ustawy)."
                ),
                "The office may decide all the same.",
                "Its last day is not known yet.",
            ],
        ),
        (LATE, ["The office should have decided by 30 November 2026.", "It is 1 day late."]),
        (Clock(ClockState.STOPPED), []),
    ],
)
def test_each_state_of_the_clock_is_said_in_sentences(clock: Clock, said: list[str]) -> None:
    assert sentences(clock, on=TODAY) == said


def test_whoever_may_complain_is_told_how() -> None:
    (said,) = afterwards(LATE, State(), on=TODAY, complaint_from=TODAY)

    assert said.startswith("You may complain that the office does not act (ponaglenie, art. 37 KPA)")
    assert list(afterwards(LATE, State(), on=TODAY, complaint_from=None)) == []


def test_until_the_new_day_is_over_nobody_is_told_to_complain() -> None:
    state = State(notices=(Notice(TODAY - 9 * DAY, TODAY - 2 * DAY), Notice(TODAY - DAY, TODAY)))

    assert list(afterwards(LATE, state, on=TODAY, complaint_from=TODAY + DAY)) == [
        "The office has named a new day: 1 December 2026.",
        (
            "If there is no decision by then, you may complain that the office does not act "
            "(ponaglenie, art. 37 KPA)."
        ),
    ]


def test_a_complaint_that_is_open_is_said_instead() -> None:
    state = State(complained_on=TODAY)

    assert list(afterwards(LATE, state, on=TODAY, complaint_from=TODAY)) == [
        "Your complaint (ponaglenie) of 1 December 2026 is being decided.",
    ]


@pytest.mark.parametrize(
    "clock", [NO_TERM, Clock(ClockState.RUNNING, due_on=TODAY), Clock(ClockState.PAUSED)]
)
def test_before_the_time_is_over_there_is_nothing_to_complain_of(clock: Clock) -> None:
    state = State(notices=(Notice(TODAY, TODAY),), complained_on=TODAY)

    assert list(afterwards(clock, state, on=TODAY, complaint_from=TODAY)) == []
