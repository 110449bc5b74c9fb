"""What the page of a booked visit says of the day itself: where to check in, and what became of it."""

from datetime import datetime

from scheduling import notices
from scheduling.choices import OutcomeKind
from scheduling.models import Appointment, Outcome, Ticket
from scheduling.models.arrivals import check_in_of
from scheduling.models.line import today


def arrival_context(visit: Appointment, *, is_expected: bool, at: datetime) -> dict[str, object]:
    """Return where the people of a visit check in; from its day on their places, and if they were missed."""
    context: dict[str, object] = {"check_in": check_in_of(visit) if is_expected else None}
    if today(visit.office, visit.interval.start) > today(visit.office, at):
        return context
    people = Appointment.objects.together_with(visit)
    missed = Outcome.objects.filter(appointment__in=people, kind=OutcomeKind.MISSED)
    places = _places(visit, at=at)
    is_here = any(ticket.is_open for ticket, _token in places)
    return context | {"places": places, "is_here": is_here, "is_missed": missed.exists()}


def _places(visit: Appointment, *, at: datetime) -> list[tuple[Ticket, str]]:
    """Return the tickets of today that a booking has, each with the secret of its page."""
    rows = Ticket.objects.for_page().of_booking(visit)
    tickets = rows.filter(on=today(visit.office, at)).order_by("number")
    return [(ticket, notices.ticket_token_of(ticket)) for ticket in tickets]
