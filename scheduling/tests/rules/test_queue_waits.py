"""How a wait is told: in steps of five minutes, outwards, and no minute that nobody knows."""

from datetime import UTC, datetime, timedelta

import pytest

from scheduling.rules.queue.waits import ToldWait, Wait, told

MINUTE = timedelta(minutes=1)
NINE = datetime(2026, 12, 7, 9, tzinfo=UTC)


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-12-07T{clock}+00:00")


@pytest.mark.parametrize(("low", "high"), [(None, None), (NINE, None), (None, NINE)])
def test_what_nobody_knows_is_not_told(low: datetime | None, high: datetime | None) -> None:
    assert told(low, high, at=NINE) == ToldWait(Wait.UNKNOWN)


@pytest.mark.parametrize("high", ["08:59", "09:00", "09:05"])
def test_within_five_minutes_it_is_soon(high: str) -> None:
    assert told(at("08:50"), at(high), at=NINE) == ToldWait(Wait.SOON)


@pytest.mark.parametrize(
    ("now", "low", "high", "said"),
    [
        pytest.param("09:00", "09:00", "09:06", ("within", "09:00", "09:10", 0, 10), id="from-now"),
        pytest.param("09:00", "09:04", "09:05:01", ("within", "09:00", "09:10", 0, 10), id="almost-soon"),
        pytest.param("09:00", "09:05", "09:20", ("range", "09:05", "09:20", 5, 20), id="whole-steps"),
        pytest.param("09:02", "09:12", "09:32", ("range", "09:10", "09:35", 5, 35), id="outwards"),
        pytest.param("09:02", "09:08", "09:32", ("within", "09:05", "09:35", 0, 35), id="less-than-a-step"),
        pytest.param("09:00:30", "09:15", "09:30", ("range", "09:15", "09:30", 10, 30), id="seconds"),
        pytest.param("09:00", "08:40", "09:30", ("within", "08:40", "09:30", 0, 30), id="overdue"),
        pytest.param("09:00", "10:00", "10:00", ("range", "10:00", "10:05", 60, 65), id="one-moment"),
        pytest.param("09:00", "10:00", "11:30", ("range", "10:00", "11:30", 60, 150), id="not-too-wide"),
        pytest.param("09:00", "10:00", "11:31", ("after", "10:00", "11:35", 60, 155), id="too-wide"),
        pytest.param("09:00", "09:00", "11:31", ("within", "09:00", "11:35", 0, 155), id="wide-from-now"),
    ],
)
def test_a_range_is_in_steps(now: str, low: str, high: str, said: tuple[str, str, str, int, int]) -> None:
    wait, first, last, *minutes = said

    assert told(at(low), at(high), at=at(now)) == ToldWait(Wait(wait), at(first), at(last), *minutes)


def test_steps_do_not_lead_back_into_a_break() -> None:
    found = told(at("15:58"), at("16:03"), at=at("15:33"), break_until=at("16:00"))

    assert found == ToldWait(Wait.RANGE, at("16:00"), at("16:05"), 25, 35)
