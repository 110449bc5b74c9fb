"""Changing who sits where, without leaving anybody's visit alone."""

from datetime import datetime

from django.db import transaction

from portal.audit.actions import record
from portal.audit.rules.actors import Actor
from scheduling.choices import AppointmentState
from scheduling.models import Appointment, Duty
from scheduling.models.locks import take_hours
from scheduling.rules.rota import left_alone


class LeavesVisitsError(Exception):
    """Visits are booked at the counter when nobody would sit there any more."""

    def __init__(self, visits: list[Appointment]) -> None:
        super().__init__(len(visits))
        self.visits = visits


@transaction.atomic
def save_duty(*, duty: Duty, by: Actor, at: datetime) -> Duty:
    """Save a duty, new or changed.

    :raises LeavesVisitsError: if a booked visit would have no clerk; nothing is saved.
    """
    before = Duty.objects.select_related("counter__office").filter(pk=duty.pk).first()
    for office in sorted({row.counter.office_id for row in (before, duty) if row}):
        take_hours(office)
    duty.save()
    if before:
        _refuse_to_leave(before, at=at)
    name = "duty.changed" if before else "duty.added"
    record(name, subject=duty, by=by, at=at, office=duty.counter.office, clerk=duty.clerk_id)
    return duty


@transaction.atomic
def remove_duty(*, duty: Duty, by: Actor, at: datetime) -> None:
    """Remove a duty.

    :raises LeavesVisitsError: if a booked visit would have no clerk; nothing is removed.
    """
    take_hours(duty.counter.office_id)
    record("duty.removed", subject=duty, by=by, at=at, office=duty.counter.office, clerk=duty.clerk_id)
    Duty.objects.filter(pk=duty.pk).delete()
    _refuse_to_leave(duty, at=at)


def _refuse_to_leave(before: Duty, *, at: datetime) -> None:
    """Look who is left alone where a duty was; what is only held goes back without a word."""
    there = Appointment.objects.filter(counter_id=before.counter_id, period__endswith__gt=at)
    visits = list(there.touching(before.interval).active(at).for_page().order_by("period", "pk"))
    duties = Duty.objects.filter(counter_id=before.counter_id)
    # A visit may reach beyond the duty that was, into the one after it.
    near = [duty.interval for visit in visits for duty in duties.touching(visit.interval)]
    alone = set(left_alone([visit.interval for visit in visits], near))
    left = [visit for visit in visits if visit.interval in alone]
    if booked := [visit for visit in left if visit.state == AppointmentState.BOOKED]:
        raise LeavesVisitsError(booked)
    held = Appointment.objects.filter(pk__in=[visit.pk for visit in left], state=AppointmentState.HELD)
    held.update(state=AppointmentState.EXPIRED)
