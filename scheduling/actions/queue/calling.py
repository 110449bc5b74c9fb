"""Calling people to a counter: the next of the line, one before their turn, or one again."""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from portal.accounts.models import User
from portal.audit.rules.actors import Actor
from scheduling.actions.queue.changing import Act, ChangedError, locked, tell, write
from scheduling.actions.queue.sitting import StillServingError
from scheduling.choices import Overtaking, TicketActKind, TicketState
from scheduling.models import Ticket
from scheduling.models.line import Desk, desk_of, for_counter, in_line, take_next

CALLED_AGAIN = timedelta(seconds=3)  # sooner than this a second press is the same press


class NoCounterError(Exception):
    """The clerk works at no counter."""


class BreakError(Exception):
    """The office calls nobody until `until` (UTC)."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


@transaction.atomic
def call_next(*, clerk: User, by: Actor, at: datetime) -> Ticket | None:
    """Call whoever is next at the clerk's counter, and return the ticket; None if there is nobody.

    Whoever is called there already is returned once more: two clicks call one person.

    :raises NoCounterError: if the clerk works at no counter.
    :raises StillServingError: if somebody is being served there.
    :raises BreakError: in a blocked window or a closure.
    """
    desk = _desk(clerk, at=at)
    if desk.busy_with is not None:
        busy = Ticket.objects.for_page().get(pk=desk.busy_with)
        if busy.state == TicketState.SERVING:
            raise StillServingError(busy)
        return busy
    _refuse_in_break(desk, at=at)
    ticket = take_next(desk, clerk=clerk.pk, at=at)
    if ticket is not None:
        tell(ticket, Act(TicketActKind.CALLED, clerk, by, at), at_counter=desk.counter)
    return ticket


@transaction.atomic
def call_one(  # noqa: PLR0913  whom, as seen, why before others, by whom
    *,
    clerk: User,
    ticket: Ticket,
    seen: int | None,
    reason: Overtaking | None = None,
    note: str = "",
    by: Actor,
    at: datetime,
) -> Ticket:
    """Call somebody whose turn it may not be. Whoever is passed over is counted, and the reason logged.

    :raises NoCounterError: if the clerk works at no counter.
    :raises StillServingError: if somebody is called or being served there.
    :raises BreakError: in a blocked window or a closure.
    :raises ChangedError: if the person does not wait any more, or not for this office.
    :raises ValueError: if others are passed over without a reason, or for another one without a note.
    """
    desk = _desk(clerk, at=at)
    if desk.busy_with is not None:
        raise StillServingError(Ticket.objects.for_page().get(pk=desk.busy_with))
    _refuse_in_break(desk, at=at)
    now = locked(ticket, seen=seen)
    if now.state != TicketState.WAITING or now.office_id != desk.office:
        raise ChangedError(now)
    passed = _passed_over(now, desk, at=at)
    if passed and reason is None:
        raise ValueError("Whoever is called before others is called for a reason.")
    if reason == Overtaking.OTHER and not note:
        raise ValueError("Another reason is explained.")
    kind = TicketActKind.OVERTOOK if passed else TicketActKind.CALLED
    act = Act(kind, clerk, by, at, note, (reason or "") if passed else "", passed)
    return _take(now, desk, act)


@transaction.atomic
def recall(*, clerk: User, ticket: Ticket, seen: int | None, by: Actor, at: datetime) -> Ticket:
    """Call somebody again who was called and has not come.

    :raises ChangedError: if that is not so any more.
    """
    now = locked(ticket, seen=None)
    is_same_press = (
        seen is not None
        and now.version == seen + 1
        and now.called_at is not None
        and at - now.called_at < CALLED_AGAIN
    )
    if is_same_press and now.state == TicketState.CALLED:
        return now
    if now.state != TicketState.CALLED or seen not in {None, now.version}:
        raise ChangedError(now)
    return write(now, Act(TicketActKind.RECALLED, clerk, by, at), calls=now.calls + 1, called_at=at)


def passed_over(ticket: Ticket, *, clerk: User, at: datetime) -> int:
    """Return how many people would be passed over if this clerk called somebody now."""
    with transaction.atomic():
        desk = desk_of(clerk.pk, at=at)
        return _passed_over(ticket, desk, at=at) if desk else 0


def _take(ticket: Ticket, desk: Desk, act: Act) -> Ticket:
    ticket.state = TicketState.CALLED
    called: dict[str, Any] = {"counter_id": desk.counter, "clerk": act.clerk}
    try:
        with transaction.atomic():
            return write(ticket, act, called_at=act.at, calls=1, **called)
    except IntegrityError as error:  # the counter was given somebody at the same moment
        raise ChangedError(Ticket.objects.for_page().get(pk=ticket.pk)) from error


def _passed_over(ticket: Ticket, desk: Desk, *, at: datetime) -> int:
    """Count who would have been called at this counter before."""
    line = in_line(ticket.office, ticket.on, turn=desk.turn, at=at)
    there = line.filter(for_counter(desk.counter, desk.services) | Q(pk=ticket.pk))
    keys = list(there.values_list("pk", flat=True))
    return keys.index(ticket.pk) if ticket.pk in keys else len(keys)


def _desk(clerk: User, *, at: datetime) -> Desk:
    desk = desk_of(clerk.pk, at=at)
    if desk is None:
        raise NoCounterError
    return desk


def _refuse_in_break(desk: Desk, *, at: datetime) -> None:
    if block := desk.block_at(at):
        raise BreakError(block.end)
