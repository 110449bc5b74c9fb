"""The face of a ticket, on the screen and on paper: a code, and when its person is called."""

from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from portal.web import words
from portal.web.qr import Picture, address_code
from scheduling import notices
from scheduling.choices import TicketState
from scheduling.models import Ticket
from scheduling.models.forecast import expected_of
from scheduling.models.hall import Hall
from scheduling.rules.queue.forecast import Expected
from scheduling.rules.queue.waits import is_wide


@dataclass(frozen=True, slots=True)
class Face:
    """A ticket as people read it."""

    ticket: Ticket
    due: str  # the booked time
    low: str  # the time before which they are hardly called; nothing, if nobody can tell
    high: str
    url: str
    picture: Picture

    @property
    def is_called(self) -> bool:
        return self.ticket.state == TicketState.CALLED

    @property
    def is_serving(self) -> bool:
        return self.ticket.state == TicketState.SERVING

    @property
    def is_parked(self) -> bool:
        return self.ticket.state == TicketState.PARKED


def between(expected: Expected | None, zone: ZoneInfo) -> tuple[str, str]:
    """Return between which times of the clock somebody will be called; nothing, if nobody can tell.

    Of a wide range there is the first alone.
    """
    if expected is None or expected.low is None or expected.high is None:
        return "", ""
    high = "" if is_wide(expected.low, expected.high) else words.clock(expected.high, zone)
    return words.clock(expected.low, zone), high


def faces_of(tickets: Iterable[Ticket], hall: Hall) -> list[Face]:
    """Return what people read on some tickets of one office."""
    expected = expected_of(hall)
    return [_one(ticket, expected.get(ticket.pk), zone=hall.office.zone) for ticket in tickets]


def _one(ticket: Ticket, expected: Expected | None, *, zone: ZoneInfo) -> Face:
    url = notices.ticket_page_of(ticket)
    low, high = between(expected if ticket.state == TicketState.WAITING else None, zone)
    return Face(ticket, words.clock(ticket.due_at, zone), low, high, url, address_code(url))
