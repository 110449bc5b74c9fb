"""Changing when the office takes people, and telling those whom the change hits.

Hours are never changed silently under a booked visit: the database refuses it (migration
0002), so whoever blocks a time decides in the same step about the visits in it.
"""

from collections.abc import Collection
from contextlib import suppress
from datetime import datetime

from django.db import transaction

from portal.audit.actions import record
from portal.audit.rules.actors import Actor
from portal.web import announcing
from scheduling import notices
from scheduling.actions.cancelling import TooLateError, end, end_alone
from scheduling.choices import AppointmentState, CancelledBy
from scheduling.models import Appointment, BlockedWindow, Closure
from scheduling.models.hits import hit_by
from scheduling.models.locks import take_hours


class HitsVisitsError(Exception):
    """Visits are booked in the time that would be blocked, and nobody decided about them."""

    def __init__(self, visits: list[Appointment]) -> None:
        super().__init__(len(visits))
        self.visits = visits


@transaction.atomic
def block(
    *, hours: BlockedWindow | Closure, cancel: Collection[int], by: Actor, at: datetime
) -> list[Appointment]:
    """Save a blocked window or a closure, cancel the visits it hits and tell each person.

    An announcement of it is drafted, for somebody to read and to publish.

    `cancel` are the visits that whoever blocks the time has seen and agreed to cancel.
    Times that are only held go back without a word: their page says so.

    :raises HitsVisitsError: if it hits a visit that is not among them; nothing is saved.
    """
    is_new = hours.pk is None
    take_hours(hours.office_id)
    visits = hit_by(hours, at=at)
    if unseen := [visit for visit in visits if visit.pk not in cancel]:
        raise HitsVisitsError(visits if not cancel else unseen)
    hit = hit_by(hours, at=at, state=AppointmentState.HELD)
    Appointment.objects.together_with(*hit).filter(state=AppointmentState.HELD).expire()
    for visit in visits:
        with suppress(TooLateError):  # the person cancelled it a moment ago
            _cancel(visit, by=by, at=at)
    before = None if is_new else notices.draft_of(type(hours).objects.get(pk=hours.pk))
    hours.save()
    announcing.draft(notices.draft_of(hours), before=before, by=by, at=at)
    record(
        "hours.blocked" if is_new else "hours.changed",
        subject=hours,
        by=by,
        at=at,
        office=hours.office,
        cancelled=len(visits),
    )
    return visits


def _cancel(visit: Appointment, *, by: Actor, at: datetime) -> None:
    if visit.lead_id is not None:  # others of the booking are being served already
        end_alone(visit, by=by, at=at)
        return
    end(visit, cancelled_by=CancelledBy.OFFICE, by=by, at=at)
    notices.appointment_cancelled_by_office(visit, at=at)
