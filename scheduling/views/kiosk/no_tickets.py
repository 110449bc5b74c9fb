"""What a kiosk says to somebody without a booking when it gives no ticket."""

from dataclasses import replace
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.models import Office
from portal.web import words
from portal.web.qr import address_code
from scheduling.models import QueueRule, Service
from scheduling.notices.secrets import whole
from scheduling.views.answers import TOO_MANY
from scheduling.views.calendars import Outlook
from scheduling.views.kiosk.outcomes import Outcome
from scheduling.views.lookups import Place


def too_many(retry_at: datetime, office: Office) -> Outcome:
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
    return _book_instead(
        _("No more tickets today"),
        _("The counters of %(office)s cannot serve more people today without a booking.")
        % {"office": office.name},
    )


def full_for(service: Service, office: Office, *, at: datetime) -> Outcome:
    """Say that one service has no more tickets, when it can be booked, and where."""
    place = Place(office, service)
    free = None if place.refusals(at=at) else Outlook.of(place, at=at).next_free
    there = full(office)
    if free is None:
        return replace(there, lines=[service.name, *there.lines])
    soon = _("With a booking the next free time is %(moment)s.") % {"moment": words.moment(free, office.zone)}
    page = whole(place.url)
    lines = [service.name, there.lines[0], soon, there.lines[1]]
    return replace(there, lines=lines, picture=address_code(page), url=page)


def no_walk_ins(office: Office) -> Outcome:
    return _book_instead(
        _("You need a booked time here"),
        _("%(office)s gives no tickets without a booking today.") % {"office": office.name},
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


def _book_instead(title: str, why: str) -> Outcome:
    page = whole(reverse("service_list"))
    how = _("Book a time. It is free. Scan this code with your phone, or open the address:")
    return Outcome(title, [why, how], picture=address_code(page), url=page)
