"""Write down what happened, and seal it."""

import json
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, models, transaction

from portal.accounts.models import Office
from portal.audit.models import Event, EventQuerySet, Seal
from portal.audit.rules.actors import Actor
from portal.audit.rules.chain import GENESIS, digest_of
from portal.audit.rules.context import current_request_id
from portal.audit.rules.data import plain
from portal.prepared import Prepared

logger = logging.getLogger(__name__)

SEALER = 0x5EA1  # the advisory lock that only one sealer holds
LOOK_BACK = 10_000  # seals; an event that commits later than that waits for `thorough`

WRITTEN = [field.attname for field in Event._meta.concrete_fields if not field.primary_key]
# Every change in the portal waits for this one.
RECORD = Prepared(
    "audit_record",
    f"""
    INSERT INTO audit_event ({", ".join(WRITTEN)})
    VALUES ({", ".join(f"%({name})s" for name in WRITTEN)}) RETURNING id
    """,  # noqa: S608  names of our own columns
)


class NotInTransactionError(RuntimeError):
    """An event is written together with what it tells, or not at all."""


def record(
    action: str,
    *,
    subject: models.Model | None,
    by: Actor,
    at: datetime,
    office: Office | int | None = None,
    **data: object,
) -> Event:
    """Write down that `by` did `action` to `subject`, in the transaction that did it.

    `office` is one, or the key of one.

    `data` are ids, codes, counts and times. A subject is absent where there is none, as
    in a failed sign-in to no account.

    :raises NotInTransactionError: outside a transaction.
    :raises TypeError: for data that is no id, code, count or time.
    :raises ValueError: for data with an e-mail address.
    """
    if not connection.in_atomic_block:
        raise NotInTransactionError(action)
    event = _event(Entry(action, subject, data), by=by, at=at, office=office)
    values = {name: getattr(event, name) for name in WRITTEN} | {"data": json.dumps(event.data)}
    ((event.pk,),) = RECORD.all(**values)
    return event


@dataclass(frozen=True, slots=True)
class Entry:
    """One of many things to be written down: what was done, to what, and its ids, codes and counts."""

    action: str
    subject: models.Model | None
    data: Mapping[str, object] = field(default_factory=dict)


def record_all(entries: Iterable[Entry], *, by: Actor, at: datetime, office: Office | int | None) -> None:
    """Write down many things that were done at once, in the transaction that did them; see `record`.

    :raises NotInTransactionError: outside a transaction.
    """
    if not connection.in_atomic_block:
        raise NotInTransactionError
    Event.objects.bulk_create(_event(entry, by=by, at=at, office=office) for entry in entries)


def _event(entry: Entry, *, by: Actor, at: datetime, office: Office | int | None) -> Event:
    return Event(
        at=at,
        action=entry.action,
        actor_kind=by.kind.value,
        user_id=by.user_id,
        office_id=office.pk if isinstance(office, Office) else office,
        subject_label=entry.subject._meta.label_lower if entry.subject else "",
        subject_pk=str(entry.subject.pk) if entry.subject else "",
        data=plain(entry.data),
        request_id=current_request_id(),
    )


@transaction.atomic
def seal(*, at: datetime, limit: int = 10_000, thorough: bool = False) -> int:
    """Seal the events that are new, and return how many there were.

    Sealers never meet: the second finds the lock taken and has nothing to do. Only the
    last `LOOK_BACK` seals are searched for what committed late, unless `thorough`.
    """
    if not _is_only_sealer():
        return 0
    last = Seal.objects.order_by("-sequence").first()
    number, previous = (last.sequence, last.digest) if last else (0, GENESIS)
    seals = []
    for row in _new_events(number, limit, thorough=thorough).rows():
        number, previous = number + 1, digest_of({**row, "sealed_at": at}, previous=previous)
        seals.append(Seal(sequence=number, event_id=row["id"], at=at, digest=previous))
    Seal.objects.bulk_create(seals)
    if seals:
        logger.info("audit sealed up to %s:%s", number, previous)
    return len(seals)


def _is_only_sealer() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEALER])
        return bool(cursor.fetchone()[0])


def _new_events(number: int, limit: int, *, thorough: bool) -> EventQuerySet:
    after = 0 if thorough else _oldest_of_the_last(number)
    events: EventQuerySet = Event.objects.unsealed(after=after).order_by("pk")
    return events[:limit]


def _oldest_of_the_last(number: int) -> int:
    """Return the lowest event of the last `LOOK_BACK` seals, or 0 if there are no more than those."""
    if number <= LOOK_BACK:
        return 0
    recent = Seal.objects.filter(sequence__gt=number - LOOK_BACK).aggregate(first=models.Min("event"))
    first: int = recent["first"]
    return first
