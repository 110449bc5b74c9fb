"""Give a case its number, which no other case has."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from applications.actions.applying import RefusedError, apply
from applications.choices import EventKind, Part
from applications.models import Application, CaseEvent
from applications.rules.transitions import Refusal
from portal.audit.rules.actors import Actor
from scheduling.actions.booking import broken_constraint

ONCE = "application_number_once"


def register(  # noqa: PLR0913  one event, and who enters it
    *,
    case: Application | int,
    case_number: str,
    on: date,
    by: Actor,
    parts: frozenset[Part],
    at: datetime,
    note: str = "",
    seen: int | None = None,
) -> CaseEvent:
    """Enter that a case got its number, written as the office writes it.

    :raises RefusedError: if it may not happen, or another case has the number.
    :raises ChangedError: if the case has more entries than were seen.
    """
    try:
        with transaction.atomic():
            return apply(
                case=case,
                kind=EventKind.REGISTERED,
                on=on,
                by=by,
                parts=parts,
                at=at,
                data={"case_number": case_number},
                note=note,
                seen=seen,
            )
    except IntegrityError as error:
        if broken_constraint(error) != ONCE:
            raise
        raise RefusedError([Refusal.NUMBER_TAKEN]) from error
