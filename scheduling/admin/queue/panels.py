"""All that stands on the desk page, put together from what was read of the office."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar

from portal.web import words
from portal.web.forms import PortalForm
from scheduling.admin.queue.attempt import Attempt, auto_id
from scheduling.admin.queue.bookings import Booking
from scheduling.admin.queue.day import MOST_SHOWN, Day, late_by
from scheduling.admin.queue.forms import (
    EndingsForm,
    NoteForm,
    OvertakingForm,
    PriorityForm,
    TextForm,
    TransferForm,
    WalkInForm,
)
from scheduling.admin.queue.hall import ASIDE, MOST_ASIDE, CounterNow, Hall
from scheduling.admin.queue.load import Load, load_of
from scheduling.admin.queue.mine import Mine, mine_of
from scheduling.admin.queue.rows import Row, row_of
from scheduling.admin.queue.wanted import Wanted
from scheduling.choices import TicketState
from scheduling.models import Sitting, Ticket
from scheduling.models.line import pause_in
from scheduling.views.lookups import read_number

MOST_NEXT = 15

F = TypeVar("F", bound=PortalForm)


@dataclass
class Panels:
    """The page. Each part is worked out when it is drawn."""

    hall: Hall
    attempt: Attempt
    wanted: Wanted

    @property
    def seat(self) -> Sitting | None:
        return self.hall.place.seat

    @property
    def elsewhere_sitting(self) -> Sitting | None:
        """Where the clerk sits, if that is at another office."""
        return None if self.seat else self.hall.place.sitting

    @cached_property
    def counters(self) -> list[CounterNow]:
        chosen = read_number(self.attempt.data.get("counter", "")) if self.attempt.data else None
        if self.attempt.act != "sit" or chosen is None:
            return self.hall.counters_now
        return [replace(row, is_proposed=row.counter.pk == chosen) for row in self.hall.counters_now]

    @cached_property
    def day(self) -> Day:
        return Day.of(self.hall)

    @cached_property
    def mine(self) -> Mine | None:
        return mine_of(self.hall)

    @property
    def break_until(self) -> str:
        """Until when nobody is called; empty, if somebody may be."""
        return self._clock(self.hall.block.end) if self.hall.block else ""

    @property
    def is_closed(self) -> bool:
        """Tell whether nobody is called for the rest of the day."""
        pause = pause_in(self.hall.blocks, self.hall.place.zone, at=self.hall.at)
        return pause is not None and pause.until is None

    @property
    def next_due(self) -> str:
        return self._clock(self.day.next_due) if self.day.next_due else ""

    @cached_property
    def line(self) -> list[Row]:
        return [
            row_of(
                ticket,
                self.hall,
                overtaking=self._form("call", ticket, OvertakingForm, passed=passed),
                priority=self._form("priority", ticket, PriorityForm),
            )
            for passed, ticket in enumerate(self.hall.first(MOST_NEXT))
        ]

    @property
    def waiting(self) -> int:
        return self.hall.waiting.all

    @property
    def waiting_for_me(self) -> int:
        return self.hall.waiting.mine

    @property
    def more_in_line(self) -> int:
        return (self.waiting_for_me if self.seat else self.waiting) - len(self.line)

    @property
    def may_call(self) -> bool:
        """Tell whether anybody waits who could be called here now."""
        return any(not row.is_too_long for row in self.line)

    @property
    def elsewhere(self) -> list[tuple[Ticket, str]]:
        return [(row, self._clock(row.served_at or row.called_at)) for row in self.hall.elsewhere]

    @property
    def parked(self) -> list[Ticket]:
        return self._aside(TicketState.PARKED)

    @property
    def gone(self) -> list[Ticket]:
        """Who did not come when called, left, or could not be served: they may come after all."""
        return self._aside(*(state for state in ASIDE if state != TicketState.PARKED))

    @property
    def finished(self) -> list[tuple[Ticket, str]]:
        return [(ticket, self._clock(ticket.ended_at)) for ticket in self.hall.finished]

    @property
    def late(self) -> list[tuple[Booking, int]]:
        return [(booking, late_by(booking, self.hall)) for booking in self.day.late]

    @property
    def shown(self) -> list[Booking]:
        return self._matching[:MOST_SHOWN]

    @property
    def not_shown(self) -> int:
        return max(len(self._matching) - MOST_SHOWN, 0)

    @cached_property
    def load(self) -> Load | None:
        return load_of(self.hall, self.day)

    @property
    def walk_in(self) -> WalkInForm:
        return self._form("ticket", None, WalkInForm, services=self.hall.services)

    @property
    def endings(self) -> EndingsForm:
        mine = self._mine
        return self._form("finish", mine.ticket, EndingsForm, ticket=mine.ticket, visits=mine.visits)

    @property
    def transfer(self) -> TransferForm:
        others = [counter for counter in self.hall.counters if counter.pk != self._mine.ticket.counter_id]
        asked = {"services": self._other_services, "counters": others}
        return self._form("transfer", self._mine.ticket, TransferForm, **asked)

    @property
    def park(self) -> NoteForm:
        return self._form("park", self._mine.ticket, NoteForm)

    @property
    def note(self) -> TextForm:
        ticket = self._mine.ticket
        return self._form("note", ticket, TextForm, initial={"text": ticket.note})

    @property
    def _mine(self) -> Mine:
        assert self.mine  # noqa: S101  the page asks only then
        return self.mine

    @property
    def _other_services(self) -> list[Any]:
        return [each for each in self.hall.services if each.pk != self._mine.ticket.service_id]

    @cached_property
    def _matching(self) -> list[Booking]:
        return [booking for booking in self.day.bookings if self.wanted.takes(booking)]

    def _form(self, act: str, of: Ticket | None, kind: type[F], /, **more: Any) -> F:  # noqa: ANN401  of the form
        """Return what was sent for this ticket, if that is what went wrong, or an empty form."""
        pk, tried = str(of.pk) if of else "", self.attempt
        if isinstance(tried.form, kind) and (tried.act, tried.ticket) == (act, pk):
            return tried.form
        return kind(auto_id=auto_id(act, pk), **more)

    def _aside(self, *states: TicketState) -> list[Ticket]:
        return [ticket for ticket in self.hall.aside if ticket.state in states][:MOST_ASIDE]

    def _clock(self, at: datetime | None) -> str:
        return words.clock(at, self.hall.place.zone) if at else ""


def panels_of(hall: Hall, attempt: Attempt, chosen: Mapping[str, str]) -> Panels:
    return Panels(hall, attempt, Wanted.of(dict(chosen)))
