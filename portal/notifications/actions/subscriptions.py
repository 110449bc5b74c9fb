"""Devices whose owners agree to be told of one subject, and what is dropped when they do not any more."""

from datetime import datetime

from django.db import models, transaction
from django.db.models import Q

from portal.accounts.models import Office
from portal.audit.actions import record
from portal.audit.rules.actors import Actor
from portal.notifications.actions.outbox import WITHDRAWN
from portal.notifications.choices import Channel, State
from portal.notifications.models import Notice, Subscription
from portal.notifications.rules.push import Device

MOST_DEVICES = 5  # of one subject: the person's own and those of who helps them
TURNED_OFF = "Notifications on this device were turned off."


class TooManyDevicesError(Exception):
    """As many devices as there may be are told of this subject already."""


@transaction.atomic
def subscribe(  # noqa: PLR0913  what agreeing takes, each by name
    device: Device,
    *,
    subject: models.Model,
    language: str,
    by: Actor,
    at: datetime,
    office: Office | int | None = None,
) -> Subscription:
    """Write down that the owner of a device agrees; once, and with its newest keys, however often it is told.

    The caller keeps the subject locked: two at once could make one too many.

    :raises TooManyDevicesError: if there are enough already.
    """
    devices = _devices_of(subject)
    values = {"p256dh": device.p256dh, "auth": device.auth, "language": language}
    if devices.filter(endpoint=device.endpoint).update(**values):
        return devices.get(endpoint=device.endpoint)
    if devices.count() >= MOST_DEVICES:
        raise TooManyDevicesError
    new = Subscription.objects.create(**_names(subject), endpoint=device.endpoint, agreed_at=at, **values)
    record("device.subscribed", subject=subject, by=by, at=at, office=office, device=new.pk)
    return new


@transaction.atomic
def unsubscribe(
    endpoint: str, *, subject: models.Model, by: Actor, at: datetime, office: Office | int | None = None
) -> bool:
    """Forget a device, and what was still to be sent to it; return whether there was such a one.

    What is dropped is not sent by another way instead: the owner asked for it.
    """
    device = _devices_of(subject).select_for_update().filter(endpoint=endpoint).first()
    if device is None:
        return False
    pk, _ = device.pk, device.delete()
    # Also what was withdrawn and might be reinstated: there is nobody to get it.
    to_come = Q(state=State.QUEUED) | Q(state=State.DROPPED, reason=WITHDRAWN)
    theirs = Notice.objects.about(subject).filter(to_come, channel=Channel.PUSH, recipient=str(pk))
    theirs.update(state=State.DROPPED, next_try_at=None, reason=TURNED_OFF)
    record("device.unsubscribed", subject=subject, by=by, at=at, office=office, device=pk)
    return True


def endpoints_of(subject: models.Model) -> list[str]:
    return list(_devices_of(subject).order_by("pk").values_list("endpoint", flat=True))


def is_told_of_anything(endpoint: str) -> bool:
    """Tell whether a device is still told of something; if not, its browser need not listen any more."""
    return Subscription.objects.filter(endpoint=endpoint).exists()


def _devices_of(subject: models.Model) -> models.QuerySet[Subscription]:
    return Subscription.objects.filter(**_names(subject))


def _names(subject: models.Model) -> dict[str, str]:
    return {"subject_label": subject._meta.label_lower, "subject_pk": str(subject.pk)}
