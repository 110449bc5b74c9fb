"""The one way into a case: everything that happens to it is entered here.

In one transaction: the case is locked, the event is judged against what is known and against the
law of its day, the case is moved on by compare-and-set, and the event, the derived columns, the
rows that lists read, the audit, the day's figures and what the person is to be told are written.
If any of it fails, nothing has happened.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from applications.actions.following import follow
from applications.actions.projecting import project
from applications.choices import EventKind, Part
from applications.models import Application, CaseEvent
from applications.models.law import law_of
from applications.rules.acts import ACTS
from applications.rules.deriving import Derived, derive
from applications.rules.events import Event, checked
from applications.rules.folding import fold
from applications.rules.law import Law
from applications.rules.requirements import against_law
from applications.rules.state import State
from applications.rules.transitions import Refusal, refusals
from portal.audit.rules.actors import Actor
from portal.prepared import Prepared

READ = Prepared(
    "applications_read",
    """
    SELECT c.office_id, o.time_zone, c.procedure_id, c.regime_on, c.sequence, c.state::text,
        (SELECT number FROM applications_lawversion)
    FROM applications_application c JOIN accounts_office o ON o.id = c.office_id
    WHERE c.id = %(id)s FOR UPDATE OF c
    """,
)
DERIVED = (
    "case_number",
    "stage",
    "stage_since",
    "reckoned_on",
    "reason",
    "turn",
    "until",
    "clerk_id",
    "clock_from",
    "due_on",
    "plain_due_on",
    "outcome",
    "decided_on",
    "closed_on",
)
WRITE = Prepared(
    "applications_write",
    f"""
    WITH moved AS (
        UPDATE applications_application SET sequence = sequence + 1, state = %(state)s::jsonb,
            changed_at = %(at)s, {", ".join(f"{name} = %({name})s" for name in DERIVED)}
        WHERE id = %(id)s AND sequence = %(seen)s RETURNING sequence
    )
    INSERT INTO applications_caseevent (application_id, sequence, kind, "on", data, note, part, by_id, at)
    SELECT %(id)s, moved.sequence, %(kind)s, %(on)s, %(data)s::jsonb, %(note)s, %(part)s, %(by)s, %(at)s
    FROM moved RETURNING id, sequence
    """,  # noqa: S608  names of our own columns
)

# In whose name something is entered, if somebody has several parts: the least that may.
ORDER = (Part.CLERK, Part.OFFICER, Part.SIGNER, Part.SUPERVISOR, Part.SYSTEM)


class RefusedError(Exception):
    """The event may not happen now; `reasons` says why, all of it."""

    def __init__(self, reasons: list[Refusal]) -> None:
        super().__init__(", ".join(reasons))
        self.reasons = reasons


class ChangedError(Exception):
    """Somebody entered something in the meantime: what was seen is no longer what is."""


@dataclass(frozen=True, slots=True)
class Known:
    """A case as it was read, locked until the end of the transaction."""

    pk: int
    office: int
    zone: ZoneInfo
    procedure: int
    regime_on: date
    sequence: int
    state: State
    law: Law


def known(case: int) -> Known:
    """Read and lock a case.

    :raises Application.DoesNotExist: if there is none.
    """
    row = READ.one(id=case)
    if row is None:
        raise Application.DoesNotExist
    office, zone, procedure, regime_on, sequence, state, version = row
    return Known(
        case,
        office,
        ZoneInfo(zone),
        procedure,
        regime_on,
        sequence,
        State.from_json(json.loads(state)),
        law_of(procedure, version=version),
    )


Data = Mapping[str, Any]


@transaction.atomic
def apply(  # noqa: PLR0913  one event, and who enters it
    *,
    case: Application | int,
    kind: EventKind,
    on: date,
    by: Actor,
    parts: frozenset[Part],
    at: datetime,
    data: Data | Callable[[Known], Data] | None = None,
    note: str = "",
    seen: int | None = None,
) -> CaseEvent:
    """Enter one event in a case.

    `on` is the local day on which it happened, `at` when it is entered (UTC); `parts` is as what
    `by` acts at the office of the case; `seen` the number of entries on the page that asked, None
    if that does not matter. `data` may be worked out from the case once it is locked.

    :raises RefusedError: if it may not happen, with every reason.
    :raises ChangedError: if the case has more entries than were seen.
    :raises Application.DoesNotExist: if there is no such case.
    :raises ValueError: to take back an entry: `correcting.void` works the rest out anew.
    """
    if kind == EventKind.VOIDED:
        raise ValueError("An entry is taken back by correcting.void.")
    now = known(case if isinstance(case, int) else case.pk)
    if seen is not None and seen != now.sequence:
        raise ChangedError
    given = data(now) if callable(data) else data
    event = Event(kind, on, checked(kind, given or {}), by.user_id, now.sequence + 1)
    today = at.astimezone(now.zone).date()
    reasons = refusals(now.state, event, parts=parts, today=today)
    reasons = reasons or against_law(now.state, event, now.law, regime_on=now.regime_on)
    if reasons:
        raise RefusedError(reasons)
    return write(now, event, fold(now.state, event), parts=parts, by=by, at=at, note=note)


def write(  # noqa: PLR0913  what `apply` has worked out
    now: Known,
    event: Event,
    state: State,
    *,
    parts: frozenset[Part],
    by: Actor,
    at: datetime,
    note: str,
    days: frozenset[date] = frozenset(),
) -> CaseEvent:
    """Write an event that was judged, and everything that follows from it.

    `days` are other local days whose figures it changes, as a correction does.
    """
    today = at.astimezone(now.zone).date()
    part = next(each for each in ORDER if each in parts & ACTS[event.kind].parts)
    columns: dict[str, Any] = {"kind": event.kind.value, "on": event.on, "note": note, "part": part.value}
    derived = derive(state, now.law, regime_on=now.regime_on, on=today)
    pk = _written(now, event, state, columns | _columns(derived), at=at)
    columns |= {"data": dict(event.data), "by_id": by.user_id, "at": at, "sequence": event.sequence}
    entry = CaseEvent(pk=pk, application_id=now.pk, **columns)
    project(now.pk, event)
    was = now.state.stage.value
    follow(entry, event, office=now.office, was=was, days={today, event.on, *days}, by=by, at=at)
    return entry


def _columns(derived: Derived) -> dict[str, Any]:
    return {name: getattr(derived, name) for name in DERIVED}


def _written(now: Known, event: Event, state: State, columns: Data, *, at: datetime) -> int:
    """Move the case on by compare-and-set, and return the key of the event."""
    written = WRITE.one(
        **columns,
        id=now.pk,
        seen=now.sequence,
        state=json.dumps(state.to_json()),
        data=json.dumps(dict(event.data)),
        by=event.author,
        at=at,
    )
    if written is None:  # impossible under the lock; the statement does not rely on it
        raise ChangedError
    pk: int = written[0]
    return pk
