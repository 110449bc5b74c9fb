"""How the queue of an office stands at one moment, for the page that explains it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from scheduling.choices import TicketState
from scheduling.models import Service
from scheduling.models.forecast import admits_in, is_staffed, wait_in
from scheduling.models.hall import Hall
from scheduling.models.line import MINUTE, pause_in, today


@dataclass(frozen=True, slots=True)
class WalkIn:
    """What somebody can expect who comes now without a booking; no range: no tickets are given."""

    service: Service
    low: datetime | None = None
    high: datetime | None = None
    low_minutes: int = 0
    high_minutes: int = 0


@dataclass(frozen=True, slots=True)
class QueueNow:
    """How the queue stands at this moment."""

    at: datetime
    booked: int
    walk_in: int
    goes_on_at: datetime | None  # after the pause, on this day
    is_over: bool  # nobody is called any more today
    walk_ins: list[WalkIn]

    @classmethod
    def of(cls, hall: Hall) -> "QueueNow":
        waiting = [ticket for ticket in hall.tickets if ticket.state == TicketState.WAITING]
        booked = sum(ticket.is_booked for ticket in waiting)
        pause = pause_in(hall.blocks, hall.office.zone, at=hall.at)
        return cls(
            at=hall.at,
            booked=booked,
            walk_in=len(waiting) - booked,
            goes_on_at=pause.until if pause else None,
            is_over=not is_staffed(hall),
            walk_ins=list(_walk_ins(hall, is_paused=bool(pause))),
        )


def _walk_ins(hall: Hall, *, is_paused: bool) -> Iterator[WalkIn]:
    given = Service.objects.without_booking(hall.office, today(hall.office, hall.at))
    for service in given.filter(is_listed=True).in_order():
        gives = not is_paused and admits_in(hall, service)
        expected = wait_in(hall, service) if gives else None
        if expected is None or expected.low is None or expected.high is None:
            yield WalkIn(service)
            continue
        low, high = ((moment - hall.at) // MINUTE for moment in (expected.low, expected.high))
        yield WalkIn(service, expected.low, expected.high, low, high)
