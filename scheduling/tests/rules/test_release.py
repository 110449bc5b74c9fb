from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.rules.hours import local_day
from scheduling.rules.release import Release, next_opening, window
from scheduling.tests.rules.examples import HOUR, KATHMANDU, LORD_HOWE, MINUTE, WARSAW, bounded, utc

NINE = Release(days_ahead=30, opens_at=time(9), notice=timedelta(hours=24))
AT_NIGHT = Release(days_ahead=0, opens_at=time(2, 30), notice=timedelta())


@pytest.mark.parametrize(
    ("at", "last_open_ends", "next_opens", "next_day"),
    [
        pytest.param(
            "2026-12-01 07:59", "2026-12-30 23:00", "2026-12-01 08:00", date(2026, 12, 31), id="before-nine"
        ),
        pytest.param(
            "2026-12-01 08:00", "2026-12-31 23:00", "2026-12-02 08:00", date(2027, 1, 1), id="at-nine"
        ),
        pytest.param(
            "2026-12-01 22:59", "2026-12-31 23:00", "2026-12-02 08:00", date(2027, 1, 1), id="late-that-day"
        ),
        pytest.param(
            "2026-12-01 23:00", "2026-12-31 23:00", "2026-12-02 08:00", date(2027, 1, 1), id="at-midnight"
        ),
        pytest.param(
            "2026-09-24 07:00", "2026-10-24 22:00", "2026-09-25 07:00", date(2026, 10, 25), id="before-autumn"
        ),
        pytest.param(
            "2026-09-25 07:00", "2026-10-25 23:00", "2026-09-26 07:00", date(2026, 10, 26), id="into-autumn"
        ),
        pytest.param(
            "2026-03-28 08:00", "2026-04-27 22:00", "2026-03-29 07:00", date(2026, 4, 28), id="nine-in-spring"
        ),
        pytest.param(
            "2026-10-24 07:00",
            "2026-11-23 23:00",
            "2026-10-25 08:00",
            date(2026, 11, 24),
            id="nine-in-autumn",
        ),
    ],
)
def test_a_day_opens_thirty_days_before_at_nine(
    at: str, last_open_ends: str, next_opens: str, next_day: date
) -> None:
    assert window(NINE, at=utc(at), zone=WARSAW) == (utc(at) + 24 * HOUR, utc(last_open_ends))
    assert next_opening(NINE, at=utc(at), zone=WARSAW) == (utc(next_opens), next_day)


@pytest.mark.parametrize(
    ("at", "next_opens", "next_day"),
    [
        pytest.param("2026-03-29 01:29", "2026-03-29 01:30", date(2026, 3, 29), id="02:30-is-skipped"),
        pytest.param("2026-03-29 01:30", "2026-03-30 00:30", date(2026, 3, 30), id="so-it-was-03:30"),
        pytest.param("2026-10-25 00:29", "2026-10-25 00:30", date(2026, 10, 25), id="02:30-comes-twice"),
        pytest.param("2026-10-25 00:30", "2026-10-26 01:30", date(2026, 10, 26), id="the-first-counts"),
        pytest.param("2026-10-25 01:15", "2026-10-26 01:30", date(2026, 10, 26), id="and-02:15-comes-again"),
    ],
)
def test_a_day_opens_once_in_the_nights_the_clocks_change(at: str, next_opens: str, next_day: date) -> None:
    assert next_opening(AT_NIGHT, at=utc(at), zone=WARSAW) == (utc(next_opens), next_day)


def test_a_day_whose_opening_the_clocks_push_past_midnight_is_not_opened_early() -> None:
    nuuk = ZoneInfo("America/Nuuk")  # on 28 March 2026 at 23:00 it was midnight
    release = Release(days_ahead=0, opens_at=time(23, 30), notice=timedelta())

    found = next_opening(release, at=utc("2026-03-29 01:15"), zone=nuuk)

    assert found == (utc("2026-03-29 01:30"), date(2026, 3, 28))


def test_the_notice_is_elapsed_time_whatever_the_clocks_do() -> None:
    evening = datetime(2026, 10, 24, 12, tzinfo=WARSAW)

    not_before, _ = window(NINE, at=evening, zone=WARSAW)

    assert not_before == utc("2026-10-25 10:00")
    assert f"{not_before.astimezone(WARSAW):%H:%M}" == "11:00"


@bounded
@given(
    minutes=st.integers(0, 366 * 24 * 60),
    days_ahead=st.integers(0, 90),
    opens_at=st.times(),
    zone=st.sampled_from([WARSAW, KATHMANDU, LORD_HOWE, ZoneInfo("America/Nuuk")]),
)
def test_the_next_day_opens_later_and_follows_the_last_open_one(
    minutes: int, days_ahead: int, opens_at: time, zone: ZoneInfo
) -> None:
    release = Release(days_ahead=days_ahead, opens_at=opens_at, notice=timedelta())
    at = utc("2026-01-01 00:00") + minutes * MINUTE

    not_before, not_after = window(release, at=at, zone=zone)
    when, day = next_opening(release, at=at, zone=zone)

    assert not_before == at
    assert when > at
    assert local_day(day, zone).start == not_after
    assert window(release, at=when, zone=zone)[1] == local_day(day, zone).end
    assert window(release, at=when - timedelta.resolution, zone=zone)[1] == not_after


@pytest.mark.parametrize(("days_ahead", "notice"), [(-1, timedelta()), (0, -timedelta.resolution)])
def test_a_release_looks_ahead(days_ahead: int, notice: timedelta) -> None:
    with pytest.raises(ValueError, match="before it comes"):
        Release(days_ahead=days_ahead, opens_at=time(9), notice=notice)
