"""Who came on a day and could not be served, and what they were given in the place of it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from portal.accounts.models import Office
from scheduling.choices import AppointmentState, TicketState
from scheduling.models.appointments import Appointment
from scheduling.models.tickets import Ticket


@dataclass(frozen=True, slots=True)
class Unserved:
    """A ticket, the booking (its first person) it was for, and the visit they have now, if any."""

    ticket: Ticket
    lead: Appointment | None
    now: Appointment | None

    @property
    def is_to_be_told(self) -> bool:
        """Tell whether a clerk has to tell them: no message reaches them, or there is nothing to say yet."""
        return self.lead is not None and (self.now is None or not (self.lead.email or self.lead.phone))


def unserved_on(office: Office, on: date) -> list[Unserved]:
    """Return who was not served on a local day, in the order in which they came."""
    ended = Ticket.objects.for_page().filter(office=office, on=on, state=TicketState.UNSERVED)
    tickets = list(ended.prefetch_related("visits__appointment__lead").order_by("came_at", "pk"))
    visits = {ticket.pk: [row.appointment for row in ticket.visits.all()] for ticket in tickets}
    coming = _coming(office, [visit for rows in visits.values() for visit in rows])
    return [_unserved(ticket, visits[ticket.pk], coming) for ticket in tickets]


def still_served(office: Office, on: date) -> list[Ticket]:
    """Return who is called or being served and has not been finished."""
    there = Ticket.objects.for_page().select_related("clerk").at_counters()
    return list(there.filter(office=office, on=on).order_by("counter__code"))


def _unserved(
    ticket: Ticket, visits: list[Appointment], coming: dict[tuple[str, int], Appointment]
) -> Unserved:
    if not visits:
        return Unserved(ticket, None, None)
    found = (coming.get((visit.identity_digest, visit.service_id)) for visit in visits)
    return Unserved(ticket, visits[0].lead or visits[0], next(filter(None, found), None))


def _coming(office: Office, visits: list[Appointment]) -> dict[tuple[str, int], Appointment]:
    """Return the booked visits of the same people for the same services, by person and service."""
    digests = {visit.identity_digest for visit in visits} - {""}
    booked = Appointment.objects.for_page().filter(
        ~Q(pk__in=[visit.pk for visit in visits]),
        identity_digest__in=digests,
        service__in={visit.service_id for visit in visits},
        state=AppointmentState.BOOKED,
    )
    mine = booked.filter(counter__office=office)
    return {(visit.identity_digest, visit.service_id): visit for visit in mine.order_by("period")}
