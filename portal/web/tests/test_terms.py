"""The 7 days and the 2 months of art. 18, on both sides of each boundary."""

from datetime import date
from itertools import product

import pytest

from portal.web.choices import BarrierState
from portal.web.terms import answer_by, fix_by, may_follow, months_after, running_term

OPEN, LATER, FIXED, REFUSED = BarrierState
SEVENTH = date(2026, 12, 8)


def test_the_day_of_the_report_does_not_count() -> None:
    assert answer_by(date(2026, 12, 1)) == SEVENTH


def test_a_term_that_ends_on_a_holiday_is_not_put_off() -> None:
    assert answer_by(date(2026, 12, 18)) == date(2026, 12, 25)


@pytest.mark.parametrize(
    ("received", "fixed"),
    [
        pytest.param("2026-12-01", "2027-02-01", id="the-same-day-number"),
        pytest.param("2026-10-31", "2026-12-31", id="both-are-long"),
        pytest.param("2026-12-31", "2027-02-28", id="the-last-day-of-February"),
        pytest.param("2027-12-30", "2028-02-29", id="of-a-leap-year"),
        pytest.param("2026-07-31", "2026-09-30", id="of-a-short-month"),
        pytest.param("2026-11-15", "2027-01-15", id="over-the-year"),
        pytest.param("2026-10-01", "2026-12-01", id="into-December"),
    ],
)
def test_two_months_end_on_the_same_number_or_on_the_last_day(received: str, fixed: str) -> None:
    assert fix_by(date.fromisoformat(received)) == date.fromisoformat(fixed)


def test_a_year_of_months_is_a_year() -> None:
    assert months_after(date(2026, 12, 5), 12) == date(2027, 12, 5)


@pytest.mark.parametrize(
    ("state", "term"), [(OPEN, SEVENTH), (LATER, date(2027, 2, 1)), (FIXED, None), (REFUSED, None)]
)
def test_the_term_that_runs(state: BarrierState, term: date | None) -> None:
    assert running_term(state, answer_by_on=SEVENTH, fix_by_on=date(2027, 2, 1)) == term


def test_what_may_follow_in_time() -> None:
    ways = {
        (now, then)
        for now, then in product(BarrierState, repeat=2)
        if may_follow(now, then, answer_by_on=SEVENTH, on=SEVENTH)
    }

    assert ways == {(OPEN, LATER), (OPEN, FIXED), (OPEN, REFUSED), (LATER, FIXED), (LATER, REFUSED)}


def test_after_the_seventh_day_it_is_too_late_to_take_more_time() -> None:
    eighth = date(2026, 12, 9)

    assert not may_follow(OPEN, LATER, answer_by_on=SEVENTH, on=eighth)
    assert may_follow(OPEN, FIXED, answer_by_on=SEVENTH, on=eighth)
    assert may_follow(OPEN, REFUSED, answer_by_on=SEVENTH, on=eighth)
