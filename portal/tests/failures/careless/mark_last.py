"""Read what is due, send it, and say so: two who read at the same time both send."""

from datetime import datetime

from portal.notifications.actions import delivery
from portal.notifications.choices import Channel
from portal.tests.failures.careless import due, mark, send


def deliver(*, at: datetime, limit: int, channel: Channel = Channel.EMAIL) -> int:
    taken = 0
    while taken < limit and (batch := due(channel, at=at)):
        for notice in batch:
            send([notice], channel, at=at)
            mark([notice], at=at)
        taken += len(batch)
    return taken


delivery.deliver = deliver
