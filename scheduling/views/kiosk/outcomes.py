"""What a kiosk says when it has no ticket to give: what is the matter, and what to do now.

What is the matter with a booking is told in `refusals`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.models import Office
from portal.web import words
from portal.web.qr import Picture, address_code
from scheduling.models import Kiosk, QueueRule
from scheduling.notices.secrets import whole
from scheduling.views.answers import TAKEN, TOO_MANY
from scheduling.views.kiosk.pages import page


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
    return page(
        request, kiosk, "scheduling/kiosk/outcome.html", context, status=outcome.status, again=again, at=at
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
