"""A place in the queue as its page shows it: what the socket sends, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.web import words
from scheduling.choices import OPEN, TicketState
from scheduling.models import Appointment, QueueRule, Service, Ticket
from scheduling.models.line import blocks_of_day, today
from scheduling.models.snapshot import place_of
from scheduling.rules.queue.waits import ToldWait, told

GONE = "gone"  # of another day
TITLES: Mapping[str, Promise] = {
    TicketState.WAITING: _("You are waiting"),
    TicketState.CALLED: _("Go to counter %(counter)s"),
    TicketState.SERVING: _("You are being served"),
    TicketState.PARKED: _("We keep your place"),
    TicketState.MISSED: _("We called you and did not see you"),
    TicketState.LEFT: _("You gave your place back"),
    TicketState.DONE: _("Your ticket is done"),
    TicketState.UNSERVED: _("We could not serve you today"),
    GONE: _("This ticket was for another day"),
}
MAY_LEAVE = (TicketState.WAITING, TicketState.CALLED, TicketState.PARKED)


@dataclass(frozen=True, slots=True)
class Place:
    """A ticket and its document at `at` (UTC)."""

    ticket: Ticket
    document: Mapping[str, Any]
    at: datetime

    @classmethod
    def of(cls, ticket: Ticket, *, at: datetime) -> "Place":
        return cls(ticket, place_of(ticket, at=at), at)

    @property
    def is_today(self) -> bool:
        return self.ticket.on == today(self.ticket.office, self.at)

    @property
    def state(self) -> str:
        """Where somebody stands; who was never finished on an earlier day stands nowhere."""
        state: str = self.document["state"]
        return state if self.is_today or state not in OPEN else GONE

    @property
    def title(self) -> str:
        return str(TITLES[self.state]) % {"counter": self.counter}

    @property
    def counter(self) -> str:
        return self.document["counter"] or ""

    @property
    def wait(self) -> ToldWait:
        low, high, until = (_moment(self.document[key]) for key in ("low", "high", "break_until"))
        return told(low, high, at=self.at, break_until=until)

    @property
    def low(self) -> str:
        return self._clock(self.wait.low)

    @property
    def high(self) -> str:
        return self._clock(self.wait.high)

    @property
    def break_until(self) -> datetime | None:
        return _moment(self.document["break_until"]) if self.state == TicketState.WAITING else None

    @property
    def is_booked_in_time(self) -> bool:
        """Tell whether somebody waits by their booked time, and not by when they came."""
        return bool(self.document["is_booked"] and not self.document["is_late"])

    @property
    def is_called_again(self) -> bool:
        return bool(self.document["calls"] > 1)

    @property
    def may_leave(self) -> bool:
        return self.state in MAY_LEAVE

    def _clock(self, at: datetime | None) -> str:
        return words.clock(at, self.ticket.office.zone) if at else ""


def place_context(place: Place, token: str) -> dict[str, object]:
    """Return what the page of somebody's own place shows."""
    ticket = place.ticket
    office = ticket.office
    visits = list(Appointment.objects.filter(arrival__ticket=ticket).order_by("period", "pk"))
    rule = QueueRule.of(office)
    return {
        "place": place,
        "ticket": ticket,
        "office": office,
        "token": token,
        "visit": visits[0] if visits else None,
        "others": others_of(ticket, visits),
        "waiting_note": rule.waiting_note,
        "break_note": rule.break_note,
        "breaks": [block for block in blocks_of_day(office, ticket.on) if block.end > place.at],
        "book_url": book_url(ticket.service, ticket),
    }


def others_of(ticket: Ticket, visits: list[Appointment]) -> list[Ticket]:
    """Return the other tickets of the booking, if its people are seen at several counters."""
    if not visits or visits[0].people == len(visits):
        return []
    rows = Ticket.objects.of_booking(visits[0].lead or visits[0])
    return list(rows.exclude(pk=ticket.pk).order_by("number"))


def book_url(service: Service, ticket: Ticket) -> str:
    """Return where somebody books a time for the same, or, if the public cannot, for anything."""
    if service.is_listed and ticket.office.is_open_to_public:
        return reverse("service_detail", args=[ticket.office.slug, service.code])
    return reverse("service_list")


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
