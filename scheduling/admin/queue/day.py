"""The booked visits of the day: who is not here yet, who is, who is done, who did not come.

Lists name nobody: a booking stands there by its time, its reference and initials.
"""

from collections import Counter as Tally
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.web import words
from scheduling.admin.queue.hall import Hall
from scheduling.choices import OPEN, TAKES_PLACE, OutcomeKind, TicketState
from scheduling.models import Appointment, Outcome, Ticket, TicketVisit
from scheduling.models.together import read_members, together
from scheduling.rules.hours import local_day
from scheduling.templatetags.contacts import initials
from scheduling.views.lookups import read_number

MOST_SHOWN = 40
MINUTE = timedelta(minutes=1)


class Here(Enum):
    """Where a booking stands today."""

    NOT_YET = "not_yet"
    HERE = "here"
    DONE = "done"
    MISSED = "missed"


IN_WORDS: dict[Here, Promise] = {
    Here.NOT_YET: _("not here yet"),
    Here.HERE: _("here"),
    Here.DONE: _("done"),
    Here.MISSED: _("did not come"),
}


@dataclass(slots=True)
class Booking:
    """One booking of today: its first person, the tickets of all, how it stands."""

    visit: Appointment
    tickets: list[Ticket]
    here: Here
    clock: str

    @property
    def in_words(self) -> Promise:
        return IN_WORDS[self.here]

    @property
    def people(self) -> str:
        return ", ".join(filter(None, (initials(row) for row in together(self.visit))))

    @property
    def codes(self) -> str:
        return ", ".join(ticket.code for ticket in self.tickets)

    @property
    def may_return(self) -> list[Ticket]:
        """Return their tickets that are over, if none is open any more: something was forgotten."""
        return [] if self.here is Here.HERE else self.tickets

    @property
    def may_check_in(self) -> bool:
        return self.here is Here.NOT_YET or (self.here is Here.MISSED and not self.tickets)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of them the clerk wants to see."""

    here: Here | None
    service: int | None

    @classmethod
    def of(cls, chosen: dict[str, str]) -> "Wanted":
        """Read it from the address; whoever asks for nothing sees who is not here yet."""
        named = chosen.get("here", Here.NOT_YET.value)
        known = {here.value: here for here in Here}
        here = known.get(named) if named != "all" else None
        is_known = named in known or named == "all"
        return cls(here if is_known else Here.NOT_YET, read_number(chosen.get("of", "")))

    @property
    def name(self) -> str:
        """How the address has it."""
        return self.here.value if self.here else "all"

    def takes(self, booking: Booking) -> bool:
        is_so = self.here is None or booking.here is self.here
        return is_so and self.service in {None, booking.visit.service_id}


@dataclass
class Day:
    """All bookings of an office on a local day."""

    hall: Hall
    bookings: list[Booking]

    @classmethod
    def of(cls, hall: Hall) -> "Day":
        leads = _leads(hall)
        rows = [row for lead in leads for row in together(lead)]
        tickets, outcomes = _tickets(rows), _outcomes(rows)
        return cls(hall, [_booking(lead, tickets, outcomes, hall) for lead in leads])

    @property
    def coming(self) -> list[Booking]:
        return [booking for booking in self.bookings if booking.here is Here.NOT_YET]

    @property
    def late(self) -> list[Booking]:
        """Return whose time has passed and who have not checked in."""
        return [booking for booking in self.coming if booking.visit.interval.start < self.hall.at]

    @property
    def next_due(self) -> datetime | None:
        starts = (booking.visit.interval.start for booking in self.coming)
        return min((start for start in starts if start >= self.hall.at), default=None)

    def due_before(self, end: datetime) -> list[Booking]:
        return [booking for booking in self.coming if booking.visit.interval.start < end]

    @property
    def counts(self) -> list[tuple[str, str, int]]:
        """Return how many there are of each kind: how the address has it, in words, and the number."""
        tally = Tally(booking.here for booking in self.bookings)
        each = [(here.value, str(text), tally[here]) for here, text in IN_WORDS.items()]
        return [*each, ("all", str(_("all")), len(self.bookings))]


def late_by(booking: Booking, hall: Hall) -> int:
    """Return by how many minutes somebody is late."""
    return (hall.at - booking.visit.interval.start) // MINUTE


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
