"""A line of the queue as the desk shows it, and how much is still to be done before the office stops."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.web import words
from scheduling.admin.queue.bookings import Booking
from scheduling.admin.queue.day import Day
from scheduling.admin.queue.forms import OvertakingForm, PriorityForm
from scheduling.admin.queue.hall import Hall
from scheduling.admin.queue.people import language_in_words
from scheduling.choices import Priority, Rank
from scheduling.models import Ticket
from scheduling.models.line import MINUTE
from scheduling.rules.queue.order import may_begin

SHORTLY: dict[Rank, Promise] = {
    Rank.PRIORITY: _("priority"),
    Rank.RETURNED: _("comes back"),
    Rank.BOOKED: _("has a booked time"),
    Rank.WALK_IN: _("no booking"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One ticket of the line, as the list shows it."""

    ticket: Ticket
    rank: str | Promise
    clock: str
    minutes_waited: int
    is_booked: bool
    is_late: bool
    is_early: bool
    is_too_long: bool
    language: str
    overtaking: OvertakingForm
    priority: PriorityForm

    @property
    def passed(self) -> int:
        return self.overtaking.passed


@dataclass(frozen=True, slots=True)
class Load:
    """What is still to be done before the office stops, and who is there to do it."""

    until: str
    booked: int
    waiting: int
    needed: int
    counters: int
    given: int

    @property
    def too_much(self) -> int:
        return max(self.needed - self.given, 0)


def row_of(ticket: Ticket, hall: Hall, *, overtaking: OvertakingForm, priority: PriorityForm) -> Row:
    early = hall.at + timedelta(minutes=hall.rule.turn_minutes)
    is_booked = ticket.rank == Rank.BOOKED
    return Row(
        ticket=ticket,
        rank=Priority(ticket.priority).label if ticket.priority else SHORTLY[Rank(ticket.rank)],
        clock=words.clock(ticket.due_at, hall.place.zone),
        minutes_waited=max((hall.at - ticket.came_at) // MINUTE, 0),
        is_booked=is_booked,
        is_late=hall.is_late(ticket),
        is_early=is_booked and ticket.due_at > early,
        is_too_long=not may_begin(ticket.rank, minutes=ticket.minutes, at=hall.at, until=hall.my_end),
        language="" if ticket.language == get_language() else language_in_words(ticket.language),
        overtaking=overtaking,
        priority=priority,
    )


def load_of(hall: Hall, day: Day) -> Load | None:
    """Return what is to be done before the next break of today; None, if there is none."""
    end = hall.next_stop
    if end is None:
        return None
    booked = day.due_before(end)
    sitting = [counter for counter in hall.counters if counter.pk in hall.sittings]
    return Load(
        until=words.clock(end, hall.place.zone),
        booked=len(booked),
        waiting=len(hall.line),
        needed=sum(map(_minutes, booked)) + sum(ticket.minutes for ticket in hall.line),
        counters=len(sitting),
        given=(end - hall.at) // MINUTE * len(sitting),
    )


def _minutes(booking: Booking) -> int:
    lead = booking.visit
    return lead.people * (lead.length // MINUTE)
