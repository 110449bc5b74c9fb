"""Many events at one address, which a calendar reads again and again (RFC 5545, RFC 7986).

What is no longer in it, the calendar takes out by itself. Times are in UTC, so no rules of a time
zone are needed; a day is a day wherever it is read.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import CLASS, Calendar, vDuration, vText, vUri
from icalendar import Event as Component

PRODUCT = "-//Portal//Cases//EN"
MEDIA_TYPE = "text/calendar; charset=utf-8"
EVERY = timedelta(hours=6)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """A day, or the time from `start` to `end` (UTC). Others see the words.

    `stamp` is when it became as it is, and `sequence` rises with each change.
    """

    uid: str
    sequence: int
    stamp: datetime
    start: date | datetime
    end: date | datetime
    summary: str
    description: str = ""
    location: str = ""
    url: str = ""

    @property
    def is_day(self) -> bool:
        return not isinstance(self.start, datetime)


def calendar_feed(entries: Iterable[Entry], *, name: str, language: str) -> bytes:
    """Return the file; `language` is that of its words."""
    calendar = Calendar({"PRODID": PRODUCT, "VERSION": "2.0", "METHOD": "PUBLISH"})
    calendar.add("NAME", vText(name, params={"LANGUAGE": language}))
    calendar.add("X-WR-CALNAME", name)  # what most calendars read
    calendar.add("REFRESH-INTERVAL", vDuration(EVERY, params={"VALUE": "DURATION"}))
    calendar.add("X-PUBLISHED-TTL", vDuration(EVERY))
    for entry in entries:
        calendar.add_component(_component(entry, language))
    content: bytes = calendar.to_ical()
    return content


def _component(entry: Entry, language: str) -> Component:
    component = Component.new(
        uid=entry.uid,
        sequence=entry.sequence,
        stamp=entry.stamp,
        start=entry.start,
        end=entry.end,
        classification=CLASS.PRIVATE,
    )
    component.add("transp", "TRANSPARENT" if entry.is_day else "OPAQUE")
    for name in ("summary", "location", "description"):
        if text := getattr(entry, name):
            component.add(name, vText(text, params={"LANGUAGE": language}))
    if entry.url:
        component.add("url", vUri(entry.url))
    return component
