"""Enter several things that happened at once: all of them, or none."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import transaction

from applications.actions.applying import Known, apply
from applications.choices import EventKind, Part
from applications.models import Application, CaseEvent
from portal.audit.rules.actors import Actor


class Step(NamedTuple):
    """One event, and what it carries: as it is, or worked out from the case once it is locked."""

    kind: EventKind
    data: Mapping[str, Any] | Callable[[Known], Mapping[str, Any]] | None = None

    def carried(self, now: Known) -> Mapping[str, Any]:
        """Return what it carries in a case as it is known."""
        return (self.data(now) if callable(self.data) else self.data) or {}


@transaction.atomic
def apply_all(  # noqa: PLR0913  some events, and who enters them
    *,
    case: Application | int,
    steps: Sequence[Step],
    on: date,
    by: Actor,
    parts: frozenset[Part],
    at: datetime,
    note: str = "",
    seen: int | None = None,
) -> list[CaseEvent]:
    """Enter events of one local day in their order; what `apply` says of its arguments holds here.

    :raises RefusedError: if one of them may not happen.
    :raises ChangedError: if the case has more entries than were seen.
    """
    acting = {"case": case, "on": on, "by": by, "parts": parts, "at": at, "note": note}
    return [
        # The lock is held from the first on: nobody comes between them.
        apply(kind=step.kind, data=step.data, seen=seen if number == 0 else None, **acting)  # type: ignore[arg-type]  # as above
        for number, step in enumerate(steps)
    ]
