"""One event as a file that any calendar can read (RFC 5545), sent as RFC 5546 says.

The same event keeps its UID for good. A calendar that has it already takes the file with
the higher SEQUENCE as a change, and one that says CANCEL as its end.

Calendars are shared with colleagues and family, and read on lock screens. The event is
marked as private, and whoever makes one chooses words that give nothing away.
"""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from icalendar import CLASS, STATUS, Calendar, vCalAddress, vText
from icalendar import Event as Component

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
    calendar.add_missing_timezones(date(start.year, 1, 1), date(end.year + 1, 1, 1))
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
