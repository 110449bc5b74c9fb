"""One event as a file that any calendar can read (RFC 5545), sent as RFC 5546 says.

The same event keeps its UID for good. A calendar that has it already takes the file with
the higher SEQUENCE as a change, and one that says CANCEL as its end.

Calendars are shared with colleagues and family, and read on lock screens. The event is
marked as private, and whoever makes one chooses words that give nothing away.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import (
    CLASS,
    STATUS,
    Calendar,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vCalAddress,
    vText,
)
from icalendar import Event as Component

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
FILE_NAME = "visit.ics"
PRODUCT = "-//Portal//Visits//EN"


@dataclass(frozen=True, slots=True)
class Event:
    """What a calendar is told. The moments are in UTC; `zone` is where the wall clock hangs.

    The words are in `language` already. `stamp` is when the event became as it is.
    """

    uid: str
    sequence: int
    start: datetime
    end: datetime
    zone: ZoneInfo
    stamp: datetime
    language: str
    summary: str
    location: str
    description: str
    organizer: str
    organizer_email: str
    is_cancelled: bool = False

    @property
    def method(self) -> str:
        return "CANCEL" if self.is_cancelled else "PUBLISH"

    @property
    def media_type(self) -> str:
        return f"text/calendar; charset=utf-8; method={self.method}"


def calendar_file(event: Event) -> bytes:
    """Return the file, with the rules of the time zone for the years it is about."""
    start, end = _on_the_wall(event)
    calendar = Calendar({"PRODID": PRODUCT, "VERSION": "2.0", "METHOD": event.method})
    calendar.add_component(_component(event, start=start, end=end))
    if calendar.get_missing_tzids():  # UTC needs no rules
        years = datetime(start.year, 1, 1, tzinfo=UTC), datetime(end.year + 1, 1, 1, tzinfo=UTC)
        calendar.subcomponents.insert(0, _rules(event.zone, *years))
    content: bytes = calendar.to_ical()
    return content


def _component(event: Event, *, start: datetime, end: datetime) -> Component:
    component = Component.new(
        uid=event.uid,
        sequence=event.sequence,
        stamp=event.stamp,
        start=start,
        end=end,
        status=STATUS.CANCELLED if event.is_cancelled else STATUS.CONFIRMED,
        classification=CLASS.PRIVATE,
        organizer=vCalAddress.new(event.organizer_email, cn=event.organizer),
    )
    for name in ("summary", "location", "description"):
        component.add(name, vText(getattr(event, name), params={"LANGUAGE": event.language}))
    return component


def _on_the_wall(event: Event) -> tuple[datetime, datetime]:
    """Return start and end by the zone's wall clock, or in UTC if that would be ambiguous.

    A local time that comes twice means the first one (RFC 5545, 3.3.5), so the second has
    no local name.
    """
    start, end = event.start.astimezone(event.zone), event.end.astimezone(event.zone)
    return (event.start, event.end) if start.fold or end.fold else (start, end)


def _rules(zone: ZoneInfo, first: datetime, last: datetime) -> Timezone:
    """Return what holds between two moments (UTC).

    icalendar can make this too, but 7.3.0 lets summer time begin an hour late.
    """
    rules = Timezone({"TZID": zone.key})
    for change in (first - DAY, *_changes(zone, first, last)):
        rules.add_component(_observance(zone, change))
    return rules


def _changes(zone: ZoneInfo, first: datetime, last: datetime) -> Iterator[datetime]:
    """Yield the minutes (UTC) at which the zone's clocks are changed."""
    for number in range((last - first) // DAY):
        day = first + number * DAY
        if _offset(zone, day) != _offset(zone, day + DAY):
            yield _change_on(day, zone)


def _change_on(day: datetime, zone: ZoneInfo) -> datetime:
    before = _offset(zone, day)
    minute = bisect_left(
        range(DAY // MINUTE), 1, key=lambda minute: int(_offset(zone, day + minute * MINUTE) != before)
    )
    return day + minute * MINUTE


def _observance(zone: ZoneInfo, at: datetime) -> TimezoneStandard | TimezoneDaylight:
    """Return what holds from `at` on; its start is by the clock before it (RFC 5545, 3.6.5)."""
    before, there = _offset(zone, at - MINUTE), at.astimezone(zone)
    observance = TimezoneDaylight() if there.dst() else TimezoneStandard()
    observance.DTSTART = (at + before).replace(tzinfo=None)
    observance.TZOFFSETFROM, observance.TZOFFSETTO = before, _offset(zone, at)
    observance.add("TZNAME", there.tzname())
    return observance


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()
