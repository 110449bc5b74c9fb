"""A file of many events, read back by a reader of calendars."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from icalendar import Calendar

from portal.web.calendar_feed import Entry, calendar_feed

STAMP = datetime(2026, 12, 1, 9, tzinfo=UTC)
START = datetime(2026, 12, 7, 8, tzinfo=UTC)
DAY = Entry("day@example.test", 7, STAMP, date(2026, 12, 10), date(2026, 12, 11), "Last day; look, here")
TIME = Entry(
    "time@example.test",
    2,
    STAMP,
    START,
    START + timedelta(minutes=15),
    "Visit",
    description="Said",
    location="Przy Rondzie 6, Kraków",
    url="https://portal.example.test/en/cases/1/",
)


def test_a_day_is_a_day_and_a_time_is_in_utc() -> None:
    text = calendar_feed([DAY, TIME], name="Days", language="en").decode()

    assert "DTSTART;VALUE=DATE:20261210\r\nDTEND;VALUE=DATE:20261211\r\n" in text
    assert "DTSTART:20261207T080000Z\r\nDTEND:20261207T081500Z\r\n" in text
    assert "TZID" not in text


def test_each_event_says_what_it_is_and_that_it_is_private() -> None:
    calendar: Any = Calendar.from_ical(calendar_feed([DAY, TIME], name="Days", language="en"))

    day, time = calendar.walk("VEVENT")
    assert (day["UID"], day["SEQUENCE"], day["CLASS"]) == ("day@example.test", 7, "PRIVATE")
    assert (day["SUMMARY"], day["SUMMARY"].params["LANGUAGE"]) == ("Last day; look, here", "en")
    assert (day["DTSTAMP"].dt, day["TRANSP"], time["TRANSP"]) == (STAMP, "TRANSPARENT", "OPAQUE")
    assert ("DESCRIPTION" in day, "LOCATION" in day, "URL" in day) == (False, False, False)
    assert (time["DESCRIPTION"], time["LOCATION"]) == ("Said", "Przy Rondzie 6, Kraków")
    assert time["URL"] == "https://portal.example.test/en/cases/1/"


def test_the_calendar_has_a_name_and_is_read_every_six_hours() -> None:
    text = calendar_feed([], name="Days of your cases", language="en").decode()

    assert "\r\nMETHOD:PUBLISH\r\n" in text
    assert "\r\nNAME;LANGUAGE=en:Days of your cases\r\nX-WR-CALNAME:Days of your cases\r\n" in text
    assert "\r\nREFRESH-INTERVAL;VALUE=DURATION:PT6H\r\nX-PUBLISHED-TTL:PT6H\r\n" in text
    assert "VEVENT" not in text
