"""Do one thing to many cases: say first what would happen, then do it, each case for itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from applications.actions.applying import ChangedError, RefusedError, apply
from applications.actions.assigning import give
from applications.choices import EventKind, Part
from applications.models import Application
from applications.rules.events import Event
from applications.rules.transitions import Refusal, refusals
from portal.accounts.models import User
from portal.audit.rules.actors import Actor

KINDS = (
    EventKind.ASSIGNED,
    EventKind.CARD_ORDERED,
    EventKind.CARD_READY,
    EventKind.CARD_COLLECTED,
    EventKind.CLOSED,
    EventKind.ARCHIVED,
    EventKind.NOTED,
)
"""What is the same for every case that is chosen. Whatever needs a thought of its own is not here,
and so nothing that the dated law has a say in."""


@dataclass(frozen=True, slots=True)
class Task:
    """What to do on a local day; `to` for whom a case is, if it is given to somebody."""

    kind: EventKind
    on: date
    to: User | None = None
    note: str = ""

    @property
    def data(self) -> dict[str, int]:
        return {"clerk": self.to.pk} if self.to else {}


class Chosen(NamedTuple):
    """A case on the page, and how many entries it had there."""

    case: Application
    seen: int


class Result(NamedTuple):
    """What becomes, or became, of one case: done if nothing is said against it."""

    case: Application
    reasons: Sequence[Refusal] = ()
    is_changed: bool = False

    @property
    def is_done(self) -> bool:
        return not self.reasons and not self.is_changed


def judge(
    chosen: Iterable[Chosen], task: Task, *, by: Actor, parts: frozenset[Part], at: datetime
) -> list[Result]:
    """Return what would become of each case; nothing is written."""
    return [_judged(each, task, by=by, parts=parts, at=at) for each in chosen]


def _judged(chosen: Chosen, task: Task, *, by: Actor, parts: frozenset[Part], at: datetime) -> Result:
    case = chosen.case
    if case.sequence != chosen.seen:
        return Result(case, is_changed=True)
    event = Event(task.kind, task.on, task.data, by.user_id, case.sequence + 1)
    today = at.astimezone(case.office.zone).date()
    return Result(case, refusals(case.known, event, parts=parts, today=today))


def carry_out(
    chosen: Iterable[Chosen], task: Task, *, by: Actor, parts: frozenset[Part], at: datetime
) -> list[Result]:
    """Do it, each case in a transaction of its own, and return what became of each.

    :raises NotThereError: if cases are given to somebody who does not work there.
    """
    return [_done(each, task, by=by, parts=parts, at=at) for each in chosen]


def _done(chosen: Chosen, task: Task, *, by: Actor, parts: frozenset[Part], at: datetime) -> Result:
    acting = {"case": chosen.case, "by": by, "parts": parts, "at": at, "note": task.note, "seen": chosen.seen}
    try:
        if task.to:
            give(to=task.to, **acting)  # type: ignore[arg-type]  # as above
        else:
            apply(kind=task.kind, on=task.on, **acting)  # type: ignore[arg-type]  # likewise
    except RefusedError as refused:
        return Result(chosen.case, refused.reasons)
    except ChangedError:
        return Result(chosen.case, is_changed=True)
    return Result(chosen.case)
