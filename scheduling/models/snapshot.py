"""What boards and phones show: one picture of an office's queue at one moment.

It is read once for all who look, and each is sent their own part. The board's part says tickets
and counters only: who somebody is, what they come for and how they are doing is nobody else's
business. Ranges are in whole five minutes, outwards; times are written in UTC.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Q

from portal.accounts.models import Office
from scheduling.choices import AT_COUNTER, OPEN, TicketState
from scheduling.models.forecast import expected_of, is_staffed
from scheduling.models.hall import Hall, hall_of
from scheduling.models.line import block_in, today
from scheduling.models.tickets import Ticket
from scheduling.rules.queue.forecast import Expected

MOST_CALLS, MOST_RECENT = 20, 6
# So long after its end a ticket is still in the picture: the phone hears that it is over.
KEPT = timedelta(hours=1)
# So long a call stands among those of now; who has not been seen by then is among those before.
NEW = timedelta(minutes=10)
SHOWN_AS_RECENT = (TicketState.SERVING, TicketState.DONE)
NOT_EXPECTED = Expected(None, None, None, 0)

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The board's document, and of each ticket its place's document, by the digest of its token."""

    board: Document
    places: dict[str, Document]


def snapshot(office: Office, *, at: datetime) -> Snapshot:
    """Return what boards and phones show of an office at `at` (UTC): seven queries, however many wait."""
    on = today(office, at)
    called = Ticket.objects.filter(
        office=office, on=on, state__in=SHOWN_AS_RECENT, called_at__isnull=False, counter__isnull=False
    )
    recent = called.order_by("-called_at", "-pk").values("pk")[:MOST_RECENT]
    also = Q(state__in=OPEN) | Q(ended_at__gte=at - KEPT) | Q(pk__in=recent)
    hall = hall_of(office, at=at, also=also)
    expected = expected_of(hall)
    break_until = _break_until(hall)
    return Snapshot(
        board=_board(hall, break_until=break_until),
        places={
            ticket.token_digest: _place(ticket, expected.get(ticket.pk), break_until=break_until, at=at)
            for ticket in hall.tickets
        },
    )


def place_of(ticket: Ticket, *, at: datetime) -> Document:
    """Return what the page of one ticket shows at `at` (UTC), of whatever day and state it is."""
    if ticket.state not in OPEN or ticket.on != today(ticket.office, at):
        return _place(ticket, None, break_until=None, at=at)
    hall = hall_of(ticket.office, at=at)
    return _place(ticket, expected_of(hall).get(ticket.pk), break_until=_break_until(hall), at=at)


def _board(hall: Hall, *, break_until: datetime | None) -> Document:
    newest = sorted(
        (ticket for ticket in hall.tickets if ticket.called_at),
        key=lambda ticket: (ticket.called_at, ticket.pk),
        reverse=True,
    )
    new = [] if break_until else [ticket for ticket in newest if _is_new(ticket, at=hall.at)]
    waiting = [ticket for ticket in hall.tickets if ticket.state == TicketState.WAITING]
    booked = sum(ticket.is_booked for ticket in waiting)
    return {
        "version": _version(hall.at),
        "office": hall.office.slug,
        "at": _iso(hall.at),
        "break_until": _iso(break_until),
        "is_closed": not is_staffed(hall),
        "calls": [_call(ticket) for ticket in new][:MOST_CALLS],
        "serving": [_where(ticket) for ticket in _in_state(newest, TicketState.SERVING)],
        "recent": [
            _where(ticket) | {"at": _iso(ticket.called_at)}
            for ticket in _in_state(newest, TicketState.CALLED, *SHOWN_AS_RECENT)
            if ticket.counter and ticket not in new
        ][:MOST_RECENT],
        "waiting": {"booked": booked, "walk_in": len(waiting) - booked},
        "display_seconds": hall.rule.display_seconds,
    }


def _is_new(ticket: Ticket, *, at: datetime) -> bool:
    return bool(ticket.state == TicketState.CALLED and ticket.called_at and ticket.called_at > at - NEW)


def _in_state(tickets: Sequence[Ticket], *states: TicketState) -> list[Ticket]:
    return [ticket for ticket in tickets if ticket.state in states]


def _call(ticket: Ticket) -> Document:
    more = {"id": ticket.pk, "n": ticket.calls, "at": _iso(ticket.called_at), "language": ticket.language}
    return _where(ticket) | more


def _where(ticket: Ticket) -> Document:
    return {"ticket": ticket.code, "counter": ticket.counter.code if ticket.counter else None}


def _place(
    ticket: Ticket, expected: Expected | None, *, break_until: datetime | None, at: datetime
) -> Document:
    told = expected or NOT_EXPECTED
    return {
        "version": _version(at),
        "ticket": ticket.code,
        "state": str(ticket.state),
        "counter": ticket.counter.code if ticket.counter and ticket.state in AT_COUNTER else None,
        "calls": ticket.calls,
        "ahead": told.ahead,
        "low": _iso(told.low),
        "high": _iso(told.high),
        "due_at": _iso(ticket.due_at),
        "is_booked": ticket.is_booked,
        "break_until": _iso(break_until),
        "is_late": ticket.is_late,
    }


def _break_until(hall: Hall) -> datetime | None:
    """Return when the break ends that is going on, if somebody is called after it."""
    block = block_in(hall.blocks, hall.at)
    return block.end if block and is_staffed(hall) else None


def _version(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def _iso(at: datetime | None) -> str | None:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else None
