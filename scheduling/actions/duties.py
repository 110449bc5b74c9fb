"""Changing who sits where, without leaving anybody's visit alone."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction

from portal.audit.actions import record
from portal.audit.rules.actors import Actor
from scheduling.actions.rehousing import HitsVisitsError, Proposal, refuse_unseen, rehouse
from scheduling.choices import AppointmentState
from scheduling.models import Appointment, Duty
from scheduling.models.hits import bookings_of
from scheduling.models.locks import take_hours
from scheduling.rules.intervals import Interval
from scheduling.rules.rota import left_alone


class LeavesVisitsError(HitsVisitsError):
    """Visits are booked at the counter when nobody would sit there any more."""


@transaction.atomic
def save_duty(
    *, duty: Duty, seen: Collection[int] = (), cancel: Collection[int] = (), by: Actor, at: datetime
) -> list[Proposal]:
    """Save a duty, new or changed; return what became of the visits that it leaves alone.

    `seen` and `cancel` are as in `hours.block`.

    :raises LeavesVisitsError: if one would have no clerk that nobody decided about; nothing is saved.
    """
    for office in _offices_of(duty):
        take_hours(office)
    before = _now(duty)
    duty.save()
    settled = settle_left([before] if before else [], seen=seen, cancel=cancel, by=by, at=at)
    name = "duty.changed" if before else "duty.added"
    record(name, subject=duty, by=by, at=at, office=duty.counter.office, clerk=duty.clerk_id)
    return settled


@transaction.atomic
def remove_duty(
    *, duty: Duty, seen: Collection[int] = (), cancel: Collection[int] = (), by: Actor, at: datetime
) -> list[Proposal]:
    """Remove a duty; return what became of the visits that it leaves alone.

    :raises LeavesVisitsError: if one would have no clerk that nobody decided about; nothing is removed.
    """
    for office in _offices_of(duty):
        take_hours(office)
    before = _now(duty)
    if before is None:
        return []
    record("duty.removed", subject=before, by=by, at=at, office=before.counter.office, clerk=before.clerk_id)
    Duty.objects.filter(pk=before.pk).delete()
    return settle_left([before], seen=seen, cancel=cancel, by=by, at=at)


def settle_left(
    before: Collection[Duty], *, seen: Collection[int], cancel: Collection[int], by: Actor, at: datetime
) -> list[Proposal]:
    """Give the visits another place that were in duties which are changed now; return what became of each.

    What is only held goes back without a word. Nobody confirms meanwhile: that waits for the
    office's hours. The rows are locked all the same, so that what is seen here is what is changed.

    :raises LeavesVisitsError: if there is one that nobody decided about.
    """
    left = _left(before, at=at)
    held = [row.lead or row for row in left if row.state == AppointmentState.HELD]
    Appointment.objects.together_with(*held).filter(state=AppointmentState.HELD).expire()
    booked = [row.pk for row in left if row.state == AppointmentState.BOOKED]
    visits = bookings_of(Appointment.objects.filter(pk__in=booked).order_by("period", "pk"), at=at)
    try:
        refuse_unseen(visits, seen={*seen, *cancel}, at=at)
    except HitsVisitsError as hit:
        raise LeavesVisitsError(hit.proposals, hit.unseen) from hit
    return rehouse(visits, cancel=cancel, by=by, at=at)


def _left(before: Collection[Duty], *, at: datetime) -> list[Appointment]:
    """Lock and return what nobody serves any more. Whoever is being served is, and who is there waits."""
    if not before:
        return []
    spans = [duty.interval for duty in before]
    counters = {duty.counter_id for duty in before}
    there = Appointment.objects.filter(counter__in=counters, period__startswith__gt=at, arrival__isnull=True)
    touching = there.touching_any(spans).active(at).select_related("lead")
    visits = list(touching.select_for_update(of=("self",)).order_by("period", "pk"))
    # A visit may reach beyond the duty that was, into the one after it.
    duties = _duties_at(counters, visits)
    alone = {
        (counter, interval)
        for counter in sorted(counters)
        for interval in left_alone(
            [visit.interval for visit in visits if visit.counter_id == counter],
            [duty.interval for duty in duties if duty.counter_id == counter],
        )
    }
    return [visit for visit in visits if (visit.counter_id, visit.interval) in alone]


def _duties_at(counters: Iterable[int], visits: list[Appointment]) -> list[Duty]:
    if not visits:
        return []
    whole = Interval(visits[0].interval.start, max(visit.interval.end for visit in visits))
    return list(Duty.objects.filter(counter__in=counters).touching(whole))


def _offices_of(duty: Duty) -> list[int]:
    """Return the offices where a duty is and where it was, in the order everybody takes them."""
    was = Duty.objects.filter(pk=duty.pk).values_list("counter__office_id", flat=True)
    return sorted({duty.counter.office_id, *was})


def _now(duty: Duty) -> Duty | None:
    """Return the duty as it is; the one at hand may be as it was when a page was opened."""
    return Duty.objects.select_related("counter__office").filter(pk=duty.pk).first()
