"""A ticket, on the screen of the kiosk and on 80 millimetres of paper: a code, and where to wait.

Whoever comes next may see either, so neither says who it is for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation

from portal.web import words
from portal.web.qr import Picture, address_code
from scheduling import notices
from scheduling.choices import Rank, TicketState
from scheduling.models import Kiosk, QueueRule, Ticket
from scheduling.models.forecast import expected_in
from scheduling.rules.queue.forecast import Expected
from scheduling.rules.queue.numbers import BOOKED_LETTER
from scheduling.views.kiosk.device import at_kiosk
from scheduling.views.kiosk.pages import READING, page, pause_at, start_url
from scheduling.views.kiosk.shown import show, shown_here


@dataclass(frozen=True, slots=True)
class Shown:
    """A ticket as people read it."""

    ticket: Ticket
    due: str  # the booked time
    low: str  # the time before which they are hardly called; nothing, if nobody can tell
    high: str
    url: str
    picture: Picture

    @property
    def is_booked(self) -> bool:
        return self.ticket.letter == BOOKED_LETTER

    @property
    def is_late(self) -> bool:
        return self.is_booked and self.ticket.rank == Rank.WALK_IN

    @property
    def is_called(self) -> bool:
        return self.ticket.state == TicketState.CALLED

    @property
    def is_serving(self) -> bool:
        return self.ticket.state == TicketState.SERVING

    @property
    def is_parked(self) -> bool:
        return self.ticket.state == TicketState.PARKED


def to_tickets(tickets: Sequence[Ticket], *, language: str, is_again: bool) -> HttpResponse:
    """Lead to the page of tickets, in a language."""
    with translation.override(language):
        url = reverse("kiosk_printed", args=[notices.ticket_token_of(tickets[0])])
    return show(redirect(url), tickets, is_again=is_again)


@at_kiosk
def kiosk_printed(request: HttpRequest, kiosk: Kiosk, token: str) -> HttpResponse:
    """Show the tickets that this device has just given, and no others: "back" leads to the start."""
    keys, is_again = shown_here(request)
    tickets = list(Ticket.objects.for_page().filter(pk__in=keys, office=kiosk.office).order_by("number"))
    if not tickets or token not in map(notices.ticket_token_of, tickets):
        return redirect(start_url())
    now = timezone.now()
    rule = QueueRule.of(kiosk.office)
    pause = pause_at(kiosk.office, at=now)
    context = {
        "shown": _shown(tickets, at=now),
        "is_again": is_again,
        "pause": pause,
        "where": rule.waiting_note,
        "where_in_pause": rule.break_note if pause else "",
        "day": words.day(now.astimezone(kiosk.office.zone).date()),
        "stays": "stay" in request.GET,
        "reading": READING,
    }
    return page(request, kiosk, "scheduling/kiosk/ticket.html", context, at=now)


def between(expected: Expected | None, zone: ZoneInfo) -> tuple[str, str]:
    """Return between which times of the clock somebody will be called; nothing, if nobody can tell."""
    if expected is None or expected.low is None or expected.high is None:
        return "", ""
    return words.clock(expected.low, zone), words.clock(expected.high, zone)


def _shown(tickets: Sequence[Ticket], *, at: datetime) -> list[Shown]:
    office = tickets[0].office
    expected = expected_in(office, at=at)
    return [_one(ticket, expected.get(ticket.pk), zone=office.zone) for ticket in tickets]


def _one(ticket: Ticket, expected: Expected | None, *, zone: ZoneInfo) -> Shown:
    url = notices.ticket_page_of(ticket)
    low, high = between(expected if ticket.state == TicketState.WAITING else None, zone)
    return Shown(ticket, words.clock(ticket.due_at, zone), low, high, url, address_code(url))
