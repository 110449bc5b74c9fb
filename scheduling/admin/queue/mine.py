"""The person at the clerk's counter: who it is, what they need, and what can be done now.

This is the one place of the desk with names. That the clerk saw them is written down, once.
"""

from dataclasses import dataclass

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.audit.actions import record
from portal.web import words
from portal.web.actors import actor_of
from scheduling.admin.queue.hall import Hall
from scheduling.admin.queue.people import Person, facts_of, language_in_words
from scheduling.admin.words import in_third_person
from scheduling.choices import TicketState
from scheduling.models import Appointment, Service, Ticket

SEEN = "desk_seen"  # in the session: whose data the clerk has on the screen


@dataclass
class Mine:
    """A ticket at my counter."""

    hall: Hall
    ticket: Ticket
    visits: list[Appointment]

    @property
    def is_called(self) -> bool:
        return self.ticket.state == TicketState.CALLED

    @property
    def since(self) -> str:
        at = self.ticket.called_at if self.is_called else self.ticket.served_at
        return words.clock(at, self.hall.place.zone) if at else ""

    @property
    def came(self) -> str:
        return words.clock(self.ticket.came_at, self.hall.place.zone)

    @property
    def booked_for(self) -> str:
        return words.clock(self.visits[0].interval.start, self.hall.place.zone) if self.visits else ""

    @property
    def language(self) -> str:
        return language_in_words(self.ticket.language)

    @property
    def service(self) -> Service:
        return self.ticket.service

    @property
    def matter(self) -> str:
        return str(self.visits[0].matter) if self.visits and self.visits[0].matter else ""

    @property
    def lead(self) -> Appointment | None:
        return (self.visits[0].lead or self.visits[0]) if self.visits else None

    @property
    def needs(self) -> list[str]:
        """What was arranged for them, and who comes along."""
        lead = self.lead
        if lead is None:
            return []
        needs = [str(in_third_person(each)) for each in lead.arrangements]
        longer = [_("More time is needed")] if lead.is_longer else []
        company = [_("Comes along: %(name)s") % {"name": lead.accompanied_by}] if lead.accompanied_by else []
        return [*needs, *longer, *company]

    @property
    def people(self) -> list[Person]:
        return [Person(visit, facts_of(visit)) for visit in self.visits]

    @property
    def missing_calls(self) -> str:
        """Why they do not count as absent yet; empty, if they do."""
        needed = self.hall.rule.calls_before_missed
        if self.ticket.calls >= needed:
            return ""
        more = needed - self.ticket.calls
        text = ngettext(
            "Call %(count)d more time before somebody counts as not there.",
            "Call %(count)d more times before somebody counts as not there.",
            more,
        )
        return text % {"count": more}


def mine_of(hall: Hall) -> Mine | None:
    ticket = hall.mine
    if ticket is None:
        return None
    rows = Appointment.objects.for_page().select_related("lead").filter(arrival__ticket=ticket)
    found = Mine(hall, ticket, list(rows.order_by("period", "number", "pk")))
    _write_down(hall.place.request, found)
    return found


def _write_down(request: HttpRequest, mine: Mine) -> None:
    """Record that somebody's data was read: once for each call, not with every refresh of the page."""
    lead, called = mine.lead, mine.ticket.called_at
    mark = f"{mine.ticket.pk} {called.isoformat() if called else ''}"
    if lead is None or request.session.get(SEEN) == mark:
        return
    with transaction.atomic():
        office = mine.ticket.office_id
        record("appointment.seen", subject=lead, by=actor_of(request), at=mine.hall.at, office=office)
    request.session[SEEN] = mark
