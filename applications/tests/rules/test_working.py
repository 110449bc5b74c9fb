"""Days on which offices work, counted forwards and backwards."""

from datetime import date

import pytest

from applications.rules.working import is_working_day, working_days_on


@pytest.mark.parametrize(
    ("on", "count", "then"),
    [
        pytest.param("2026-12-01", 15, "2026-12-22", id="three-weeks"),
        pytest.param("2026-12-18", 1, "2026-12-21", id="over-a-weekend"),
        pytest.param("2026-12-23", 1, "2026-12-28", id="over-Christmas-and-its-eve"),
        pytest.param("2026-12-28", -1, "2026-12-23", id="back-over-Christmas"),
        pytest.param("2026-06-03", 1, "2026-06-05", id="over-Corpus-Christi"),
        pytest.param("2026-12-05", 1, "2026-12-07", id="from-a-Saturday"),
        pytest.param("2026-12-22", -5, "2026-12-15", id="a-week-back"),
        pytest.param("2026-12-05", 0, "2026-12-05", id="none-at-all"),
        pytest.param("1980-01-01", 1, "1980-01-02", id="before-holidays-are-known"),
    ],
)
def test_working_days_leave_out_weekends_and_holidays(on: str, count: int, then: str) -> None:
    assert working_days_on(date.fromisoformat(on), count) == date.fromisoformat(then)


@pytest.mark.parametrize(("on", "count"), [(date.max, 1), (date.min, -1), (date(9999, 12, 20), 15)])
def test_where_the_calendar_ends_there_is_no_such_day(on: date, count: int) -> None:
    with pytest.raises(ValueError, match="calendar"):
        working_days_on(on, count)


@pytest.mark.parametrize(
    ("on", "is_one"),
    [("2026-12-04", True), ("2026-12-05", False), ("2026-12-06", False), ("2026-12-25", False)],
)
def test_offices_do_not_work_at_weekends_and_on_holidays(on: str, is_one: bool) -> None:
    assert is_working_day(date.fromisoformat(on)) is is_one
