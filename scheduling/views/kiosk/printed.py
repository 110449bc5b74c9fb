"""A ticket, on the screen of the kiosk and on 80 millimetres of paper: a code, and where to wait.

Whoever comes next may see either, so neither says who it is for.
"""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation

from portal.web import words
from scheduling import notices
from scheduling.models import Kiosk, Ticket
from scheduling.models.hall import hall_of
from scheduling.models.line import pause_in
from scheduling.views.kiosk.device import at_kiosk
from scheduling.views.kiosk.faces import faces_of
from scheduling.views.kiosk.pages import READING, page, start_url
from scheduling.views.kiosk.shown import show, shown_here


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
    hall = hall_of(kiosk.office, at=now)
    rule, pause = hall.rule, pause_in(hall.blocks, hall.office.zone, at=now)
    context = {
        "shown": faces_of(tickets, hall),
        "is_again": is_again,
        "pause": pause,
        "where": rule.waiting_note,
        "where_in_pause": rule.break_note if pause else "",
        "day": words.day(now.astimezone(kiosk.office.zone).date()),
        "stays": "stay" in request.GET,
        "reading": READING,
    }
    return page(request, kiosk, "scheduling/kiosk/ticket.html", context, at=now)
