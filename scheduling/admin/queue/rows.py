"""A place in the line as the desk shows it."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.web import words
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


def row_of(ticket: Ticket, hall: Hall, *, overtaking: OvertakingForm, priority: PriorityForm) -> Row:
    early = hall.at + timedelta(minutes=hall.rule.turn_minutes)
    is_booked = ticket.rank == Rank.BOOKED
    return Row(
        ticket=ticket,
        rank=Priority(ticket.priority).label if ticket.priority else SHORTLY[Rank(ticket.rank)],
        clock=words.clock(ticket.due_at, hall.place.zone),
        minutes_waited=max((hall.at - ticket.came_at) // MINUTE, 0),
        is_booked=is_booked,
        is_late=ticket.is_late,
        is_early=is_booked and ticket.due_at > early,
        is_too_long=not may_begin(
            ticket.rank,
            is_booked=ticket.is_booked,
            minutes=ticket.minutes,
            at=hall.at,
            until=hall.my_end,
        ),
        language="" if ticket.language == get_language() else language_in_words(ticket.language),
        overtaking=overtaking,
        priority=priority,
    )
