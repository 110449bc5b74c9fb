"""Devices on which a person is told of a visit: turned on and off by whoever has its secret address."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import CharField
from django.db.models.functions import Cast

from portal.audit.rules.actors import Actor
from portal.notifications.actions import subscriptions
from portal.notifications.choices import Channel
from portal.notifications.models import Subscription
from portal.notifications.rules.push import Device
from scheduling import notices
from scheduling.actions.cancelling import TooLateError
from scheduling.choices import AppointmentState
from scheduling.models import Appointment

KEPT = timedelta(days=7)  # after the visit: a cancellation by the office can still be told


@transaction.atomic
def add(device: Device, *, appointment: Appointment, language: str, by: Actor, at: datetime) -> Subscription:
    """Tell a device of a visit from now on; the reminders that are still to come go there too.

    :raises TooLateError: if it is not booked any more, or has begun.
    :raises TooManyDevicesError: if there are enough already.
    """
    visit = Appointment.objects.for_page().select_for_update(of=("self",)).get(pk=appointment.pk)
    if visit.state != AppointmentState.BOOKED or visit.interval.start <= at:
        raise TooLateError
    subscription = subscriptions.subscribe(
        device, subject=visit, language=language, by=by, at=at, office=visit.office_id
    )
    notices.reminders_planned(visit, channels=[Channel.PUSH], at=at)
    return subscription


def forget_past(*, at: datetime) -> int:
    """Forget the devices of visits that are over, and were so for a while; return how many there were."""
    label = Appointment._meta.label_lower
    kept = Appointment.objects.filter(period__endswith__gt=at - KEPT).annotate(key=Cast("pk", CharField()))
    past = Subscription.objects.filter(subject_label=label).exclude(subject_pk__in=kept.values("key"))
    return past.delete()[0]


def remove(endpoint: str, *, appointment: Appointment, by: Actor, at: datetime) -> bool:
    """Tell a device nothing more of a visit; return whether it was told before."""
    return subscriptions.unsubscribe(
        endpoint, subject=appointment, by=by, at=at, office=appointment.office_id
    )
