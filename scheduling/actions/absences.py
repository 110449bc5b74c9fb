"""A clerk is away: their duties go, and whoever was to be seen by them gets another place."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from portal.accounts.models import Office, User
from portal.audit.actions import record
from portal.audit.rules.actors import Actor
from scheduling.actions.duties import settle_left
from scheduling.actions.rehousing import Proposal, counted
from scheduling.choices import AbsenceReason
from scheduling.models import Duty
from scheduling.models.locks import take_hours
from scheduling.rules.intervals import Interval, subtract


class NoDutyError(Exception):
    """The clerk has no duty at the office in that time: there is nothing to change."""


@dataclass(frozen=True, slots=True)
class Absence:
    """Who is away from where, from when until when (UTC), and why."""

    clerk: User
    office: Office
    span: Interval
    reason: AbsenceReason
    note: str = ""


@transaction.atomic
def enter(
    absence: Absence, *, seen: Collection[int] = (), cancel: Collection[int] = (), by: Actor, at: datetime
) -> list[Proposal]:
    """Take a clerk's duties out of a span; return what became of the visits that are left alone.

    A duty that begins before it ends where it begins, and one that lasts longer goes on after it.
    `seen` and `cancel` are as in `hours.block`.

    :raises NoDutyError: if there is no duty in it; nothing is changed.
    :raises LeavesVisitsError: if a visit would have no clerk that nobody decided about; nothing is changed.
    :raises ValueError: if another reason is not explained.
    """
    if absence.reason == AbsenceReason.OTHER and not absence.note.strip():
        raise ValueError("Another reason is explained.")
    take_hours(absence.office.pk)
    before = _duties(absence)
    if not before:
        raise NoDutyError
    for duty in before:
        _cut(duty, absence.span)
    settled = settle_left(before, seen=seen, cancel=cancel, by=by, at=at)
    record(
        "rota.absence",
        subject=absence.clerk,
        by=by,
        at=at,
        office=absence.office,
        first=absence.span.start,
        last=absence.span.end,
        reason=absence.reason.value,
        note=absence.note,
        duties=len(before),
        **counted(settled),
    )
    return settled


def _duties(absence: Absence) -> list[Duty]:
    theirs = Duty.objects.filter(clerk=absence.clerk, counter__office=absence.office).touching(absence.span)
    return list(theirs.select_related("counter__office").order_by("period"))


def _cut(duty: Duty, span: Interval) -> None:
    """Leave what lies outside the span: one duty, two, or none."""
    parts = subtract([duty.interval], [span])
    row = Duty.objects.filter(pk=duty.pk)
    if not parts:
        row.delete()
        return
    row.update(period=DateTimeTZRange(parts[0].start, parts[0].end))
    Duty.objects.bulk_create(
        Duty(
            clerk_id=duty.clerk_id,
            counter_id=duty.counter_id,
            pattern_id=duty.pattern_id,
            period=DateTimeTZRange(rest.start, rest.end),
        )
        for rest in parts[1:]
    )
