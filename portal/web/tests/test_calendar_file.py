"""The file is read again as a calendar reads it, and its bytes are looked at too."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from icalendar import Event as Component

from portal.web.calendar_file import Event, calendar_file

WARSAW = ZoneInfo("Europe/Warsaw")
VISIT = Event(
    uid="0123456789abcdef@portal.example.org",
    sequence=3,
    start=datetime(2026, 12, 7, 8, tzinfo=UTC),
    end=datetime(2026, 12, 7, 8, 30, tzinfo=UTC),
    zone=WARSAW,
    stamp=datetime(2026, 12, 1, 9, 0, 5, tzinfo=UTC),
    language="pl",
    summary="Wizyta w urzędzie; zażółć gęślą jaźń",
    location="ul. Przy Rondzie 6, 31-547 Kraków",
    description="Номер: 7F3K-9M2Q\nОчень длинная строка, которую придётся перенести; и ещё \\одна",
    organizer='Urząd "A": 1',
    organizer_email="portal@example.test",
)


def read(event: Event) -> tuple[Calendar, Component]:
    calendar = Calendar.from_ical(calendar_file(event))
    assert isinstance(calendar, Calendar)
    (component,) = calendar.events
    return calendar, component


def lines(event: Event) -> list[str]:
    """Return the lines as they were before they were folded."""
    return calendar_file(event).decode().replace("\r\n ", "").split("\r\n")


def on(start: str, end: str, zone: ZoneInfo = WARSAW) -> Event:
    return replace(
        VISIT,
        start=datetime.fromisoformat(start + "+00:00"),
        end=datetime.fromisoformat(end + "+00:00"),
        zone=zone,
    )


def test_a_calendar_reads_what_was_written() -> None:
    calendar, event = read(VISIT)

    assert (calendar["VERSION"], calendar["METHOD"], calendar["PRODID"]) == (
        "2.0",
        "PUBLISH",
        "-//Portal//Visits//EN",
    )
    assert (event["UID"], event["SEQUENCE"], event["STATUS"], event["CLASS"]) == (
        VISIT.uid,
        3,
        "CONFIRMED",
        "PRIVATE",
    )
    assert (event["SUMMARY"], event["LOCATION"], event["DESCRIPTION"]) == (
        VISIT.summary,
        VISIT.location,
        VISIT.description,
    )
    assert event.stamp == VISIT.stamp
    assert (event["ORGANIZER"], event["ORGANIZER"].params["CN"]) == (
        "mailto:portal@example.test",
        'Urząd "A": 1',
    )


@pytest.mark.parametrize("name", ["SUMMARY", "LOCATION", "DESCRIPTION"])
def test_words_say_in_which_language_they_are(name: str) -> None:
    _, event = read(VISIT)

    assert event[name].params["LANGUAGE"] == "pl"


def test_times_are_by_the_wall_clock_of_the_office() -> None:
    said = lines(VISIT)

    assert "DTSTART;TZID=Europe/Warsaw:20261207T090000" in said
    assert "DTEND;TZID=Europe/Warsaw:20261207T093000" in said
    assert "DTSTAMP:20261201T090005Z" in said


def test_lines_end_as_the_standard_says_and_none_is_longer_than_75_octets() -> None:
    content = calendar_file(VISIT)

    rows = content.split(b"\r\n")
    assert rows[-1] == b""
    assert not [row for row in rows if b"\n" in row or b"\r" in row]
    assert max(map(len, rows)) <= 75
    assert [row.decode() for row in rows]  # and no letter is cut in two
    assert len([row for row in rows if row.startswith(b" ")]) >= 2


def test_what_calendars_must_not_miss_is_there_once() -> None:
    names = [line.partition(":")[0].partition(";")[0] for line in lines(VISIT)]

    once = ["METHOD", "UID", "SEQUENCE", "DTSTAMP", "STATUS", "SUMMARY", "ORGANIZER", "PRODID", "VERSION"]
    assert [name for name in once if names.count(name) != 1] == []
    assert not {"ATTENDEE", "URL", "VALARM"} & set(names)


def test_a_cancelled_event_asks_to_be_taken_out() -> None:
    calendar, event = read(replace(VISIT, is_cancelled=True))

    assert (calendar["METHOD"], event["STATUS"]) == ("CANCEL", "CANCELLED")
    assert (event["UID"], event["SEQUENCE"]) == (VISIT.uid, 3)


@pytest.mark.parametrize(("is_cancelled", "method"), [(False, "PUBLISH"), (True, "CANCEL")])
def test_the_type_names_what_the_file_asks_for(is_cancelled: bool, method: str) -> None:
    event = replace(VISIT, is_cancelled=is_cancelled)

    assert event.media_type == f"text/calendar; charset=utf-8; method={method}"


def test_the_same_event_makes_the_same_file() -> None:
    assert calendar_file(VISIT) == calendar_file(VISIT)


@pytest.mark.parametrize(
    ("start", "end", "begins", "ends"),
    [
        pytest.param("2026-07-01T07:00", "2026-07-01T07:30", "0701T0900", "0701T0930", id="summer"),
        pytest.param("2026-12-01T08:00", "2026-12-01T08:30", "1201T0900", "1201T0930", id="winter"),
        pytest.param(
            "2026-03-29T00:30", "2026-03-29T01:30", "0329T0130", "0329T0330", id="clocks-go-forward"
        ),
        pytest.param("2026-10-25T00:15", "2026-10-25T00:45", "1025T0215", "1025T0245", id="first-of-two"),
    ],
)
def test_the_wall_clock_is_that_of_the_day(start: str, end: str, begins: str, ends: str) -> None:
    said = lines(on(start, end))

    assert f"DTSTART;TZID=Europe/Warsaw:2026{begins}00" in said
    assert f"DTEND;TZID=Europe/Warsaw:2026{ends}00" in said


@pytest.mark.parametrize(
    ("start", "end"),
    [
        pytest.param("2026-10-25T00:45", "2026-10-25T01:15", id="its-end"),
        pytest.param("2026-10-25T01:15", "2026-10-25T02:30", id="its-start"),
        pytest.param("2026-10-25T01:15", "2026-10-25T01:45", id="both"),
    ],
)
def test_an_hour_that_comes_twice_has_no_local_name_the_second_time(start: str, end: str) -> None:
    event = on(start, end)

    said = lines(event)

    assert f"DTSTART:{event.start:%Y%m%dT%H%M%SZ}" in said
    assert f"DTEND:{event.end:%Y%m%dT%H%M%SZ}" in said
    assert "BEGIN:VTIMEZONE" not in said


def test_an_office_in_utc_needs_no_rules() -> None:
    said = lines(on("2026-07-01T07:00", "2026-07-01T07:30", ZoneInfo("UTC")))

    assert "DTSTART:20260701T070000Z" in said
    assert "BEGIN:VTIMEZONE" not in said


@pytest.mark.parametrize("name", ["Europe/Warsaw", "America/New_York", "Asia/Tbilisi"])
def test_the_rules_of_the_zone_are_true_at_every_quarter_of_the_year(name: str) -> None:
    zone = ZoneInfo(name)
    calendar, _ = read(on("2026-07-01T07:00", "2026-07-01T07:30", zone))

    (rules,) = calendar.timezones
    told = rules.to_tz(lookup_tzid=False)  # by the rules alone, not by what the name means to the reader
    quarters = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=15) * n for n in range(365 * 96)]
    assert rules.tz_name == name
    assert [at for at in quarters if wall(at, told) != wall(at, zone)] == []


def test_rules_begin_by_the_clock_that_they_end() -> None:
    rules = calendar_file(VISIT).decode().partition("BEGIN:VEVENT")[0]

    assert rules.split("\r\n")[4:-1] == [
        "BEGIN:VTIMEZONE",
        "TZID:Europe/Warsaw",
        *observance("STANDARD", "20251231T010000", "CET", "+0100", "+0100"),
        *observance("DAYLIGHT", "20260329T020000", "CEST", "+0100", "+0200"),
        *observance("STANDARD", "20261025T030000", "CET", "+0200", "+0100"),
        "END:VTIMEZONE",
    ]


def test_the_rules_reach_over_new_year() -> None:
    said = lines(on("2026-12-31T22:45", "2027-01-01T00:15"))

    assert "DTSTART;TZID=Europe/Warsaw:20261231T234500" in said
    assert "DTEND;TZID=Europe/Warsaw:20270101T011500" in said
    assert [line for line in said if line.startswith("DTSTART:")] == [
        "DTSTART:20251231T010000",
        "DTSTART:20260329T020000",
        "DTSTART:20261025T030000",
        "DTSTART:20270328T020000",
        "DTSTART:20271031T030000",
    ]


def wall(at: datetime, zone: tzinfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None)


def observance(kind: str, start: str, name: str, before: str, after: str) -> list[str]:
    return [
        f"BEGIN:{kind}",
        f"DTSTART:{start}",
        f"TZNAME:{name}",
        f"TZOFFSETFROM:{before}",
        f"TZOFFSETTO:{after}",
        f"END:{kind}",
    ]
