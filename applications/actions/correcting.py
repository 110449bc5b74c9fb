"""Correct what was entered by mistake. The entry stays, and another one says that it counts no longer.

What follows is worked out as if it had never been made. If a later entry stands on it, that one is
corrected first: nothing is left in a case that could not have happened.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from applications.actions.applying import ChangedError, Known, RefusedError, known, write
from applications.actions.projecting import project
from applications.choices import EventKind as K
from applications.choices import Part
from applications.models import Application, CaseDocument, CaseEvent, Decision, Summons
from applications.rules.correcting import STAYS, first_refused, may_void
from applications.rules.events import Event, checked
from applications.rules.folding import counting, fold_all
from applications.rules.transitions import Refusal, refusals
from portal.audit.rules.actors import Actor


class NotVoidableError(Exception):
    """There is no such entry, it counts no longer, or it is one that stays."""


class StillNeededError(Exception):
    """Without the entry, a later one could not have been made: `entry`, for these `reasons`."""

    def __init__(self, entry: Event, reasons: Sequence[Refusal]) -> None:
        super().__init__(f"{entry.sequence} {entry.kind}: {', '.join(reasons)}")
        self.entry = entry
        self.reasons = reasons


@transaction.atomic
def void(  # noqa: PLR0913  which entry, why and by whom
    *,
    case: Application | int,
    sequence: int,
    reason: str,
    by: Actor,
    parts: frozenset[Part],
    at: datetime,
    seen: int | None = None,
) -> CaseEvent:
    """Enter that an earlier entry counts no longer, and put the case where it stands without it.

    :raises RefusedError: if this person may not.
    :raises NotVoidableError: if there is no such entry that counts, or it is one that stays.
    :raises StillNeededError: if a later entry stands on it.
    :raises ChangedError: if the case has more entries than were seen.
    """
    now = known(case if isinstance(case, int) else case.pk)
    if seen is not None and seen != now.sequence:
        raise ChangedError
    today = at.astimezone(now.zone).date()
    event = Event(K.VOIDED, today, checked(K.VOIDED, {"sequence": sequence}), by.user_id, now.sequence + 1)
    if reasons := refusals(now.state, event, parts=parts, today=today):
        raise RefusedError(reasons)
    entries = [row.value for row in CaseEvent.objects.filter(application=now.pk)]
    wrong, left = _parted(entries, sequence)
    if not may_void(wrong, parts=parts):
        raise RefusedError([Refusal.NOT_YOURS])
    if refused := first_refused(left, today=today):
        raise StillNeededError(*refused)
    _project_anew(now, left)
    state = fold_all([*entries, event])
    days = frozenset({wrong.on})
    return write(now, event, state, parts=parts, by=by, at=at, note=reason, days=days)


def _parted(entries: Sequence[Event], sequence: int) -> tuple[Event, list[Event]]:
    """Return the entry that is wrong, and those that go on to count.

    :raises NotVoidableError: if there is no such entry that counts, or it is one that stays.
    """
    count = counting(entries)
    wrong = next((event for event in count if event.sequence == sequence), None)
    if wrong is None or wrong.kind in STAYS:
        raise NotVoidableError
    return wrong, [event for event in count if event is not wrong]


def _project_anew(now: Known, events: Sequence[Event]) -> None:
    for model in (Summons, CaseDocument, Decision):
        model.objects.filter(application=now.pk).delete()
    for event in events:
        project(now.pk, event)
