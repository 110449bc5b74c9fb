"""What every change of a ticket does: look again under a lock, change, write down, say so."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.accounts.models import User
from portal.audit.actions import record
from portal.audit.rules.actors import Actor
from portal.web.hints import hint
from scheduling.choices import AT_COUNTER, TicketActKind, TicketState
from scheduling.models import Ticket
from scheduling.models.line import add_act
from scheduling.rules.queue.states import may_become


class ChangedError(Exception):
    """The ticket is not what the page showed, or cannot become that; `ticket` is as it is now."""

    def __init__(self, ticket: Ticket) -> None:
        super().__init__(ticket.pk)
        self.ticket = ticket


class NoSuchChoiceError(ValueError):
    """What was chosen does not exist at the ticket's office."""


@dataclass(frozen=True, slots=True)
class Act:
    """What is done with a ticket, by whom, and why."""

    kind: TicketActKind
    clerk: User | None
    by: Actor
    at: datetime
    note: str = ""
    reason: str = ""
    passed: int = 0


def locked(ticket: Ticket, *, seen: int | None) -> Ticket:
    """Lock a ticket and return it as it is.

    :raises ChangedError: if its version is not the one that was seen.
    """
    rows = Ticket.objects.select_related("service", "office", "counter")
    now = rows.select_for_update(of=("self",)).get(pk=ticket.pk)
    if seen is not None and now.version != seen:
        raise ChangedError(now)
    return now


def become(ticket: Ticket, state: TicketState, act: Act, **fields: Any) -> Ticket:  # noqa: ANN401  columns
    """Change the state of a locked ticket, if it may, and the columns that go with it.

    :raises ChangedError: if it may not become that.
    """
    if not may_become(TicketState(ticket.state), state):
        raise ChangedError(ticket)
    was_at = ticket.counter_id
    if state not in AT_COUNTER:
        fields = {"counter": None, "clerk": None} | fields
    ticket.state = state
    return write(ticket, act, was_at=was_at, **fields)


def write(ticket: Ticket, act: Act, *, was_at: int | None = None, **fields: Any) -> Ticket:  # noqa: ANN401  columns
    """Write columns of a locked ticket, and what was done into the log and the audit."""
    for name, value in fields.items():
        setattr(ticket, name, value)
    ticket.version += 1
    ticket.save(update_fields=["state", "version", *fields])
    tell(ticket, act, at_counter=ticket.counter_id or was_at)
    return ticket


def tell(ticket: Ticket, act: Act, *, at_counter: int | None = None) -> None:
    """Write down what was done with a ticket, and say that the line has changed."""
    add_act(
        ticket,
        act.kind,
        by=act.clerk.pk if act.clerk else act.by.user_id,
        at=act.at,
        reason=str(act.reason),
        note=act.note,
        passed=act.passed,
        counter_id=at_counter,
    )
    about: dict[str, object] = {"code": ticket.code}
    if act.reason:
        about |= {"reason": str(act.reason), "passed": act.passed}
    record(f"ticket.{act.kind}", subject=ticket, by=act.by, at=act.at, office=ticket.office_id, **about)
    hint(f"queue:{ticket.office_id}")
