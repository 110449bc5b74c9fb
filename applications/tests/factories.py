"""Cases and the law around them, in a few words."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from applications.actions.applying import apply
from applications.actions.opening import Applicant, open_case
from applications.choices import Channel, EventKind, Part
from applications.models import Application, CaseEvent, Procedure
from portal.accounts.models import Office
from portal.audit.rules.actors import SYSTEM, Actor

AT = datetime(2026, 12, 1, 9, tzinfo=UTC)  # a Tuesday morning, 10:00 in Kraków
FILED = date(2026, 10, 5)
EVERY_PART = frozenset(Part)

_numbers = count(1)


def applicant(**fields: Any) -> Applicant:  # noqa: ANN401  any field
    defaults: dict[str, Any] = {
        "given_names": "Olena",
        "family_name": "Kovalenko",
        "birth_date": date(1990, 5, 17),
        "citizenship": "UA",
        "language": "en",
    }
    return Applicant(**defaults | fields)


def procedure(code: str = "TEMP_WORK") -> Procedure:
    """Return a procedure that the migrations have made."""
    return Procedure.objects.get(code=code)


def case(
    office: Office,
    *,
    of: str = "TEMP_WORK",
    filed_on: date = FILED,
    by: Actor = SYSTEM,
    at: datetime = AT,
    **fields: Any,  # noqa: ANN401  of the applicant
) -> Application:
    """Open a case: received, and nothing more."""
    return open_case(
        office=office,
        procedure=procedure(of),
        applicant=applicant(**fields),
        channel=Channel.OFFICE,
        filed_on=filed_on,
        by=by,
        parts=EVERY_PART,
        at=at,
    )


def case_number() -> str:
    return f"SC-II.6151.{next(_numbers)}.2026"


def happen(
    to: Application,
    kind: EventKind,
    *,
    on: date | None = None,
    by: Actor = SYSTEM,
    parts: frozenset[Part] = EVERY_PART,
    at: datetime = AT,
    data: Mapping[str, Any] | None = None,
    note: str = "",
) -> CaseEvent:
    """Enter one event, with the data of the kind if none are given, and read the case anew."""
    given = (
        data if data is not None else ({"case_number": case_number()} if kind == EventKind.REGISTERED else {})
    )
    entry = apply(case=to, kind=kind, on=on or to.filed_on, by=by, parts=parts, at=at, data=given, note=note)
    to.refresh_from_db()
    return entry
