"""Changing when the office takes people, and giving those whom the change hits another time.

Hours are never changed silently under a booked visit: the database refuses it (migration
0002), so whoever blocks a time decides in the same step about the visits in it.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from portal.audit.actions import record
from portal.audit.rules.actors import Actor
from portal.web import announcing
from scheduling import notices
from scheduling.actions.rehousing import HitsVisitsError, Proposal, counted, refuse_unseen, rehouse
from scheduling.choices import AppointmentState
from scheduling.models import Appointment, BlockedWindow, Closure
from scheduling.models.hits import blocked_by, hit_by
from scheduling.models.locks import take_hours
from scheduling.rules.rehousing import SEARCHED

__all__ = ["HitsVisitsError", "block"]


@transaction.atomic
def block(
    *,
    hours: BlockedWindow | Closure,
    seen: Collection[int] = (),
    cancel: Collection[int] = (),
    by: Actor,
    at: datetime,
) -> list[Proposal]:
    """Save a blocked window or a closure, and give the visits it hits another time.

    Return what became of each. An announcement is drafted, for somebody to read and to publish.

    `seen` are the visits about which whoever blocks the time has decided; of these, `cancel` are
    cancelled whatever is free. Times that are only held go back without a word: their page says so.
    Who is at the office already keeps the place in the queue, and is called when it opens again.

    :raises HitsVisitsError: if it hits a visit that nobody decided about; nothing is saved.
    """
    is_new = hours.pk is None
    take_hours(hours.office_id)
    visits = hit_by(hours, at=at)
    last = max((visit.interval.end for visit in visits), default=at)
    blocked = blocked_by(hours, first=at, last=last + SEARCHED)
    refuse_unseen(visits, seen={*seen, *cancel}, blocked=blocked, at=at)
    hit = hit_by(hours, at=at, state=AppointmentState.HELD)
    Appointment.objects.together_with(*hit).filter(state=AppointmentState.HELD).expire()
    settled = rehouse(visits, cancel=cancel, blocked=blocked, by=by, at=at)
    _let_wait(hours, at=at)
    before = None if is_new else notices.draft_of(type(hours).objects.get(pk=hours.pk))
    hours.save()
    announcing.draft(notices.draft_of(hours), before=before, by=by, at=at)
    name = "hours.blocked" if is_new else "hours.changed"
    record(name, subject=hours, by=by, at=at, office=hours.office, **counted(settled))
    return settled


def _let_wait(hours: BlockedWindow | Closure, *, at: datetime) -> None:
    """Give up the time of those who are at the office: their ticket is their place from now on."""
    present = hit_by(hours, at=at, is_present=True)
    Appointment.objects.together_with(*present).filter(period__startswith__gt=at).lapse()
