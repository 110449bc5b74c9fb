"""Which time is nearest to the one that is lost."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from scheduling.rules.rehousing import days_to_search, nearest

WARSAW = ZoneInfo("Europe/Warsaw")
LONG_BEFORE = datetime(2026, 11, 1, tzinfo=UTC)


def local(day: int, clock: str, month: int = 12) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, month, day, hour, minute, tzinfo=WARSAW).astimezone(UTC)


@pytest.mark.parametrize(
    ("free", "found"),
    [
        pytest.param(["09:00", "11:30", "14:00"], "11:30", id="nearest-before"),
        pytest.param(["09:00", "13:00", "14:00"], "13:00", id="nearest-after"),
        pytest.param(["11:00", "13:00"], "13:00", id="as-far-both-ways-the-same-half"),
        pytest.param(["11:05", "13:00"], "11:05", id="nearer-counts-more-than-the-half"),
    ],
)
def test_on_the_same_day_the_nearest_time_is_taken(free: list[str], found: str) -> None:
    starts = [local(7, clock) for clock in free]

    assert nearest(starts, was=local(7, "12:00"), at=LONG_BEFORE, zone=WARSAW) == local(7, found)


@pytest.mark.parametrize(
    ("free", "found"),
    [
        pytest.param(["11:45", "14:30"], "14:30", id="the-same-half-first"),
        pytest.param(["12:00", "14:30", "16:00"], "12:00", id="noon-is-after-noon"),
        pytest.param(["08:00", "11:45"], "11:45", id="else-the-nearest-clock"),
    ],
)
def test_on_another_day_the_same_half_of_the_day_comes_first(free: list[str], found: str) -> None:
    starts = [local(8, clock) for clock in free]

    assert nearest(starts, was=local(7, "12:15"), at=LONG_BEFORE, zone=WARSAW) == local(8, found)


def test_an_earlier_day_of_two_wins() -> None:
    starts = [local(9, "12:00"), local(8, "16:00")]

    assert nearest(starts, was=local(7, "12:00"), at=LONG_BEFORE, zone=WARSAW) == local(8, "16:00")


@pytest.mark.parametrize(
    ("at", "found"),
    [
        pytest.param(local(6, "11:45"), "11:45", id="a-day-before"),
        pytest.param(local(6, "11:46"), "14:00", id="less-than-a-day-before"),
    ],
)
def test_nobody_is_asked_to_come_earlier_at_short_notice(at: datetime, found: str) -> None:
    starts = [local(7, "11:45"), local(7, "14:00")]

    assert nearest(starts, was=local(7, "12:00"), at=at, zone=WARSAW) == local(7, found)


def test_where_nothing_is_free_there_is_nothing() -> None:
    assert nearest([], was=local(7, "12:00"), at=LONG_BEFORE, zone=WARSAW) is None
    at = local(7, "08:00")
    assert nearest([local(7, "09:00")], was=local(7, "12:00"), at=at, zone=WARSAW) is None


def test_the_clock_counts_where_clocks_change() -> None:
    was, after = local(23, "09:00", month=10), [local(26, clock, month=10) for clock in ("08:00", "09:00")]

    assert nearest(after, was=was, at=LONG_BEFORE - timedelta(days=60), zone=WARSAW) == after[1]


def test_sixty_days_are_searched_from_the_day_that_was_lost() -> None:
    days = days_to_search(local(7, "00:30"), zone=WARSAW)

    assert (f"{days[0]}", f"{days[-1]}", len(days)) == ("2026-12-07", "2027-02-05", 61)
