"""Somebody holds a code under the scanner, or types a number. It comes by POST: no address, no log has it."""

import re
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import get_language

from portal.audit.rules.actors import VISITOR
from portal.web.limits import Limit, TooOftenError, spend
from scheduling.actions.queue.arriving import check_in, find_visit
from scheduling.models import Appointment, Kiosk, Ticket
from scheduling.models.line import today
from scheduling.rules.codes import normalise_reference, token_digest
from scheduling.views.kiosk import outcomes
from scheduling.views.kiosk.device import at_kiosk
from scheduling.views.kiosk.printed import to_tickets
from scheduling.views.kiosk.refusals import REFUSALS, over, refused
from scheduling.views.kiosk.start import LONGEST_TYPED, Slip, start_page

# A number that is misread is typed again: nobody needs twenty. Whoever tries numbers by chance
# would wait for years: there are 10^12, and a device says of one that is found where to wait only.
UNKNOWN = Limit("kiosk.unknown", 20, timedelta(minutes=10))
PLACE = re.compile(r"/place/([A-Za-z0-9_-]{43})/?$")  # the code on a ticket


@at_kiosk
def kiosk_check_in(request: HttpRequest, kiosk: Kiosk) -> HttpResponse:
    now = timezone.now()
    if request.method != "POST":
        return redirect("kiosk_start")
    text = request.POST.get("code", "").replace("\0", "").strip()[:LONGEST_TYPED]
    if ticket := _ticket_of(text, kiosk, at=now):
        return _again(request, kiosk, ticket, at=now)
    try:
        spend(within=[(UNKNOWN, str(kiosk.pk))], at=now)
        visit = find_visit(text)
        if visit is None:
            return _not_found(request, kiosk, text, at=now)
    except TooOftenError as error:
        paused = outcomes.too_often(error.retry_at, kiosk.office)
        return outcomes.outcome_page(request, kiosk, paused, at=now)
    return _arrive(request, kiosk, visit, text, at=now)


def _arrive(
    request: HttpRequest, kiosk: Kiosk, visit: Appointment, text: str, *, at: datetime
) -> HttpResponse:
    """Check a booking in, and answer in the language of the booking if nobody has chosen another here."""
    language = visit.language if _is_at_start() else get_language() or visit.language
    try:
        tickets = check_in(office=kiosk.office, appointment=visit, language=language, by=VISITOR, at=at)
    except REFUSALS as error:
        with translation.override(language):
            outcome = refused(error, visit, office=kiosk.office, at=at)
            return outcomes.outcome_page(request, kiosk, outcome, again={"code": text}, at=at)
    return to_tickets(tickets, language=language, is_again=any(ticket.came_at != at for ticket in tickets))


def _again(request: HttpRequest, kiosk: Kiosk, ticket: Ticket, *, at: datetime) -> HttpResponse:
    """Show a ticket again whose own code was scanned, or say what became of it."""
    language = ticket.language if _is_at_start() else get_language() or ticket.language
    if ticket.is_open:
        return to_tickets([ticket], language=language, is_again=True)
    with translation.override(language):
        return outcomes.outcome_page(request, kiosk, over([ticket]), at=at)


def _not_found(request: HttpRequest, kiosk: Kiosk, text: str, *, at: datetime) -> HttpResponse:
    """Say that it is no number of ours, or none that we know; only the second may be a guess.

    :raises TooOftenError: if there were too many of those.
    """
    if not text:
        return start_page(request, kiosk, slip=Slip.EMPTY, at=at)
    if normalise_reference(text.partition("/")[0]) is None:
        return start_page(request, kiosk, slip=Slip.FOREIGN, at=at)
    spend((UNKNOWN, str(kiosk.pk)), at=at)
    return start_page(request, kiosk, slip=Slip.UNKNOWN, typed=text, at=at)


def _ticket_of(text: str, kiosk: Kiosk, *, at: datetime) -> Ticket | None:
    """Return the ticket whose own code was scanned, if it is one of this office and day."""
    found = PLACE.search(text)
    if found is None:
        return None
    there = Ticket.objects.for_page().filter(office=kiosk.office, on=today(kiosk.office, at))
    return there.filter(token_digest=token_digest(found[1])).first()


def _is_at_start() -> bool:
    """Tell whether the device speaks as it does at its start: nobody has chosen a language yet."""
    return get_language() == settings.LANGUAGE_CODE
