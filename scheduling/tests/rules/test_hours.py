from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scheduling.rules.hours import (
    ClosedDays,
    Weekly,
    closed,
    earliest,
    latest,
    local_day,
    local_days,
    midnight,
    occurrences,
)
from scheduling.rules.intervals import Interval
from scheduling.tests.rules.examples import (
    HOUR,
    KATHMANDU,
    LORD_HOWE,
    MINUTE,
    WARSAW,
    bounded,
    in_utc,
    period,
    utc,
)

EVERY_DAY = frozenset(range(1, 8))
LONG_AGO = date(2020, 9, 21)
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


def weekly(starts: str, ends: str, *, weekdays: frozenset[int] = EVERY_DAY) -> Weekly:
    return Weekly(weekdays, time.fromisoformat(starts), time.fromisoformat(ends), LONG_AGO)


@pytest.mark.parametrize(
    ("local", "first", "last"),
    [
        pytest.param("2026-01-15T12:00", "2026-01-15 11:00", "2026-01-15 11:00", id="winter"),
        pytest.param("2026-07-15T12:00", "2026-07-15 10:00", "2026-07-15 10:00", id="summer"),
        pytest.param("2026-10-25T01:59", "2026-10-24 23:59", "2026-10-24 23:59", id="before-the-hour-twice"),
        pytest.param("2026-10-25T02:00", "2026-10-25 00:00", "2026-10-25 01:00", id="the-hour-twice-begins"),
        pytest.param("2026-10-25T02:59", "2026-10-25 00:59", "2026-10-25 01:59", id="the-hour-twice-ends"),
        pytest.param("2026-10-25T03:00", "2026-10-25 02:00", "2026-10-25 02:00", id="after-the-hour-twice"),
        pytest.param(
            "2026-03-29T01:59", "2026-03-29 00:59", "2026-03-29 00:59", id="before-the-hour-skipped"
        ),
        pytest.param(
            "2026-03-29T02:00", "2026-03-29 01:00", "2026-03-29 01:00", id="the-hour-skipped-begins"
        ),
        pytest.param("2026-03-29T02:30", "2026-03-29 01:30", "2026-03-29 01:30", id="in-the-hour-skipped"),
        pytest.param("2026-03-29T03:00", "2026-03-29 01:00", "2026-03-29 01:00", id="after-the-hour-skipped"),
    ],
)
def test_a_local_time_is_found_in_utc(local: str, first: str, last: str) -> None:
    naive = datetime.fromisoformat(local)

    assert earliest(naive, WARSAW) == utc(first)
    assert latest(naive, WARSAW) == utc(last)


@pytest.mark.parametrize("local", ["2026-10-25T02:30", "2026-03-29T02:30"])
def test_a_fold_that_came_with_a_local_time_is_not_looked_at(local: str) -> None:
    naive = datetime.fromisoformat(local)

    assert earliest(naive.replace(fold=1), WARSAW) == earliest(naive, WARSAW)
    assert latest(naive.replace(fold=1), WARSAW) == latest(naive, WARSAW)


@pytest.mark.parametrize("resolve", [earliest, latest])
def test_a_local_time_has_no_zone_of_its_own(resolve: object) -> None:
    assert callable(resolve)

    with pytest.raises(ValueError, match="without a zone"):
        resolve(utc("2026-01-15 12:00"), WARSAW)


def test_hours_fall_on_their_weekdays_between_both_dates() -> None:
    shift = weekly("07:30", "15:00", weekdays=frozenset({1, 5}))

    found = occurrences(shift, zone=WARSAW, first=date(2026, 3, 2), last=date(2026, 3, 9))

    assert found == [
        period("2026-03-02 06:30", "2026-03-02 14:00"),
        period("2026-03-06 06:30", "2026-03-06 14:00"),
        period("2026-03-09 06:30", "2026-03-09 14:00"),
    ]


def test_hours_fall_on_the_first_and_on_the_last_day_they_are_valid() -> None:
    shift = Weekly(EVERY_DAY, time(12), time(13), date(2026, 3, 3), date(2026, 3, 4))

    found = occurrences(shift, zone=WARSAW, first=date(2026, 3, 1), last=date(2026, 3, 9))

    assert found == [
        period("2026-03-03 11:00", "2026-03-03 12:00"),
        period("2026-03-04 11:00", "2026-03-04 12:00"),
    ]


@pytest.mark.parametrize(
    ("first", "last"),
    [
        pytest.param(date(2026, 3, 5), date(2026, 3, 9), id="after-they-ended"),
        pytest.param(date(2026, 2, 1), date(2026, 3, 2), id="before-they-began"),
        pytest.param(date(2026, 3, 4), date(2026, 3, 3), id="on-no-day-at-all"),
    ],
)
def test_hours_do_not_fall_on_other_days(first: date, last: date) -> None:
    shift = Weekly(EVERY_DAY, time(12), time(13), date(2026, 3, 3), date(2026, 3, 4))

    assert occurrences(shift, zone=WARSAW, first=first, last=last) == []


@pytest.mark.parametrize(
    ("on", "starts", "ends", "found"),
    [
        pytest.param(
            AUTUMN,
            "02:00",
            "02:30",
            [period("2026-10-25 00:00", "2026-10-25 01:30")],
            id="autumn-from-the-first-02:00-to-the-second-02:30",
        ),
        pytest.param(
            AUTUMN, "01:00", "04:00", [period("2026-10-24 23:00", "2026-10-25 03:00")], id="autumn-four-hours"
        ),
        pytest.param(
            SPRING, "01:00", "04:00", [period("2026-03-29 00:00", "2026-03-29 02:00")], id="spring-two-hours"
        ),
        pytest.param(SPRING, "02:00", "03:00", [], id="spring-the-hour-skipped"),
        pytest.param(
            SPRING,
            "02:30",
            "03:15",
            [period("2026-03-29 01:15", "2026-03-29 01:30")],
            id="spring-reversed-by-the-change",
        ),
        pytest.param(SPRING, "02:30", "03:30", [], id="spring-reversed-to-nothing"),
    ],
)
def test_hours_in_the_nights_the_clocks_change(
    on: date, starts: str, ends: str, found: list[Interval]
) -> None:
    assert occurrences(weekly(starts, ends), zone=WARSAW, first=on, last=on) == found


@bounded
@given(
    on=st.sampled_from([SPRING, AUTUMN, date(2026, 4, 5), date(2026, 10, 4)]),
    starts=st.times(),
    ends=st.times(),
    zone=st.sampled_from([WARSAW, KATHMANDU, LORD_HOWE]),
)
def test_hours_hold_every_moment_whose_clock_lies_in_them(
    on: date, starts: time, ends: time, zone: ZoneInfo
) -> None:
    if starts >= ends:
        starts, ends = time(1, 15), time(2, 45)
    for each in starts, ends:  # one that clocks skip is read as later, as PostgreSQL reads it
        assume(earliest(datetime.combine(on, each), zone).astimezone(zone).time() == each)
    found = occurrences(Weekly(EVERY_DAY, starts, ends, on, on), zone=zone, first=on, last=on)
    day = local_day(on, zone)

    for minute in range(int(day.length / MINUTE)):
        moment = day.start + minute * MINUTE
        if starts <= moment.astimezone(zone).time() < ends:
            assert any(span.start <= moment < span.end for span in found)


@pytest.mark.parametrize("weekdays", [{0}, {8}, {1, 9}])
def test_weekdays_are_from_monday_1_to_sunday_7(weekdays: set[int]) -> None:
    with pytest.raises(ValueError, match="from 1, Monday, to 7, Sunday"):
        weekly("07:30", "15:00", weekdays=frozenset(weekdays))


@pytest.mark.parametrize("ends", ["07:30", "07:29"])
def test_weekly_hours_end_after_they_start(ends: str) -> None:
    with pytest.raises(ValueError, match="end after they start"):
        weekly("07:30", ends)


def test_weekly_hours_are_valid_for_one_day_or_more() -> None:
    one_day = Weekly(EVERY_DAY, time(12), time(13), LONG_AGO, LONG_AGO)

    assert one_day.valid_to == one_day.valid_from
    with pytest.raises(ValueError, match="at least one day"):
        Weekly(EVERY_DAY, time(12), time(13), LONG_AGO, LONG_AGO - timedelta(days=1))


@pytest.mark.parametrize(
    ("first_on", "last_on", "whole"),
    [
        pytest.param(
            date(2026, 8, 14), date(2026, 8, 14), period("2026-08-13 22:00", "2026-08-14 22:00"), id="one-day"
        ),
        pytest.param(
            date(2026, 3, 28), date(2026, 3, 29), period("2026-03-27 23:00", "2026-03-29 22:00"), id="spring"
        ),
        pytest.param(AUTUMN, AUTUMN, period("2026-10-24 22:00", "2026-10-25 23:00"), id="autumn"),
    ],
)
def test_closed_days_are_whole_local_days(first_on: date, last_on: date, whole: Interval) -> None:
    assert closed(ClosedDays(first_on, last_on), zone=WARSAW) == whole


def test_closed_days_hold_the_midnight_that_comes_twice() -> None:
    havana = ZoneInfo("America/Havana")

    found = closed(ClosedDays(date(2026, 10, 31), date(2026, 10, 31)), zone=havana)

    assert found == period("2026-10-31 04:00", "2026-11-01 05:00")
    assert local_day(date(2026, 10, 31), havana) == period("2026-10-31 04:00", "2026-11-01 04:00")


def test_closed_days_do_not_end_before_they_begin() -> None:
    with pytest.raises(ValueError, match="end on the first of them or later"):
        ClosedDays(AUTUMN, AUTUMN - timedelta(days=1))


@pytest.mark.parametrize(
    ("on", "zone", "hours"),
    [
        pytest.param(date(2026, 3, 2), WARSAW, 24, id="any-day"),
        pytest.param(SPRING, WARSAW, 23, id="spring"),
        pytest.param(AUTUMN, WARSAW, 25, id="autumn"),
        pytest.param(date(2026, 4, 5), LORD_HOWE, 24.5, id="half-an-hour-longer"),
        pytest.param(date(2026, 10, 4), LORD_HOWE, 23.5, id="half-an-hour-shorter"),
    ],
)
def test_a_local_day_is_as_long_as_its_clocks_make_it(on: date, zone: ZoneInfo, hours: float) -> None:
    assert local_day(on, zone).length == hours * HOUR


def test_a_local_day_begins_at_its_midnight() -> None:
    assert midnight(date(2026, 6, 1), KATHMANDU) == in_utc(2026, 5, 31, 18, 15)
    assert local_day(date(2026, 6, 1), KATHMANDU).start == in_utc(2026, 5, 31, 18, 15)


def test_a_day_that_a_zone_left_out_is_no_time() -> None:
    with pytest.raises(ValueError, match="ends after it starts"):
        local_day(date(2011, 12, 30), ZoneInfo("Pacific/Apia"))


@pytest.mark.parametrize(
    ("interval", "days"),
    [
        pytest.param(period("2026-07-01 08:00", "2026-07-01 09:00"), [1], id="inside-a-day"),
        pytest.param(period("2026-07-01 21:00", "2026-07-01 22:00"), [1], id="until-midnight"),
        pytest.param(period("2026-07-01 21:00", "2026-07-01 22:01"), [1, 2], id="a-minute-past-midnight"),
        pytest.param(period("2026-07-01 22:00", "2026-07-01 23:00"), [2], id="from-midnight"),
        pytest.param(period("2026-07-01 08:00", "2026-07-04 08:00"), [1, 2, 3, 4], id="several-days"),
    ],
)
def test_local_days_are_those_an_interval_touches(interval: Interval, days: list[int]) -> None:
    assert local_days(interval, WARSAW) == [date(2026, 7, day) for day in days]
