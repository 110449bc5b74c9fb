"""Give cases to clerks: one, or so many of those that nobody has."""

from datetime import datetime

from django.db.models import F

from applications.actions.applying import ChangedError, RefusedError, apply
from applications.choices import EventKind, Part
from applications.models import Application, CaseEvent
from applications.models.cases import ApplicationQuerySet
from applications.models.staffing import caseworkers
from portal.accounts.models import Office, User
from portal.audit.rules.actors import Actor

MOST_AT_ONCE = 200
SPARE = 50
"""So many more are looked at, as others may give out cases at the same moment."""


class NotThereError(Exception):
    """Whoever was named does not work on the cases of this office."""


def give(  # noqa: PLR0913  one event, and who enters it
    *,
    case: Application,
    to: User,
    by: Actor,
    parts: frozenset[Part],
    at: datetime,
    note: str = "",
    seen: int | None = None,
) -> CaseEvent:
    """Give one case to somebody who works on the cases of its office.

    :raises NotThereError: if they do not.
    :raises RefusedError: if it may not be given now, or not by these parts.
    :raises ChangedError: if the case has more entries than were seen.
    """
    if not caseworkers(case.office).filter(pk=to.pk).exists():
        raise NotThereError
    return apply(
        case=case,
        kind=EventKind.ASSIGNED,
        on=at.astimezone(case.office.zone).date(),
        by=by,
        parts=parts,
        at=at,
        data={"clerk": to.pk},
        note=note,
        seen=seen,
    )


def give_out(  # noqa: PLR0913  which cases, to whom, and who gives them
    *,
    office: Office,
    to: User,
    number: int,
    by: Actor,
    parts: frozenset[Part],
    at: datetime,
    by_term: bool = False,
) -> list[CaseEvent]:
    """Give somebody so many of the cases that nobody has, the oldest first, or those whose term ends first.

    Each is given for itself: what somebody else gives out at the same moment is left to them.

    :raises NotThereError: if they do not work on the cases of this office.
    """
    given: list[CaseEvent] = []
    for case in _nobodys(office, by_term=by_term)[: min(number, MOST_AT_ONCE) + SPARE]:
        if len(given) == number:
            break
        try:
            given.append(give(case=case, to=to, by=by, parts=parts, at=at, seen=case.sequence))
        except (ChangedError, RefusedError):
            continue
    return given


def _nobodys(office: Office, *, by_term: bool) -> ApplicationQuerySet:
    order = [F("due_on").asc(nulls_last=True)] if by_term else []
    rows: ApplicationQuerySet = Application.objects.filter(office=office, clerk=None).unfinished()
    return rows.select_related("office").defer("state").order_by(*order, "filed_on", "pk")
