"""Changing what a counter serves, without sending anybody to one that is closed to them."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from portal.audit.actions import record
from portal.audit.rules.actors import Actor
from scheduling.choices import AppointmentState
from scheduling.models import Appointment, Counter, Service
from scheduling.models.locks import take_hours


class StillBookedError(Exception):
    """Visits are booked at the counter that it would not serve any more."""

    def __init__(self, visits: list[Appointment]) -> None:
        super().__init__(len(visits))
        self.visits = visits


@transaction.atomic
def save_counter(*, counter: Counter, services: Collection[Service], by: Actor, at: datetime) -> Counter:
    """Save a counter, new or changed, and what it serves.

    A visit that has begun finishes. Times that are only held go back without a word:
    their page says so.

    :raises StillBookedError: if it closes, or drops a service, with visits to come; nothing is saved.
    """
    take_hours(counter.office_id)
    before = Counter.objects.filter(pk=counter.pk).first()
    if before:
        _refuse_to_send_away(before, _lost(before, counter, services), at=at)
    counter.save()
    counter.services.set(services)
    name = "counter.changed" if before else "counter.added"
    served = sorted(service.code for service in services)
    about = {"is_open": counter.is_open, "services": served}
    record(name, subject=counter, by=by, at=at, office=counter.office, **about)
    return counter


def _lost(before: Counter, counter: Counter, services: Collection[Service]) -> Q:
    """Return which visits the counter served before, but does not any more."""
    if before.is_open and not counter.is_open:
        return Q()
    dropped = {service.pk for service in before.services.all()} - {service.pk for service in services}
    return Q(service__in=dropped)


def _refuse_to_send_away(counter: Counter, lost: Q, *, at: datetime) -> None:
    there = Appointment.objects.filter(lost, counter=counter, period__startswith__gt=at)
    coming = there.active(at).for_page().select_for_update(of=("self",))
    visits = list(coming.order_by("period", "pk"))
    if booked := [visit for visit in visits if visit.state == AppointmentState.BOOKED]:
        raise StillBookedError(booked)
    Appointment.objects.filter(pk__in=[visit.pk for visit in visits]).expire()
