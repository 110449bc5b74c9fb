"""Hold every case against its entries, a few hundred at a time.

Each page is read by one statement, and so at one moment: what is entered meanwhile is in all of it
or in nothing of it. Nobody waits for it, and it waits for nobody.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from applications.choices import EventKind
from applications.models.law import law_of
from applications.rules.drift import Kept, drift, impossible
from applications.rules.events import Event

AT_ONCE = 250
PAGE = """
SELECT c.id, (SELECT number FROM applications_lawversion), c.procedure_id, c.state::text,
    (to_jsonb(c) - 'state')::text,
    (SELECT jsonb_agg(jsonb_build_array(e.kind, e."on", e.data, e.by_id, e.sequence) ORDER BY e.sequence)
        FROM applications_caseevent e WHERE e.application_id = c.id)::text,
    (SELECT jsonb_object_agg(r.number, to_jsonb(r))
        FROM applications_summons r WHERE r.application_id = c.id)::text,
    (SELECT jsonb_object_agg(r.number, to_jsonb(r))
        FROM applications_casedocument r WHERE r.application_id = c.id)::text,
    (SELECT jsonb_object_agg(r.number, to_jsonb(r))
        FROM applications_decision r WHERE r.application_id = c.id)::text
FROM applications_application c WHERE c.id > %s ORDER BY c.id LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Verified:
    """One case, and the names of all that is not as its entries say."""

    case: int
    drifted: list[str]


def verify(*, judge: bool = False, at_once: int = AT_ONCE) -> Iterator[Verified]:
    """Compare every case with its entries, in the order of their keys.

    With `judge`, name too the first entry that could not have been made.
    """
    last = 0
    while page := _page(after=last, at_once=at_once):
        for row in page:
            yield _verified(row, judge=judge)
        last = page[-1][0]


def _page(*, after: int, at_once: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(PAGE, [after, at_once])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _verified(row: tuple[Any, ...], *, judge: bool) -> Verified:
    pk, version, procedure, state, columns, events, *records = row
    kept = Kept(
        pk,
        columns=json.loads(columns),
        state=json.loads(state),
        events=tuple(_event(each) for each in json.loads(events or "[]")),
        records=dict(zip(("summonses", "documents", "decisions"), map(_rows, records), strict=True)),
    )
    found = drift(kept, law_of(procedure, version=version))
    if judge and not found and (number := impossible(kept.events)):
        found = [f"entry {number}"]
    return Verified(pk, found)


def _event(row: list[Any]) -> Event:
    kind, on, data, author, sequence = row
    return Event(EventKind(kind), date.fromisoformat(on), data, author, sequence)


def _rows(text: str | None) -> dict[int, dict[str, Any]]:
    return {int(number): row for number, row in json.loads(text or "{}").items()}
