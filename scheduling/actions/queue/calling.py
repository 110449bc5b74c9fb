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
from scheduling.models.line import Desk, block_at, desk_of, for_counter, in_line, take_next

CALLED_AGAIN = timedelta(seconds=3)  # sooner than this a second press is the same press


class NoCounterError(Exception):
    """The clerk works at no counter."""


class NeedsReasonError(ValueError):
    """Whoever is called against the order is called for a reason, and another one is explained."""


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
    :raises NeedsReasonError: if others are passed over, the counter is not theirs, or they cannot be
        finished before it closes, and no reason is given, or another one without a note.
    """
    desk = _desk(clerk, at=at)
    if desk.busy_with is not None:
        raise StillServingError(Ticket.objects.for_page().get(pk=desk.busy_with))
    _refuse_in_break(desk, at=at)
    now = locked(ticket, seen=seen)
    if (now.state, now.office_id, now.on) != (TicketState.WAITING, desk.office, desk.on(at)):
        raise ChangedError(now)
    passed, is_exception = _out_of_turn(now, desk, at=at)
    if is_exception and reason is None:
        raise NeedsReasonError("Whoever is called against the order is called for a reason.")
    if reason == Overtaking.OTHER and not note:
        raise NeedsReasonError("Another reason is explained.")
    kind = TicketActKind.OVERTOOK if is_exception else TicketActKind.CALLED
    act = Act(kind, clerk, by, at, note, (reason or "") if is_exception else "", passed)
    return _take(now, desk, act)


@transaction.atomic
def recall(*, clerk: User, ticket: Ticket, seen: int | None, by: Actor, at: datetime) -> Ticket:
    """Call somebody again who was called and has not come.

    :raises ChangedError: if that is not so any more.
    :raises BreakError: in a blocked window or a closure.
    """
    now = locked(ticket, seen=None)
    is_same_press = now.called_at is not None and at - now.called_at < CALLED_AGAIN
    if is_same_press and now.state == TicketState.CALLED and seen in {None, now.version, now.version - 1}:
        return now
    if now.state != TicketState.CALLED or seen not in {None, now.version}:
        raise ChangedError(now)
    if block := block_at(now.office, at):
        raise BreakError(block.end)
    return write(now, Act(TicketActKind.RECALLED, clerk, by, at), calls=now.calls + 1, called_at=at)


def out_of_turn(ticket: Ticket, *, clerk: User, at: datetime) -> tuple[int, bool]:
    """Return how many people would be passed over if this clerk called somebody now.

    And whether that is an exception, for which `call_one` wants a reason.
    """
    with transaction.atomic():
        desk = desk_of(clerk.pk, at=at)
        return _out_of_turn(ticket, desk, at=at) if desk else (0, False)


def _out_of_turn(ticket: Ticket, desk: Desk, *, at: datetime) -> tuple[int, bool]:
    passed = _passed_over(ticket, desk, at=at)
    return passed, passed > 0 or not desk.may_call(ticket, at=at)


def _take(ticket: Ticket, desk: Desk, act: Act) -> Ticket:
    ticket.state = TicketState.CALLED
    called: dict[str, Any] = {"counter_id": desk.counter, "clerk": act.clerk}
    try:
        with transaction.atomic():
            return write(ticket, act, called_at=act.at, calls=1, **called)
    except IntegrityError as error:  # the counter was given somebody at the same moment
        raise ChangedError(Ticket.objects.for_page().get(pk=ticket.pk)) from error


def _passed_over(ticket: Ticket, desk: Desk, *, at: datetime) -> int:
    """Count who would have been called before: at this counter, or for the same service."""
    line = in_line(ticket.office, ticket.on, turn=desk.turn, at=at)
    services = {*desk.services, ticket.service_id}
    there = line.filter(for_counter(desk.counter, services) | Q(pk=ticket.pk))
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
