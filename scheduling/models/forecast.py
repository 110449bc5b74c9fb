"""When those who are at an office will be called, of what is known of it at one moment."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from portal.accounts.models import Office
from scheduling.choices import AT_COUNTER, Rank, TicketState
from scheduling.models.hall import Coming, Hall, hall_of
from scheduling.models.line import MINUTE, block_in
from scheduling.models.services import Service
from scheduling.models.tickets import Ticket
from scheduling.rules.queue.forecast import Expected, forecast, may_take, still
from scheduling.rules.queue.run import Desk, Job
from scheduling.rules.queue.staffing import staffed

STEP = timedelta(minutes=5)
# Keys of those who have no ticket: of two who are due at once, whoever has one comes first, and
# whoever takes one now before those who are late. So a ticket says what was said before it was taken.
NOT_HERE = 1 << 48
ONE_MORE = NOT_HERE - 1


def expected_in(office: Office, *, at: datetime) -> dict[int, Expected]:
    """Return when each who waits will be called, by the key of the ticket, as known at `at` (UTC)."""
    return expected_of(hall_of(office, at=at))


def admits(office: Office, service: Service, *, people: int, at: datetime) -> bool:
    """Tell whether so many people without a booking can still be served on this local day."""
    return admits_in(hall_of(office, at=at), service, people=people)


def admits_in(hall: Hall, service: Service, *, people: int = 1) -> bool:
    """Tell the same of an office that is read already, for several services of it."""
    return may_take(desks_of(hall), jobs_of(hall), _one_more(hall, service, people=people), at=hall.at)


def wait_in(hall: Hall, service: Service) -> Expected | None:
    """Return when somebody would be called who came now without a booking; None if not today."""
    desks, jobs = desks_of(hall), [*jobs_of(hall), _one_more(hall, service, people=1)]
    expected = forecast(desks, jobs, at=hall.at)[ONE_MORE]
    return _told(expected, hall, desks) if expected.start else None


def expected_of(hall: Hall) -> dict[int, Expected]:
    """Return when each who waits is called, by the key of the ticket."""
    desks = desks_of(hall)
    found = forecast(desks, jobs_of(hall), at=hall.at)
    return {key: _told(expected, hall, desks) for key, expected in found.items() if key < NOT_HERE}


def is_staffed(hall: Hall) -> bool:
    """Tell whether somebody sees people later on this day, or now."""
    return any(desk.spans for desk in desks_of(hall))


def desks_of(hall: Hall) -> list[Desk]:
    """Return the counters that are staffed now or later today, and when each is free."""
    busy = {ticket.counter_id: ticket for ticket in hall.tickets if ticket.state in AT_COUNTER}
    sittings = {key: seat.clerk for key, seat in hall.seats.items() if seat.clerk is not None}
    spans = staffed(hall.shifts, sittings, hall.blocks, at=hall.at, closing=hall.closing)
    desks = []
    for key, seat in hall.seats.items():
        left, sd = _left(hall, busy[key]) if key in busy else (0.0, 0.0)
        desks.append(Desk(key, seat.services, hall.at + left * MINUTE, spans.get(key, ()), sd))
    return desks


def jobs_of(hall: Hall) -> list[Job]:
    """Return who is to be called today: who waits, and who has a booked time and is not here yet."""
    return [*_waiting(hall), *(_expected(hall, visit) for visit in hall.coming)]


def _left(hall: Hall, ticket: Ticket) -> tuple[float, float]:
    """Return how many minutes somebody at a counter still takes, and the standard deviation."""
    pace = hall.pace(ticket.service_id)
    since = (hall.at - (ticket.called_at or hall.at)) / MINUTE
    return still(ticket.minutes * pace.mean, ticket.minutes * pace.sd, since=since)


def _waiting(hall: Hall) -> Iterator[Job]:
    before = hall.rule.turn_minutes * MINUTE
    for ticket in hall.tickets:
        if ticket.state == TicketState.WAITING:
            yield _job(
                hall,
                key=ticket.pk,
                service=ticket.service_id,
                minutes=ticket.minutes,
                rank=ticket.rank,
                due_at=ticket.due_at,
                not_before=hall.at,
                turn_at=ticket.due_at - before if ticket.rank == Rank.BOOKED else hall.at,
                only=ticket.only_counter_id,
            )


def _expected(hall: Hall, visit: Coming) -> Job:
    """Return somebody with a booked time who is not here yet: they are expected at their time.

    Whoever is late by now waits with those without a booking, if they come at all.
    """
    is_late = visit.time.start + hall.rule.late_minutes * MINUTE < hall.at
    comes = max(visit.time.start, hall.at)
    return _job(
        hall,
        key=NOT_HERE + visit.key,
        service=visit.service,
        minutes=round(visit.time.length / MINUTE),
        rank=Rank.WALK_IN if is_late else Rank.BOOKED,
        due_at=hall.at if is_late else visit.time.start,
        not_before=comes,
        turn_at=comes,
        is_here=False,
    )


def _one_more(hall: Hall, service: Service, *, people: int) -> Job:
    return _job(
        hall,
        key=ONE_MORE,
        service=service.pk,
        minutes=service.minutes * people,
        rank=Rank.WALK_IN,
        due_at=hall.at,
        not_before=hall.at,
        turn_at=hall.at,
    )


def _job(  # noqa: PLR0913  what a run asks of everybody
    hall: Hall,
    *,
    key: int,
    service: int,
    minutes: int,
    rank: int,
    due_at: datetime,
    not_before: datetime,
    turn_at: datetime,
    is_here: bool = True,
    only: int | None = None,
) -> Job:
    pace = hall.pace(service)
    return Job(
        key=key,
        service=service,
        minutes=minutes * pace.mean,
        sd=minutes * pace.sd,
        rank=rank,
        due_at=due_at,
        not_before=not_before,
        turn_at=turn_at,
        is_booked=rank == Rank.BOOKED,
        is_here=is_here,
        needs=minutes if rank == Rank.WALK_IN else 0,
        only=only,
    )


def _told(expected: Expected, hall: Hall, desks: list[Desk]) -> Expected:
    """Return the range in whole steps from now, neither within a break nor after the last duty.

    An office that says 13 minutes claims to know too much.
    """
    if expected.low is None or expected.high is None:
        return expected
    low = hall.at + (expected.low - hall.at) // STEP * STEP
    high = hall.at - (hall.at - expected.high) // STEP * STEP
    if block := block_in(hall.blocks, low):
        low = min(block.end, expected.low)
    last = max(span.end for desk in desks for span in desk.spans)
    return Expected(expected.start, low, max(low, min(high, last)), expected.ahead)
