"""The bookings of an office on a local day, read at once: their people, tickets and outcomes."""

from collections.abc import Iterable

from portal.web import words
from scheduling.admin.queue.bookings import Booking, Here
from scheduling.admin.queue.hall import Hall
from scheduling.choices import OPEN, TAKES_PLACE, OutcomeKind, TicketState
from scheduling.models import Appointment, Outcome, Ticket, TicketVisit
from scheduling.models.together import read_members, together
from scheduling.rules.hours import local_day


def bookings_of(hall: Hall) -> list[Booking]:
    """Return those that take place, by their time."""
    leads = _leads(hall)
    rows = [row for lead in leads for row in together(lead)]
    tickets, outcomes = _tickets(rows), _outcomes(rows)
    return [_booking(lead, tickets, outcomes, hall) for lead in leads]


def _leads(hall: Hall) -> list[Appointment]:
    span = local_day(hall.place.on, hall.place.zone)
    rows = (
        Appointment.objects.for_page()
        .starting_around(span)
        .filter(
            counter__office=hall.place.office,
            lead=None,
            state__in=TAKES_PLACE,
            period__startswith__gte=span.start,
        )
    )
    leads = list(rows.order_by("period", "pk"))
    read_members(leads)
    return leads


def _tickets(rows: Iterable[Appointment]) -> dict[int, Ticket]:
    found = TicketVisit.objects.filter(appointment__in=rows).select_related("ticket__counter")
    return {each.appointment_id: each.ticket for each in found}


def _outcomes(rows: Iterable[Appointment]) -> dict[int, OutcomeKind]:
    found = Outcome.objects.filter(appointment__in=rows).values_list("appointment_id", "kind")
    return {pk: OutcomeKind(kind) for pk, kind in found}


def _booking(
    lead: Appointment, tickets: dict[int, Ticket], outcomes: dict[int, OutcomeKind], hall: Hall
) -> Booking:
    people = together(lead)
    mine = {tickets[row.pk].pk: tickets[row.pk] for row in people if row.pk in tickets}
    ended = {outcomes[row.pk] for row in people if row.pk in outcomes}
    here = _here(list(mine.values()), ended)
    clock = words.clock(lead.interval.start, hall.place.zone)
    return Booking(lead, list(mine.values()), here, clock)


def _here(tickets: list[Ticket], ended: set[OutcomeKind]) -> Here:
    """Tell where a booking stands: by its tickets, or what was written down without the queue."""
    if any(ticket.state in OPEN for ticket in tickets):
        return Here.HERE
    if ended - {OutcomeKind.MISSED} or any(ticket.state == TicketState.DONE for ticket in tickets):
        return Here.DONE
    if ended or any(ticket.state == TicketState.MISSED for ticket in tickets):
        return Here.MISSED
    return Here.DONE if tickets else Here.NOT_YET
