from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from portal.notifications.rules.reminders import Offset, Planned, awake, due, plan

WARSAW = ZoneInfo("Europe/Warsaw")
TOKYO = ZoneInfo("Asia/Tokyo")
KATHMANDU = ZoneInfo("Asia/Kathmandu")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
NEW_YORK = ZoneInfo("America/New_York")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

WEEK, TWO_DAYS, ONE_DAY, THREE_HOURS = Offset(7), Offset(2), Offset(1), Offset(0, 180)

SPRING = [date(2019, 3, 31), date(2020, 3, 29), date(2021, 3, 28), date(2026, 3, 29), date(2030, 3, 31)]
AUTUMN = [date(2019, 10, 27), date(2020, 10, 25), date(2021, 10, 31), date(2026, 10, 25), date(2030, 10, 27)]

bounded = settings(max_examples=300, deadline=None, database=None)

zones = st.sampled_from([WARSAW, TOKYO, KATHMANDU, LORD_HOWE, NEW_YORK])
moments = st.builds(
    lambda minutes: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes),
    st.integers(0, 11 * 366 * 24 * 60),
)
minutes_only = st.builds(Offset, st.just(0), st.integers(1, 1439))
offsets = (
    st.builds(Offset, st.integers(1, 366))
    | minutes_only
    | st.builds(Offset, st.integers(1, 366), st.integers(1, 1439))
)


def warsaw(text: str) -> datetime:
    """Read "2020-10-24 09:00" on a clock in Warsaw, as a time in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=WARSAW).astimezone(UTC)


def utc(text: str) -> datetime:
    """Read "2020-10-24 09:00" as a time in UTC."""
    return datetime.fromisoformat(f"{text}+00:00")


def is_quiet(moment: datetime, zone: ZoneInfo) -> bool:
    return not 8 <= moment.astimezone(zone).hour < 21


@pytest.mark.parametrize(
    ("offset", "code"),
    [
        pytest.param(Offset(7), "P7D", id="days"),
        pytest.param(Offset(0, 180), "PT3H", id="hours"),
        pytest.param(Offset(1, 30), "P1DT30M", id="a-day-and-minutes"),
        pytest.param(Offset(0, 45), "PT45M", id="minutes"),
        pytest.param(Offset(0, 59), "PT59M", id="just-below-an-hour"),
        pytest.param(Offset(0, 60), "PT1H", id="an-hour"),
        pytest.param(Offset(0, 61), "PT1H1M", id="just-above-an-hour"),
        pytest.param(Offset(0, 1), "PT1M", id="the-shortest"),
        pytest.param(Offset(366, 1439), "P366DT23H59M", id="the-longest"),
    ],
)
def test_an_offset_is_written_as_iso_8601_writes_it(offset: Offset, code: str) -> None:
    assert offset.code == code


@bounded
@given(one=offsets, other=offsets)
def test_different_offsets_have_different_codes(one: Offset, other: Offset) -> None:
    assert (one.code == other.code) == (one == other)


@pytest.mark.parametrize(
    ("days", "minutes", "complaint"),
    [
        pytest.param(-1, 0, "at most a leap year before", id="days-after"),
        pytest.param(367, 0, "at most a leap year before", id="too-many-days"),
        pytest.param(1, -1, "less than a day", id="minutes-after"),
        pytest.param(0, 1440, "less than a day", id="a-day-in-minutes"),
        pytest.param(0, 0, "before the moment", id="nothing"),
    ],
)
def test_an_offset_that_makes_no_sense_is_refused(days: int, minutes: int, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        Offset(days, minutes)


def test_a_smaller_offset_is_nearer() -> None:
    assert sorted([WEEK, THREE_HOURS, Offset(2, 1), TWO_DAYS]) == [THREE_HOURS, TWO_DAYS, Offset(2, 1), WEEK]


def test_two_days_before_is_the_same_hour_though_49_pass() -> None:
    visit = utc("2020-10-26 08:00")

    assert due(visit, TWO_DAYS, zone=WARSAW) == utc("2020-10-24 07:00")
    assert visit - due(visit, TWO_DAYS, zone=WARSAW) == 49 * HOUR


@pytest.mark.parametrize("on", SPRING)
def test_over_the_spring_night_days_keep_the_hour_and_are_an_hour_shorter(on: date) -> None:
    visit = warsaw(f"{on + DAY} 09:00")

    assert due(visit, TWO_DAYS, zone=WARSAW) == warsaw(f"{on - DAY} 09:00")
    assert due(visit, TWO_DAYS, zone=WARSAW) == visit - 47 * HOUR
    assert due(visit, WEEK, zone=WARSAW) == visit - 167 * HOUR


@pytest.mark.parametrize("on", AUTUMN)
def test_over_the_autumn_night_days_keep_the_hour_and_are_an_hour_longer(on: date) -> None:
    visit = warsaw(f"{on + DAY} 09:00")

    assert due(visit, TWO_DAYS, zone=WARSAW) == warsaw(f"{on - DAY} 09:00")
    assert due(visit, TWO_DAYS, zone=WARSAW) == visit - 49 * HOUR
    assert due(visit, WEEK, zone=WARSAW) == visit - 169 * HOUR


@pytest.mark.parametrize(
    ("visit", "goes"),
    [
        pytest.param("2026-03-29 11:00", "2026-03-28 10:00", id="spring"),
        pytest.param("2026-10-25 11:00", "2026-10-24 12:00", id="autumn"),
        pytest.param("2026-07-05 11:00", "2026-07-04 11:00", id="any-night"),
    ],
)
def test_minutes_are_those_that_pass(visit: str, goes: str) -> None:
    nearly_a_day = Offset(0, 24 * 60 - 1)

    assert due(warsaw(visit), nearly_a_day, zone=WARSAW) == warsaw(goes) + timedelta(minutes=1)


def test_days_are_taken_before_minutes() -> None:
    visit = warsaw("2026-10-26 10:00")  # from Sunday at 10:00 the 23 hours go back over the change

    assert due(visit, Offset(1, 23 * 60), zone=WARSAW) == warsaw("2026-10-24 12:00")


@pytest.mark.parametrize("on", SPRING + AUTUMN)
def test_what_falls_in_a_night_the_clocks_change_goes_at_20_on_the_clock(on: date) -> None:
    evening = warsaw(f"{on - DAY} 20:00")

    assert due(warsaw(f"{on} 09:00"), THREE_HOURS, zone=WARSAW) == evening
    assert due(warsaw(f"{on + DAY} 02:30"), ONE_DAY, zone=WARSAW) == evening
    assert due(warsaw(f"{on + DAY} 07:59"), ONE_DAY, zone=WARSAW) == evening


@pytest.mark.parametrize(
    ("visit", "goes"),
    [
        pytest.param("2026-03-30 01:59", "2026-03-29 00:59", id="before-the-hour-skipped"),
        pytest.param("2026-03-30 02:00", "2026-03-29 01:00", id="the-hour-skipped-begins"),
        pytest.param("2026-03-30 02:30", "2026-03-29 01:30", id="in-the-hour-skipped"),
        pytest.param("2026-03-30 03:00", "2026-03-29 01:00", id="after-the-hour-skipped"),
        pytest.param("2026-10-26 01:59", "2026-10-24 23:59", id="before-the-hour-twice"),
        pytest.param("2026-10-26 02:00", "2026-10-25 00:00", id="the-hour-twice-begins"),
        pytest.param("2026-10-26 02:30", "2026-10-25 00:30", id="in-the-hour-twice"),
        pytest.param("2026-10-26 03:00", "2026-10-25 02:00", id="after-the-hour-twice"),
    ],
)
def test_a_time_that_clocks_skip_or_repeat_is_read_as_in_a_calendar(visit: str, goes: str) -> None:
    assert due(warsaw(visit), ONE_DAY, zone=WARSAW, reader_zone=TOKYO) == utc(goes)


@pytest.mark.parametrize(
    ("moment", "offset", "goes"),
    [
        pytest.param("2026-10-25 00:30", Offset(0, 30), "2026-10-25 00:00", id="minutes-before-the-first"),
        pytest.param("2026-10-25 01:30", Offset(0, 30), "2026-10-25 01:00", id="minutes-before-the-second"),
        pytest.param("2026-10-25 00:30", ONE_DAY, "2026-10-24 00:30", id="a-day-before-the-first"),
        pytest.param("2026-10-25 01:30", ONE_DAY, "2026-10-24 00:30", id="a-day-before-the-second"),
        pytest.param("2027-10-31 01:30", Offset(217), "2027-03-28 01:30", id="from-the-hour-twice-to-none"),
    ],
)
def test_a_moment_may_lie_in_the_hour_that_comes_twice(moment: str, offset: Offset, goes: str) -> None:
    assert due(utc(moment), offset, zone=WARSAW, reader_zone=TOKYO) == utc(goes)


@pytest.mark.parametrize(
    ("falls", "goes"),
    [
        pytest.param("2026-07-06 19:59", "2026-07-06 19:59", id="before-the-evening"),
        pytest.param("2026-07-06 20:00", "2026-07-06 20:00", id="in-the-evening"),
        pytest.param("2026-07-06 20:59:59.999999", "2026-07-06 20:59:59.999999", id="just-not-quiet-yet"),
        pytest.param("2026-07-06 21:00", "2026-07-06 20:00", id="quiet-from-21"),
        pytest.param("2026-07-06 22:30", "2026-07-06 20:00", id="late"),
        pytest.param("2026-07-06 23:59:59.999999", "2026-07-06 20:00", id="just-before-midnight"),
        pytest.param("2026-07-07 00:00", "2026-07-06 20:00", id="midnight"),
        pytest.param("2026-07-07 06:00", "2026-07-06 20:00", id="early"),
        pytest.param("2026-07-07 07:59:59.999999", "2026-07-06 20:00", id="just-still-quiet"),
        pytest.param("2026-07-07 08:00", "2026-07-07 08:00", id="until-8"),
        pytest.param("2026-08-01 06:00", "2026-07-31 20:00", id="the-first-of-a-month"),
    ],
)
def test_what_falls_in_the_quiet_hours_goes_the_evening_before(falls: str, goes: str) -> None:
    assert due(warsaw(falls) + 3 * HOUR, THREE_HOURS, zone=WARSAW) == warsaw(goes)
    assert due(warsaw(falls) + 3 * DAY, Offset(3), zone=WARSAW) == warsaw(goes)


@pytest.mark.parametrize(
    ("late", "goes"),
    [
        ("2026-07-06 20:59:59.999999", "2026-07-06 20:59:59.999999"),
        ("2026-07-06 21:00", "2026-07-07 08:00"),
        ("2026-07-07 00:00", "2026-07-07 08:00"),
        ("2026-07-07 07:59:59.999999", "2026-07-07 08:00"),
        ("2026-07-07 08:00", "2026-07-07 08:00"),
        pytest.param("2026-10-24 23:00", "2026-10-25 08:00", id="the-long-night"),
        pytest.param("2026-03-28 23:00", "2026-03-29 08:00", id="the-short-night"),
    ],
)
def test_what_is_late_waits_for_the_end_of_the_quiet_hours(late: str, goes: str) -> None:
    assert awake(warsaw(late), zone=WARSAW) == warsaw(goes)


def test_a_late_moment_has_a_zone() -> None:
    with pytest.raises(ValueError, match="has a zone"):
        awake(datetime(2026, 7, 6, 23), zone=WARSAW)  # noqa: DTZ001  that is what is refused


@pytest.mark.parametrize(
    ("offset", "reader", "goes"),
    [
        pytest.param(THREE_HOURS, WARSAW, "2026-07-05 18:00", id="night-at-both"),
        pytest.param(THREE_HOURS, TOKYO, "2026-07-06 04:00", id="night-only-at-the-office"),
        pytest.param(TWO_DAYS, NEW_YORK, "2026-07-04 00:00", id="night-only-at-the-reader"),
        pytest.param(TWO_DAYS, TOKYO, "2026-07-04 07:00", id="day-at-both"),
    ],
)
def test_the_quiet_hours_are_those_of_the_reader(offset: Offset, reader: ZoneInfo, goes: str) -> None:
    assert due(warsaw("2026-07-06 09:00"), offset, zone=WARSAW, reader_zone=reader) == utc(goes)


@pytest.mark.parametrize("offset", [THREE_HOURS, ONE_DAY, Offset(1, 60)])
@pytest.mark.parametrize("reader", [WARSAW, NEW_YORK])
def test_a_reminder_is_due_in_utc_in_whatever_zone_the_moment_comes(offset: Offset, reader: ZoneInfo) -> None:
    visit = warsaw("2026-07-06 15:00")

    found = due(visit.astimezone(KATHMANDU), offset, zone=WARSAW, reader_zone=reader)

    assert found == due(visit, offset, zone=WARSAW, reader_zone=reader)
    assert found.tzinfo is UTC


def test_a_moment_has_a_zone() -> None:
    naive = warsaw("2026-07-06 09:00").replace(tzinfo=None)

    with pytest.raises(ValueError, match="has a zone"):
        due(naive, ONE_DAY, zone=WARSAW)
    with pytest.raises(ValueError, match="has a zone"):
        plan(naive, [ONE_DAY], zone=WARSAW, at=utc("2026-01-01 00:00"))


@bounded
@given(moment=moments, offset=offsets, zone=zones, reader=zones)
def test_no_reminder_goes_in_the_quiet_hours_or_after_the_moment(
    moment: datetime, offset: Offset, zone: ZoneInfo, reader: ZoneInfo
) -> None:
    found = due(moment, offset, zone=zone, reader_zone=reader)

    assert not is_quiet(found, reader)
    assert found < moment


@bounded
@given(moment=moments, days=st.integers(1, 366), zone=zones)
def test_whole_days_keep_the_wall_clock_unless_it_is_night(
    moment: datetime, days: int, zone: ZoneInfo
) -> None:
    wall = moment.astimezone(zone).replace(tzinfo=None) - timedelta(days=days)
    assume(8 <= wall.hour < 21)

    found = due(moment, Offset(days), zone=zone)

    assert found.astimezone(zone).replace(tzinfo=None) == wall


@bounded
@given(moment=moments, offset=minutes_only, zone=zones)
def test_only_what_falls_in_a_night_moves_and_only_to_its_evening(
    moment: datetime, offset: Offset, zone: ZoneInfo
) -> None:
    exact = moment - timedelta(minutes=offset.minutes)

    found = due(moment, offset, zone=zone)

    if is_quiet(exact, zone):
        assert (found.astimezone(zone).hour, found.astimezone(zone).minute) == (20, 0)
        assert all(is_quiet(found + hours * HOUR, zone) for hours in range(1, (exact - found) // HOUR + 1))
    else:
        assert found == exact


@bounded
@given(moment=moments, days=st.integers(0, 365), minutes=st.integers(1, 1439), zone=zones, reader=zones)
def test_a_day_more_is_earlier(
    moment: datetime, days: int, minutes: int, zone: ZoneInfo, reader: ZoneInfo
) -> None:
    one, more = Offset(days, minutes), Offset(days + 1, minutes)

    assert due(moment, more, zone=zone, reader_zone=reader) < due(moment, one, zone=zone, reader_zone=reader)


@bounded
@given(moment=moments, later=st.integers(0, 2880), offset=minutes_only, zone=zones)
def test_who_comes_later_is_reminded_later_but_for_the_hour_before_a_night(
    moment: datetime, later: int, offset: Offset, zone: ZoneInfo
) -> None:
    first = due(moment, offset, zone=zone)
    second = due(moment + timedelta(minutes=later), offset, zone=zone)

    assert first <= second or first.astimezone(zone).hour == 20
    assert first < second + HOUR


VISIT = warsaw("2026-07-06 09:00")
LONG_BEFORE = utc("2026-01-01 00:00")
USUAL = (
    Planned(WEEK, warsaw("2026-06-29 09:00")),
    Planned(TWO_DAYS, warsaw("2026-07-04 09:00")),
    Planned(THREE_HOURS, warsaw("2026-07-05 20:00")),
)


@pytest.mark.parametrize("offsets", [(WEEK, TWO_DAYS, THREE_HOURS), (TWO_DAYS, THREE_HOURS, WEEK, TWO_DAYS)])
def test_reminders_go_one_after_the_other_however_they_are_listed(offsets: Sequence[Offset]) -> None:
    assert plan(VISIT, offsets, zone=WARSAW, at=LONG_BEFORE) == USUAL


def test_who_asked_for_no_reminders_gets_none() -> None:
    assert plan(VISIT, (), zone=WARSAW, at=LONG_BEFORE) == ()


@pytest.mark.parametrize(
    ("at", "left"),
    [
        pytest.param(warsaw("2026-06-29 08:59:59.999999"), USUAL, id="just-before-the-first"),
        pytest.param(warsaw("2026-06-29 09:00"), USUAL[1:], id="at-the-first"),
        pytest.param(warsaw("2026-07-05 19:59"), USUAL[2:], id="before-the-last"),
        pytest.param(warsaw("2026-07-05 22:00"), (), id="at-night-for-a-time-moved-out-of-it"),
        pytest.param(VISIT + DAY, (), id="after-the-visit"),
    ],
)
def test_there_is_no_reminder_for_a_time_already_past(at: datetime, left: tuple[Planned, ...]) -> None:
    assert plan(VISIT, (WEEK, TWO_DAYS, THREE_HOURS), zone=WARSAW, at=at) == left


@pytest.mark.parametrize(
    ("offsets", "goes"),
    [
        pytest.param((Offset(0, 180), Offset(0, 120)), Offset(0, 120), id="the-nearest-last"),
        pytest.param((Offset(0, 120), Offset(0, 180)), Offset(0, 120), id="the-nearest-first"),
        pytest.param((Offset(0, 660), Offset(0, 61), Offset(0, 180)), Offset(0, 61), id="three"),
        pytest.param((Offset(0, 13 * 60), Offset(0, 180)), Offset(0, 180), id="one-of-that-very-minute"),
    ],
)
def test_of_several_that_would_go_together_the_nearest_goes(offsets: Sequence[Offset], goes: Offset) -> None:
    planned = plan(VISIT, (*offsets, TWO_DAYS), zone=WARSAW, at=LONG_BEFORE)

    assert planned == (USUAL[1], Planned(goes, warsaw("2026-07-05 20:00")))


def test_a_plan_keeps_to_the_reader_s_night() -> None:
    planned = plan(VISIT, (TWO_DAYS, THREE_HOURS), zone=WARSAW, reader_zone=TOKYO, at=LONG_BEFORE)

    assert planned == (
        Planned(TWO_DAYS, warsaw("2026-07-04 09:00")),
        Planned(THREE_HOURS, warsaw("2026-07-06 06:00")),
    )


@bounded
@given(
    moment=moments, listed=st.lists(offsets, max_size=6), zone=zones, reader=zones, days=st.integers(0, 400)
)
def test_every_time_still_to_come_has_one_reminder(
    moment: datetime, listed: list[Offset], zone: ZoneInfo, reader: ZoneInfo, days: int
) -> None:
    at = moment - timedelta(days=days)
    times = {offset: due(moment, offset, zone=zone, reader_zone=reader) for offset in listed}

    planned = plan(moment, listed, zone=zone, reader_zone=reader, at=at)

    assert [one.due_at for one in planned] == sorted({time for time in times.values() if time > at})
    for one in planned:
        assert one.offset == min(offset for offset, time in times.items() if time == one.due_at)
