"""Serving people, and all that may happen instead."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from portal.accounts.models import User
from portal.audit.rules.actors import Actor
from scheduling.actions.outcomes import record_outcome, refuse_unexplained
from scheduling.actions.queue.calling import BreakError
from scheduling.actions.queue.changing import Act, ChangedError, NoSuchChoiceError, become, locked, write
from scheduling.choices import (
    AT_COUNTER,
    OutcomeKind,
    Priority,
    Rank,
    TicketActKind,
    TicketState,
    VainReason,
)
from scheduling.models import Appointment, Counter, Outcome, QueueRule, Service, Ticket
from scheduling.models.line import block_at, today
from scheduling.models.tickets import LONGEST_NOTE
from scheduling.signals import visit_ended

STILL_COMING = timedelta(minutes=5)  # whoever was called just before a break is on the way
WALK_IN = 0  # the key of an ending of somebody without a booked visit


@dataclass(frozen=True, slots=True)
class Ending:
    """How the visit of one person ended."""

    kind: OutcomeKind = OutcomeKind.SERVED
    vain_reason: VainReason | None = None
    note: str = ""


class TooFewCallsError(Exception):
    """Somebody was called `calls` times; they do not count as absent before `needed`."""

    def __init__(self, calls: int, needed: int) -> None:
        super().__init__(calls, needed)
        self.calls, self.needed = calls, needed


@transaction.atomic
def serve(*, clerk: User, ticket: Ticket, seen: int | None, by: Actor, at: datetime) -> Ticket:
    """Begin to serve somebody who was called. Who was called just before a break may still sit down.

    :raises ChangedError: if they are not called any more.
    :raises BreakError: some minutes into a break, or in a closure.
    """
    now = locked(ticket, seen=seen)
    block = block_at(now.office, at)
    if block and at > block.start + STILL_COMING:
        raise BreakError(block.end)
    return become(now, TicketState.SERVING, Act(TicketActKind.SERVED, clerk, by, at), served_at=at)


@transaction.atomic
def finish(  # noqa: PLR0913  of which ticket, how each visit ended, by whom
    *,
    clerk: User,
    ticket: Ticket,
    seen: int | None,
    endings: Mapping[int, Ending],
    case_number: str = "",
    note: str = "",
    by: Actor,
    at: datetime,
) -> Ticket:
    """Finish serving somebody, write down how it ended for each person, and tell the apps above.

    `endings` has the key of each booked visit, or `WALK_IN`; who is left out was served.

    :raises ChangedError: if they are not being served any more.
    :raises ValueError: for a visit in vain without a reason, or another reason without a note.
    """
    now = locked(ticket, seen=seen)
    visits = _visits(now)
    fields: dict[str, Any] = {"ended_at": at, "case_number": case_number or now.case_number}
    fields |= {"counter": now.counter, "clerk": clerk}  # who it was stays known
    if not visits:
        fields |= _ending_of_walk_in(endings.get(WALK_IN, Ending()))
    done = become(now, TicketState.DONE, Act(TicketActKind.FINISHED, clerk, by, at, note), **fields)
    for visit in visits:
        record_outcome(
            appointment=visit,
            **asdict(endings.get(visit.pk, Ending())),
            ticket=done,
            case_number=case_number,
            clerk=clerk,
            by=by,
            at=at,
        )
    if not visits:
        _tell_of_walk_in(done, by=by, at=at)
    return done


@transaction.atomic
def park(  # noqa: PLR0913  whom, as seen, by whom
    *, clerk: User, ticket: Ticket, seen: int | None, note: str = "", by: Actor, at: datetime
) -> Ticket:
    """Let somebody go for a while, to pay or to copy: they come back before the others.

    :raises ChangedError: if the ticket is not what was seen.
    """
    now = locked(ticket, seen=seen)
    return become(
        now, TicketState.PARKED, Act(TicketActKind.PARKED, clerk, by, at, note), **_noted(now, note)
    )


@transaction.atomic
def come_back(  # noqa: PLR0913  whom, as seen, by whom
    *, clerk: User | None, ticket: Ticket, seen: int | None, note: str = "", by: Actor, at: datetime
) -> Ticket:
    """Put somebody into the line again who was gone, had left or was missed: they are next but for priority.

    That they did not come is taken back, and they are told nothing more of it.

    :raises ChangedError: if the ticket is not what was seen.
    """
    now = _of_today(ticket, seen=seen, at=at)
    if now.state in AT_COUNTER:  # a colleague has called them meanwhile
        raise ChangedError(now)
    Outcome.objects.filter(appointment__arrival__ticket=now, kind=OutcomeKind.MISSED).delete()
    act = Act(TicketActKind.RETURNED, clerk, by, at, note)
    return become(now, TicketState.WAITING, act, **_again(now), ended_at=None, outcome="", vain_reason="")


@transaction.atomic
def put_back(  # noqa: PLR0913  whom, as seen, by whom
    *, clerk: User, ticket: Ticket, seen: int | None, note: str = "", by: Actor, at: datetime
) -> Ticket:
    """Put somebody who was called by mistake back to the head of the line.

    :raises ChangedError: if the ticket is not what was seen.
    """
    now = _of_today(ticket, seen=seen, at=at)
    if now.state not in AT_COUNTER:
        raise ChangedError(now)
    act = Act(TicketActKind.PUT_BACK, clerk, by, at, note)
    return become(now, TicketState.WAITING, act, **_again(now))


@transaction.atomic
def transfer(  # noqa: PLR0913  whom, as seen, where to, by whom
    *,
    clerk: User,
    ticket: Ticket,
    seen: int | None,
    service: Service | None = None,
    counter: Counter | None = None,
    note: str = "",
    by: Actor,
    at: datetime,
) -> Ticket:
    """Send somebody on to another service, or to one counter. Who came first there is not overtaken by more.

    :raises ChangedError: if the ticket is not what was seen.
    :raises NoSuchChoiceError: if the counter is elsewhere, closed, or does not serve that.
    """
    now = _of_today(ticket, seen=seen, at=at)
    if not now.is_open:
        raise ChangedError(now)
    wanted = service or now.service
    _check_goal(now, wanted, counter)
    fields = {"service": wanted, "only_counter": counter} | _again(now) | _noted(now, note)
    if wanted.pk != now.service_id:
        fields["minutes"] = wanted.minutes * now.people
    act = Act(TicketActKind.TRANSFERRED, clerk, by, at, note)
    if now.state == TicketState.WAITING:
        return write(now, act, **fields)
    return become(now, TicketState.WAITING, act, **fields)


@transaction.atomic
def miss(*, clerk: User, ticket: Ticket, seen: int | None, by: Actor, at: datetime) -> Ticket:
    """Write down that somebody did not come when called. They are told, and may book again at once.

    :raises ChangedError: if they are not called any more.
    :raises TooFewCallsError: if they were not called often enough by the office's rule.
    """
    now = locked(ticket, seen=seen)
    needed = QueueRule.of(now.office).calls_before_missed
    if now.state == TicketState.CALLED and now.calls < needed:
        raise TooFewCallsError(now.calls, needed)
    gone = become(now, TicketState.MISSED, Act(TicketActKind.MISSED, clerk, by, at), ended_at=at)
    for visit in _visits(gone):
        missed = OutcomeKind.MISSED
        record_outcome(appointment=visit, kind=missed, ticket=gone, clerk=clerk, by=by, at=at)
    return gone


@transaction.atomic
def prioritise(  # noqa: PLR0913  whom, as seen, why, by whom
    *,
    clerk: User,
    ticket: Ticket,
    seen: int | None,
    reason: Priority,
    note: str = "",
    by: Actor,
    at: datetime,
) -> Ticket:
    """Let somebody who waits be called before others, for a reason that is logged.

    :raises ChangedError: if they do not wait any more.
    :raises ValueError: for another reason without a note.
    """
    if reason == Priority.OTHER and not note:
        raise ValueError("Another reason is explained.")
    now = locked(ticket, seen=seen)
    if now.state not in {TicketState.WAITING, TicketState.PARKED}:
        raise ChangedError(now)
    act = Act(TicketActKind.PRIORITISED, clerk, by, at, note, reason)
    return write(now, act, rank=Rank.PRIORITY, priority=reason)


@transaction.atomic
def note(  # noqa: PLR0913  about whom, as seen, by whom
    *, clerk: User, ticket: Ticket, seen: int | None, text: str, by: Actor, at: datetime
) -> Ticket:
    """Write down what the next clerk must know.

    :raises ChangedError: if the ticket is not what was seen.
    """
    now = locked(ticket, seen=seen)
    short = text[:LONGEST_NOTE]
    return write(now, Act(TicketActKind.NOTED, clerk, by, at, short), note=short)


@transaction.atomic
def leave(
    *, ticket: Ticket, seen: int | None = None, clerk: User | None = None, by: Actor, at: datetime
) -> Ticket:
    """Let somebody give their place back. A booked visit bars no new booking then.

    :raises ChangedError: if they are gone already, or being served and no clerk says so.
    """
    now = locked(ticket, seen=seen)
    if now.state == TicketState.LEFT:
        return now
    if now.state == TicketState.SERVING and clerk is None:
        raise ChangedError(now)
    gone = become(now, TicketState.LEFT, Act(TicketActKind.LEFT, clerk, by, at), ended_at=at)
    theirs = [visit.pk for visit in _visits(gone)]
    Appointment.objects.filter(pk__in=theirs).lapse()  # nobody waits for the end of one to book another
    return gone


def _visits(ticket: Ticket) -> list[Appointment]:
    """Return the booked visits of a ticket, one a person."""
    rows = Appointment.objects.for_page().filter(arrival__ticket=ticket)
    return list(rows.order_by("pk"))  # as whoever enters results locks them


def _again(ticket: Ticket) -> dict[str, Any]:
    """Return what makes somebody wait again: before those who were not called yet, if they were."""
    rank = min(ticket.rank, Rank.RETURNED) if ticket.called_at else ticket.rank
    return {"rank": rank, "calls": 0, "served_at": None}


def _of_today(ticket: Ticket, *, seen: int | None, at: datetime) -> Ticket:
    """Lock a ticket that is to wait again.

    :raises ChangedError: if it is not what was seen, or of another day: nobody would call it.
    """
    now = locked(ticket, seen=seen)
    if now.on != today(now.office, at):
        raise ChangedError(now)
    return now


def _noted(ticket: Ticket, text: str) -> dict[str, Any]:
    return {"note": text[:LONGEST_NOTE]} if text else {"note": ticket.note}


def _ending_of_walk_in(ending: Ending) -> dict[str, Any]:
    refuse_unexplained(ending.kind, ending.vain_reason, ending.note)
    said = {"outcome": ending.kind, "vain_reason": ending.vain_reason or ""}
    return said | ({"note": ending.note[:LONGEST_NOTE]} if ending.note else {})


def _tell_of_walk_in(ticket: Ticket, *, by: Actor, at: datetime) -> None:
    visit_ended.send(
        Ticket,
        appointment=None,
        ticket=ticket,
        office=ticket.office,
        service=ticket.service,
        kind=OutcomeKind(ticket.outcome),
        vain_reason=ticket.vain_reason,
        case_number=ticket.case_number,
        by=by,
        at=at,
    )


def _check_goal(ticket: Ticket, service: Service, counter: Counter | None) -> None:
    """Refuse a goal where nobody would ever call."""
    there = Counter.objects.filter(office=ticket.office_id, is_open=True, services=service)
    if not (there.filter(pk=counter.pk) if counter else there).exists():
        raise NoSuchChoiceError
