"""Say that they were sent, and then send them: whatever a kill leaves unsent is never sent."""

from datetime import datetime

from django.db import transaction

from portal.notifications.actions import delivery
from portal.notifications.choices import Channel
from portal.tests.failures.careless import due, mark, send


def deliver(*, at: datetime, limit: int, channel: Channel = Channel.EMAIL) -> int:
    taken = 0
    while taken < limit:
        with transaction.atomic():
            batch = due(channel, at=at)
            mark(batch, at=at)
        if not batch:
            break
        send(batch, channel, at=at)
        taken += len(batch)
    return taken


delivery.deliver = deliver
