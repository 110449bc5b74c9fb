"""What a kiosk says when it has no ticket to give: what is the matter, and what to do now.

Of a visit it says no more than somebody must know who stands there: never who it is for.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.models import Office
from portal.web import words
from portal.web.qr import Picture, address_code
from scheduling.actions.queue import arriving
from scheduling.choices import TicketState
from scheduling.models import Appointment, Kiosk, QueueRule, Ticket
from scheduling.models.arrivals import check_in_of
from scheduling.notices.secrets import whole
from scheduling.views.answers import TAKEN, TOO_MANY
from scheduling.views.kiosk.pages import page

Refusal = (
    arriving.OtherOfficeError
    | arriving.OtherDayError
    | arriving.TooEarlyError
    | arriving.NotExpectedError
    | arriving.AlreadyServedError
)
REFUSALS = (
    arriving.OtherOfficeError,
    arriving.OtherDayError,
    arriving.TooEarlyError,
    arriving.NotExpectedError,
    arriving.AlreadyServedError,
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A page with a heading, sentences, and what helps: an address, a code for the phone."""

    title: str
    lines: list[str]
    address: str = ""
    picture: Picture | None = None
    url: str = ""
    status: int = TAKEN
    gives_tickets: bool = field(default=False, kw_only=True)


def outcome_page(
    request: HttpRequest,
    kiosk: Kiosk,
    outcome: Outcome,
    *,
    again: Mapping[str, str] | None = None,
    at: datetime,
) -> HttpResponse:
    context = {"outcome": outcome}
    return page(request, kiosk, "outcome.html", context, status=outcome.status, again=again, at=at)


def refused(error: Refusal, visit: Appointment, *, office: Office) -> Outcome:
    """Say why a booking cannot be checked in."""
    match error:
        case arriving.OtherOfficeError():
            return other_office(error.office)
        case arriving.OtherDayError():
            return other_day(error.start, office)
        case arriving.TooEarlyError():
            return too_early(error.opens_at, visit, office)
        case arriving.AlreadyServedError():
            return over(error.tickets)
        case _:
            return not_booked()


def other_office(office: Office) -> Outcome:
    return Outcome(
        _("Your visit is at another office"),
        [_("You cannot check in here. Please go to:"), office.name],
        address=office.address,
    )


def other_day(start: datetime, office: Office) -> Outcome:
    on = words.day(start.astimezone(office.zone).date())
    return Outcome(
        _("Your visit is not today"),
        [
            _("It is booked for %(day)s.") % {"day": on},
            _("Please come back then. If you cannot, you can change the day on the page of your visit."),
        ],
    )


def too_early(opens_at: datetime, visit: Appointment, office: Office) -> Outcome:
    opens = words.clock(opens_at, office.zone)
    return Outcome(
        _("You are early"),
        [
            _("You can check in from %(time)s. Your place is safe.") % {"time": opens},
            *check_in_of(visit).where,
        ],
    )


def not_booked() -> Outcome:
    return Outcome(
        _("This visit is not booked any more"),
        [
            _("It was cancelled, or moved under another number."),
            _("Look into your newest message from us, or ask at the information desk."),
        ],
        gives_tickets=True,
    )


def over(tickets: Iterable[Ticket]) -> Outcome:
    """Say what became of a visit whose tickets are all of the past, as kindly as it deserves."""
    states = {ticket.state for ticket in tickets}
    if TicketState.MISSED in states:
        return Outcome(
            _("You were called, and nobody came"),
            [_("Go to the information desk: they can put you back into the queue.")],
        )
    if TicketState.UNSERVED in states:
        return Outcome(
            _("We could not serve you"),
            [_("You will be offered a new time. Ask at the information desk if you have had no message.")],
        )
    if TicketState.LEFT in states:
        return Outcome(
            _("You have given your place back"),
            [_("If you want it after all, go to the information desk.")],
        )
    return Outcome(
        _("This visit is over"),
        [_("If something is missing, ask at the information desk. You can also book another visit.")],
        gives_tickets=True,
    )


def too_often(retry_at: datetime, office: Office) -> Outcome:
    return Outcome(
        _("This device takes a short break"),
        [
            _("Too many numbers were tried that we do not know. It works again from %(time)s.")
            % {"time": words.clock(retry_at, office.zone)},
            _("Use another device, or check in at the information desk."),
        ],
        status=TOO_MANY,
    )


def too_many_tickets(retry_at: datetime, office: Office) -> Outcome:
    return Outcome(
        _("This device takes a short break"),
        [
            _("Very many tickets were taken here. There are more from %(time)s.")
            % {"time": words.clock(retry_at, office.zone)},
            _("Use another device, or ask at the information desk."),
        ],
        status=TOO_MANY,
    )


def full(office: Office) -> Outcome:
    page = whole(reverse("service_list"))
    return Outcome(
        _("No more tickets today"),
        [
            _("The counters of %(office)s cannot serve more people today without a booking.")
            % {"office": office.name},
            _("Book a time. It is free. Scan this code with your phone, or open the address:"),
        ],
        picture=address_code(page),
        url=page,
    )


def no_walk_ins(office: Office) -> Outcome:
    page = whole(reverse("service_list"))
    return Outcome(
        _("You need a booked time here"),
        [
            _("%(office)s gives no tickets without a booking today.") % {"office": office.name},
            _("Book a time. It is free. Scan this code with your phone, or open the address:"),
        ],
        picture=address_code(page),
        url=page,
    )


def closed(until: datetime | None, office: Office) -> Outcome:
    if until is None:
        return Outcome(
            _("The office is closed today"),
            [_("There are no tickets today. Book a time for another day: it is free.")],
        )
    note = QueueRule.of(office).break_note
    return Outcome(
        _("The office has a break"),
        [_("Tickets are given again from %(time)s.") % {"time": words.clock(until, office.zone)}, note],
    )
