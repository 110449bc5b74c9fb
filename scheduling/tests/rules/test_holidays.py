from datetime import date, timedelta

import pytest

from scheduling.rules.holidays import Holiday, holiday_blocks, is_day_off, statutory_holidays, working_days
from scheduling.tests.rules.examples import WARSAW, period

FIXED = {
    (1, 1): Holiday.NEW_YEAR,
    (1, 6): Holiday.EPIPHANY,
    (5, 1): Holiday.MAY_DAY,
    (5, 3): Holiday.CONSTITUTION_DAY,
    (8, 15): Holiday.ASSUMPTION,
    (11, 1): Holiday.ALL_SAINTS,
    (11, 11): Holiday.INDEPENDENCE_DAY,
    (12, 25): Holiday.CHRISTMAS_DAY,
    (12, 26): Holiday.SECOND_CHRISTMAS_DAY,
}

# Easter Sunday, Easter Monday, Pentecost, Corpus Christi: by the Gregorian computus.
MOVABLE = {
    2019: [(4, 21), (4, 22), (6, 9), (6, 20)],
    2020: [(4, 12), (4, 13), (5, 31), (6, 11)],
    2021: [(4, 4), (4, 5), (5, 23), (6, 3)],
    2022: [(4, 17), (4, 18), (6, 5), (6, 16)],
    2023: [(4, 9), (4, 10), (5, 28), (6, 8)],
    2024: [(3, 31), (4, 1), (5, 19), (5, 30)],
    2025: [(4, 20), (4, 21), (6, 8), (6, 19)],
    2026: [(4, 5), (4, 6), (5, 24), (6, 4)],
    2027: [(3, 28), (3, 29), (5, 16), (5, 27)],
    2028: [(4, 16), (4, 17), (6, 4), (6, 15)],
    2029: [(4, 1), (4, 2), (5, 20), (5, 31)],
    2030: [(4, 21), (4, 22), (6, 9), (6, 20)],
}
MOVABLE_NAMES = [Holiday.EASTER_SUNDAY, Holiday.EASTER_MONDAY, Holiday.PENTECOST, Holiday.CORPUS_CHRISTI]


@pytest.mark.parametrize("year", MOVABLE)
def test_a_year_has_the_holidays_of_the_act_and_no_others(year: int) -> None:
    expected = FIXED | dict(zip(MOVABLE[year], MOVABLE_NAMES, strict=True))
    if year >= 2025:
        expected[12, 24] = Holiday.CHRISTMAS_EVE

    found = statutory_holidays(date(year, 1, 1), date(year, 12, 31))

    assert found == {date(year, *on): holiday for on, holiday in expected.items()}


@pytest.mark.parametrize("year", range(1990, 2101))
def test_every_holiday_of_our_time_has_a_name_here(year: int) -> None:
    found = statutory_holidays(date(year, 1, 1), date(year, 12, 31))

    assert set(found.values()) <= set(Holiday)
    assert list(found) == sorted(found)


def test_the_hundredth_anniversary_of_independence_was_kept_once() -> None:
    found = statutory_holidays(date(2018, 11, 2), date(2018, 11, 30))

    assert found == {
        date(2018, 11, 11): Holiday.INDEPENDENCE_DAY,
        date(2018, 11, 12): Holiday.CENTENARY,
    }


def test_a_holiday_since_abolished_has_no_name_here() -> None:
    with pytest.raises(ValueError, match="not a valid Holiday"):
        statutory_holidays(date(1989, 7, 1), date(1989, 7, 31))


def test_holidays_on_the_first_and_on_the_last_day_count() -> None:
    found = statutory_holidays(date(2025, 12, 24), date(2026, 1, 6))

    assert found == {
        date(2025, 12, 24): Holiday.CHRISTMAS_EVE,
        date(2025, 12, 25): Holiday.CHRISTMAS_DAY,
        date(2025, 12, 26): Holiday.SECOND_CHRISTMAS_DAY,
        date(2026, 1, 1): Holiday.NEW_YEAR,
        date(2026, 1, 6): Holiday.EPIPHANY,
    }


def test_holidays_before_the_first_and_after_the_last_day_do_not_count() -> None:
    assert statutory_holidays(date(2026, 5, 2), date(2026, 5, 2)) == {}
    assert statutory_holidays(date(2026, 5, 3), date(2026, 5, 1)) == {}


def test_a_holiday_blocks_its_whole_local_day() -> None:
    assert holiday_blocks(date(2026, 6, 1), date(2026, 6, 30), zone=WARSAW) == [
        period("2026-06-03 22:00", "2026-06-04 22:00")
    ]


@pytest.mark.parametrize(
    ("on", "off"),
    [
        pytest.param(date(2024, 12, 24), False, id="christmas-eve-before-the-act"),
        pytest.param(date(2025, 12, 24), True, id="christmas-eve-since-the-act"),
        pytest.param(date(2026, 6, 4), True, id="corpus-christi"),
        pytest.param(date(2026, 6, 5), False, id="the-friday-after"),
        pytest.param(date(2026, 6, 6), False, id="saturday"),
        pytest.param(date(2026, 6, 7), True, id="sunday"),
        pytest.param(date(2026, 4, 3), False, id="good-friday"),
    ],
)
def test_a_day_off_is_a_sunday_or_a_holiday(on: date, *, off: bool) -> None:
    assert is_day_off(on) is off


def test_easter_sunday_and_pentecost_are_sundays() -> None:
    names = {Holiday.EASTER_SUNDAY, Holiday.PENTECOST}
    found = statutory_holidays(date(2019, 1, 1), date(2030, 12, 31))

    assert {(on + timedelta(days=1)).weekday() for on, name in found.items() if name in names} == {0}


@pytest.mark.parametrize(
    ("first", "until", "days"),
    [
        pytest.param("2026-12-01", "2026-12-01", 0, id="today"),
        pytest.param("2026-12-01", "2026-12-02", 1, id="from-tuesday-to-wednesday"),
        pytest.param("2026-12-01", "2026-12-04", 3, id="to-friday"),
        pytest.param("2026-12-04", "2026-12-07", 1, id="over-a-weekend"),
        pytest.param("2026-12-05", "2026-12-07", 0, id="from-saturday"),
        pytest.param("2026-12-23", "2026-12-29", 2, id="over-christmas"),
        pytest.param("2026-12-04", "2026-12-01", 0, id="backwards"),
    ],
)
def test_working_days_are_neither_weekends_nor_holidays(first: str, until: str, days: int) -> None:
    assert working_days(date.fromisoformat(first), date.fromisoformat(until)) == days
