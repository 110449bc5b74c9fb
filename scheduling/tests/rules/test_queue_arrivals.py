"""When check-in opens, and what becomes of those who come late."""

from datetime import UTC, datetime, timedelta

import pytest

from scheduling.choices import Rank, TicketState
from scheduling.rules.intervals import Interval
from scheduling.rules.queue.arrivals import Arrival, ArrivalRule, arrival, missed_from, opens_at
from scheduling.rules.queue.numbers import code_of, read_code
from scheduling.rules.queue.order import Turn, may_begin
from scheduling.rules.queue.states import NEXT

MINUTE = timedelta(minutes=1)
THREE, FOUR = (datetime(2026, 12, 7, hour, tzinfo=UTC) for hour in (15, 16))
BREAK = [Interval(THREE, FOUR)]
RULE = ArrivalRule(early=30, late=10, missed=20, reopen=10, turn=10)


@pytest.mark.parametrize(
    ("start", "opens"),
    [
        (FOUR, FOUR - 10 * MINUTE),
        (FOUR + 15 * MINUTE, FOUR - 10 * MINUTE),
        (FOUR + 20 * MINUTE, FOUR - 10 * MINUTE),
        (FOUR + 30 * MINUTE, FOUR),
        (FOUR + 45 * MINUTE, FOUR + 15 * MINUTE),
        (THREE - 20 * MINUTE, THREE - 50 * MINUTE),
        (THREE, THREE - 30 * MINUTE),
    ],
)
def test_check_in_opens_so_long_before_and_after_a_break_shortly_before_its_end(
    start: datetime, opens: datetime
) -> None:
    assert opens_at(start, RULE, BREAK) == opens


def test_check_in_opens_at_the_latest_when_the_visit_starts() -> None:
    assert opens_at(FOUR - 5 * MINUTE, RULE, BREAK) == FOUR - 10 * MINUTE
    assert opens_at(FOUR - 20 * MINUTE, RULE, BREAK) == FOUR - 20 * MINUTE


def test_whoever_comes_is_early_in_time_or_late() -> None:
    comes = {
        minutes: arrival(FOUR, RULE, BREAK, at=FOUR + minutes * MINUTE) for minutes in (-11, -10, 0, 10, 11)
    }

    assert comes == {
        -11: Arrival.TOO_EARLY,
        -10: Arrival.IN_TIME,
        0: Arrival.IN_TIME,
        10: Arrival.IN_TIME,
        11: Arrival.LATE,
    }


def test_nobody_is_missed_while_they_would_still_be_in_time() -> None:
    assert missed_from(FOUR, RULE) == FOUR + 20 * MINUTE
    assert missed_from(FOUR, ArrivalRule(late=25, missed=20)) == FOUR + 25 * MINUTE


def test_the_turn_of_a_booked_time_begins_some_minutes_before_it() -> None:
    turn = Turn(FOUR, 10 * MINUTE)
    walk_in = turn.key(Rank.WALK_IN, FOUR - 60 * MINUTE, 1)

    assert turn.key(Rank.BOOKED, FOUR + 10 * MINUTE, 2) < walk_in
    assert turn.key(Rank.BOOKED, FOUR + 11 * MINUTE, 2) > walk_in


@pytest.mark.parametrize(
    ("rank", "is_booked", "fits"),
    [
        (Rank.WALK_IN, False, False),
        (Rank.WALK_IN, True, False),  # late
        (Rank.PRIORITY, False, False),
        (Rank.PRIORITY, True, True),
        (Rank.BOOKED, True, True),
        (Rank.RETURNED, False, True),
    ],
)
def test_only_people_without_a_booking_have_to_be_finished_in_time(
    rank: Rank, is_booked: bool, fits: bool
) -> None:
    until = FOUR + 20 * MINUTE

    assert may_begin(rank, is_booked=is_booked, minutes=20, at=FOUR, until=until)
    assert may_begin(rank, is_booked=is_booked, minutes=21, at=FOUR, until=until) is fits


@pytest.mark.parametrize("typed", ["A012", "a12", " A 12 ", "A-012", "a-12"])
def test_a_ticket_is_read_as_it_is_typed(typed: str) -> None:
    assert read_code(typed) == ("A", 12)


@pytest.mark.parametrize("typed", ["", "A", "12", "AB12", "A12345", "Ą12", "A١٢"])
def test_what_is_no_ticket_is_none(typed: str) -> None:
    assert read_code(typed) is None


def test_a_code_has_three_digits_or_more() -> None:
    assert [code_of("A", number) for number in (1, 12, 999, 1000)] == ["A001", "A012", "A999", "A1000"]


def test_every_state_is_in_the_table() -> None:
    assert set(NEXT) == set(TicketState)
