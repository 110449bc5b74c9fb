from datetime import date

import pytest

from applications.choices import Stage
from applications.rules.pace import ENOUGH, HALF, MOST, Expected, ahead_of, at_most, is_over, weekly

WAITING = [("2025-12-31", 4), ("2026-01-05", 3), ("2026-01-06", 2)]


@pytest.mark.parametrize(
    ("taken", "half", "most"),
    [
        pytest.param({}, None, None, id="none"),
        pytest.param({9: 1}, 9, 9, id="one"),
        pytest.param({9: 1, 5: 1}, 5, 9, id="two-of-which-one-is-half"),
        pytest.param({1: 1, 2: 1, 3: 1}, 2, 3, id="three"),
        pytest.param({50: 1, 10: 1, 30: 1, 40: 1, 20: 1}, 30, 40, id="four-of-five-and-not-the-fifth"),
        pytest.param({10: 8, 90: 2}, 10, 10, id="just-four-of-five"),
        pytest.param({10: 7, 90: 3}, 10, 90, id="one-too-few"),
        pytest.param({0: 6, 400: 5}, 0, 400, id="decided-on-the-day-itself"),
    ],
)
def test_so_many_days_half_took_at_most_and_four_of_five(
    taken: dict[int, int], half: int | None, most: int | None
) -> None:
    assert (at_most(taken, HALF), at_most(taken, MOST)) == (half, most)


@pytest.mark.parametrize(
    ("filed_on", "ahead"),
    [
        (date(2025, 12, 31), 0),
        (date(2026, 1, 1), 4),
        (date(2026, 1, 5), 4),
        (date(2026, 1, 6), 7),
        (date(2026, 1, 7), 9),
    ],
)
def test_cases_of_the_same_day_are_not_ahead_of_each_other(filed_on: date, ahead: int) -> None:
    assert ahead_of(filed_on, WAITING) == ahead


@pytest.mark.parametrize(("decided", "a_week"), [(0, 0.0), (1, 0.1), (12, 1.0), (42, 3.5)])
def test_decided_a_week_are_those_of_twelve_weeks_by_twelve(decided: int, a_week: float) -> None:
    assert weekly(decided) == a_week


@pytest.mark.parametrize(
    ("expected", "is_enough"),
    [
        (Expected(10, 20, ENOUGH - 1), False),
        (Expected(10, 20, ENOUGH), True),
        (Expected(0, 0, ENOUGH), True),
        (Expected(None, None, ENOUGH), False),
        (Expected(), False),
    ],
)
def test_below_twenty_cases_nothing_is_said(expected: Expected, is_enough: bool) -> None:
    assert expected.is_enough is is_enough


def test_a_decision_is_known_once_it_is_served_and_not_when_it_is_signed() -> None:
    known = {stage for stage in Stage if is_over(stage)}

    assert known == {
        Stage.SERVED,
        Stage.FINAL,
        Stage.APPEAL,
        Stage.APPEAL_DECIDED,
        Stage.CARD_ORDERED,
        Stage.CARD_READY,
        Stage.CARD_COLLECTED,
        Stage.LEFT_UNEXAMINED,
        Stage.RETURNED,
        Stage.REFUSED_TO_OPEN,
        Stage.CLOSED,
        Stage.ARCHIVED,
    }
