"""Work out again what time, or a change of the law, has made of the cases that are open.

What is stored beside a case follows from its events, the law and the day. Its events are dealt
with as they are entered; here are the other two. A term that ends changes whose turn it is; a new
fact of the law may move the last day of every case.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import F, QuerySet

from applications.models import Application, LawVersion
from applications.models.law import law_of
from applications.rules.deriving import derive
from applications.rules.state import State
from portal.accounts.models import Office

BATCH = 1_000
COLUMNS = {
    "reckoned_on": "date",
    "reason": "text",
    "turn": "text",
    "until": "date",
    "clock_from": "date",
    "due_on": "date",
    "plain_due_on": "date",
}
# A case that somebody has changed meanwhile was reckoned with that; under a law that has changed
# meanwhile all are reckoned again.
WRITE = f"""
    UPDATE applications_application c SET {", ".join(f"{name} = row.{name}" for name in COLUMNS)}
    FROM jsonb_to_recordset(%s::jsonb) AS row (
        id bigint, sequence integer, {", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())}
    )
    WHERE c.id = row.id AND c.sequence = row.sequence
        AND (SELECT number FROM applications_lawversion) = %s
"""  # noqa: S608  names of our own columns


def reckon_cases(*, at: datetime, cases: "QuerySet[Application] | None" = None) -> int:
    """Reckon open cases (of these) whose term has passed, all of them if the law has changed.

    Return how many were written. Days are those of each case's office. To run it twice, or beside
    whoever enters something, does no harm.
    """
    version = LawVersion.objects.get()
    among = Application.objects.all() if cases is None else cases
    is_new_law = version.number != version.reckoned
    written = 0
    for office in Office.objects.all():
        on = at.astimezone(office.zone).date()
        due = among.unfinished().filter(office=office)  # type: ignore[attr-defined]  # a queryset of cases
        if not is_new_law:
            due = due.filter(until__lt=on, reckoned_on__lte=F("until"))
        for rows in _batches(due):
            written += write([_reckoned(row, on=on, version=version.number) for row in rows], version.number)
    if is_new_law and cases is None:
        LawVersion.objects.filter(number=version.number).update(reckoned=version.number)
    return written


@transaction.atomic
def write(rows: Sequence[dict[str, Any]], version: int) -> int:
    """Write what was worked out by a number of the law, and return of how many cases it still held."""
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [json.dumps(rows, default=date.isoformat), version])
        return int(cursor.rowcount)


def _batches(cases: "QuerySet[Application]") -> Iterator[list[Application]]:
    """Return the cases some at a time, so that their number does not matter."""
    columns = cases.only("sequence", "state", "procedure", "regime_on").order_by("pk")
    last = 0
    while rows := list(columns.filter(pk__gt=last)[:BATCH]):
        yield rows
        last = rows[-1].pk


def _reckoned(case: Application, *, on: date, version: int) -> dict[str, Any]:
    law = law_of(case.procedure_id, version=version)
    derived = derive(State.from_json(case.state), law, regime_on=case.regime_on, on=on)
    columns = {name: getattr(derived, name) for name in COLUMNS}
    return {"id": case.pk, "sequence": case.sequence, **columns}
