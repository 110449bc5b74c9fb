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
    for office in _offices_of(duty):
        take_hours(office)
    before = _now(duty)
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
    for office in _offices_of(duty):
        take_hours(office)
    before = _now(duty)
    if before is None:
        return
    record("duty.removed", subject=before, by=by, at=at, office=before.counter.office, clerk=before.clerk_id)
    Duty.objects.filter(pk=before.pk).delete()
    _refuse_to_leave(before, at=at)


def _offices_of(duty: Duty) -> list[int]:
    """Return the offices where a duty is and where it was, in the order everybody takes them."""
    was = Duty.objects.filter(pk=duty.pk).values_list("counter__office_id", flat=True)
    return sorted({duty.counter.office_id, *was})


def _now(duty: Duty) -> Duty | None:
    """Return the duty as it is; the one at hand may be as it was when a page was opened."""
    return Duty.objects.select_related("counter__office").filter(pk=duty.pk).first()


def _refuse_to_leave(before: Duty, *, at: datetime) -> None:
    """Look who is left alone where a duty was; what is only held goes back without a word.

    Nobody confirms meanwhile: that waits for the office's hours. The rows are locked all
    the same, so that what is seen here is what is changed.
    """
    there = Appointment.objects.filter(counter_id=before.counter_id, period__endswith__gt=at)
    touching = there.touching(before.interval).active(at).for_page()
    visits = list(touching.select_for_update(of=("self",)).order_by("period", "pk"))
    duties = Duty.objects.filter(counter_id=before.counter_id)
    # A visit may reach beyond the duty that was, into the one after it.
    near = [duty.interval for visit in visits for duty in duties.touching(visit.interval)]
    alone = set(left_alone([visit.interval for visit in visits], near))
    left = [visit for visit in visits if visit.interval in alone]
    if booked := [visit for visit in left if visit.state == AppointmentState.BOOKED]:
        raise LeavesVisitsError(booked)
    Appointment.objects.filter(pk__in=[visit.pk for visit in left]).expire()
