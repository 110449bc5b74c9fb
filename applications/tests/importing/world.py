"""Files of cases, and what becomes of them, in a few words."""

from collections.abc import Iterable
from datetime import datetime
from io import StringIO

from applications.actions.importing import running, steps
from applications.models import ImportKind, ImportRun
from applications.rules.imports.columns import Layout, guess
from applications.rules.imports.tables import table_of
from applications.tests.factories import AT
from portal.accounts.models import Office, User

CASE = {
    "external_ref": "WSC/1",
    "case_number": "",
    "registered_on": "",
    "procedure": "TEMP_WORK",
    "given_names": "Olena",
    "family_name": "Kovalenko",
    "birth_date": "17.05.1990",
    "citizenship": "UA",
    "filed_on": "2026-10-05",
    "channel": "mos",
    "email": "",
    "phone": "",
    "language": "en",
    "stay_until": "",
    "document_number": "",
    "party_name": "",
}
EVENT = {
    "external_ref": "WSC/1",
    "case_number": "",
    "what": "",
    "on": "2026-11-02",
    "summons": "",
    "how": "",
    "fee": "",
    "authority": "",
}


def cases(*rows: dict[str, str]) -> str:
    """Return a file of cases; each row says what differs from the usual one."""
    return written(CASE, rows)


def events(*rows: dict[str, str]) -> str:
    return written(EVENT, rows)


def written(usual: dict[str, str], rows: Iterable[dict[str, str]]) -> str:
    lines = [usual, *({**usual, **row} for row in rows)]
    return "\n".join([";".join(usual), *(";".join(line.values()) for line in lines[1:])]) + "\n"


def handed_in(
    text: str | bytes, *, office: Office, by: User, kind: str = ImportKind.CASES, at: datetime = AT
) -> ImportRun:
    """Hand in a file, with the columns that its header lets one guess."""
    content = text if isinstance(text, bytes) else text.encode()
    run = steps.hand_in(office=office, kind=kind, filename="cases.csv", pieces=[content], by=by, at=at)
    header = text if isinstance(text, str) else content.decode("utf-8", errors="replace")
    columns = guess(kind, table_of(StringIO(header)).headers)
    steps.lay_out(run, Layout(columns), name=f"columns {run.pk}", by=by, at=at)
    run.refresh_from_db()
    return run


def tried(
    text: str | bytes, *, office: Office, by: User, kind: str = ImportKind.CASES, at: datetime = AT
) -> ImportRun:
    run = handed_in(text, office=office, by=by, kind=kind, at=at)
    running.work(run.pk, at=at)
    run.refresh_from_db()
    return run


def read_in(
    text: str | bytes, *, office: Office, by: User, kind: str = ImportKind.CASES, at: datetime = AT
) -> ImportRun:
    run = tried(text, office=office, by=by, kind=kind, at=at)
    steps.begin(run, by=by, at=at)
    running.work(run.pk, at=at)
    run.refresh_from_db()
    return run


def counts(run: ImportRun) -> tuple[int, int, int]:
    """Return how many rows are new, known and refused."""
    return run.made, run.known, run.refused


def why(run: ImportRun) -> list[tuple[int, str, str, str]]:
    """Return line, column, code and detail of each reason, in their order."""
    rows = run.errors.order_by("line", "pk")
    return list(rows.values_list("line", "column", "code", "detail"))
