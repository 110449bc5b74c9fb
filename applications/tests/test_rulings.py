"""What became of a decision that somebody has in hand, and by when they can appeal."""

from datetime import date

import pytest

from applications.choices import AppealOutcome, Outcome, Stage
from applications.notices.plain.rulings import APPEALS, OUTCOMES, course
from applications.rules.state import State

SIGNED, SERVED, LAST = date(2026, 11, 25), date(2026, 11, 27), date(2026, 12, 11)
IN_HAND = State(base=Stage.SERVED, outcome="refusal", decided_on=SIGNED, served_on=SERVED)
DELIVERED = ["It was signed on 25 November 2026.", "It was delivered to you on 27 November 2026."]


def test_each_outcome_has_its_words() -> None:
    assert set(OUTCOMES) == set(Outcome)
    assert set(APPEALS) == set(AppealOutcome)


def test_on_the_last_day_an_appeal_is_still_possible() -> None:
    said = course(IN_HAND, on=LAST)

    assert said[:3] == [*DELIVERED, "You can appeal (odwołanie) until 11 December 2026."]
    assert said[3].endswith("An appeal costs nothing.")


def test_the_day_after_it_is_not() -> None:
    said = course(IN_HAND, on=date(2026, 12, 12))

    assert said == [*DELIVERED, "The last day to appeal was 11 December 2026."]


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        ("", []),
        ("upheld", ["The second instance agrees with the decision (utrzymanie w mocy). It is final."]),
    ],
)
def test_after_an_appeal_there_is_what_became_of_it(outcome: str, said: list[str]) -> None:
    base = Stage.APPEAL_DECIDED if outcome else Stage.APPEAL
    state = State(base=base, decided_on=SIGNED, appealed_on=SERVED, appeal_outcome=outcome)

    assert course(state, on=LAST) == [DELIVERED[0], "You appealed on 27 November 2026.", *said]


def test_a_final_decision_speaks_of_no_appeal() -> None:
    state = State(base=Stage.FINAL, outcome="refusal", decided_on=SIGNED, served_on=SERVED)

    assert course(state, on=LAST) == DELIVERED


def test_where_the_calendar_ends_no_last_day_is_named() -> None:
    state = State(base=Stage.SERVED, outcome="refusal", served_on=date(9999, 12, 31))

    assert course(state, on=LAST) == ["It was delivered to you on 31 December 9999."]
