"""Messages about a visit, put there past the actions, as they stand after some time."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from portal.notifications.actions.outbox import Order, enqueue_all
from portal.notifications.choices import OPEN, Channel, State
from portal.notifications.models import Notice, Subscription
from portal.notifications.rules.kinds import Way
from scheduling.models import Appointment
from scheduling.tests import factories as make

BOOKED, REMINDER = "appointment_booked", "appointment_reminder"


def told(
    visit: Appointment,
    kind: str = BOOKED,
    *,
    channel: Channel = Channel.EMAIL,
    to: str = "oksana@example.test",
    occasion: str = "",
    due_at: datetime = make.AT,
    state: State = State.SENT,
    version: int | None = None,
    **fields: Any,  # noqa: ANN401  any field of the model
) -> Notice:
    """Return a message that has come as far as `state`."""
    order = Order(
        kind, visit.sequence if version is None else version, Way(channel, to), "en", due_at, occasion
    )
    with transaction.atomic():
        (notice,) = enqueue_all([order], subject=visit)
    usual: dict[str, Any] = {
        "state": state,
        "next_try_at": due_at if state in OPEN else None,
        "claimed_by": 1 if state == State.SENDING else None,
        "sent_at": due_at if state == State.SENT else None,
        "reason": "?" if state in {State.FAILED, State.UNCERTAIN, State.DROPPED} else "",
    }
    Notice.objects.filter(pk=notice.pk).update(**usual | fields)
    notice.refresh_from_db()
    return notice


def reminders(visit: Appointment, count: int) -> list[Notice]:
    """Return so many reminders that went, an hour apart, the last one at `make.AT`."""
    hour = timedelta(hours=1)
    return [
        told(visit, REMINDER, occasion=f"P{days + 1}D", due_at=make.AT - days * hour) for days in range(count)
    ]


def agreed(visit: Appointment) -> Subscription:
    """Return a device on which the person of a visit agreed to be told."""
    return Subscription.objects.create(
        subject_label="scheduling.appointment",
        subject_pk=str(visit.pk),
        endpoint=f"https://push.example.test/{visit.pk}",
        p256dh="k",
        auth="a",
        language="en",
        agreed_at=make.AT,
    )
