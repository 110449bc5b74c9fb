"""From which day the party may complain of inaction: not before the term, nor the new day, is over."""

from datetime import date

from applications.rules.complaining import complaint_from
from applications.rules.law import Law
from applications.rules.state import Notice, State
from applications.tests.rules.clocks import OF_TODAY, filed
from applications.tests.rules.laws import DAY, RESIDENCE, WORK_PERMITS

DUE_ON = date(2026, 12, 4)
LATER = date(2027, 1, 7)


def first(state: State, on: date, law: Law = RESIDENCE) -> date | None:
    return complaint_from(state, law, regime_on=OF_TODAY, on=on)


def test_it_is_the_day_after_the_term_once_that_is_missed() -> None:
    assert first(filed(OF_TODAY), DUE_ON) is None
    assert first(filed(OF_TODAY), DUE_ON + DAY) == DUE_ON + DAY


def test_a_new_day_that_was_named_is_waited_for() -> None:
    told = filed(OF_TODAY, notices=(Notice(DUE_ON + 9 * DAY, LATER), Notice(DUE_ON + DAY, LATER + DAY)))

    assert first(told, LATER) == LATER + 2 * DAY
    assert first(told, LATER + 5 * DAY) == LATER + 2 * DAY


def test_a_new_day_before_the_term_changes_nothing() -> None:
    told = filed(OF_TODAY, notices=(Notice(OF_TODAY, OF_TODAY + DAY),))

    assert first(told, LATER) == DUE_ON + DAY


def test_nobody_complains_in_work_permit_cases() -> None:
    assert first(filed(OF_TODAY), LATER, WORK_PERMITS) is None
