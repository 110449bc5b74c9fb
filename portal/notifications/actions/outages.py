"""Know when a channel is out of order, so that it is tried gently and found again quickly.

Each message that fails waits longer than before, which is right when the message is at
fault. When the whole way is, a thousand of them would wait for hours after it is mended. So
an outage is written down; while it lasts, one message at a time tries the way, and with the
first that goes, all that it had put off are due at once.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from portal.notifications.choices import Channel
from portal.notifications.models import Notice, Outage
from portal.notifications.rules.patience import probe_after

log = logging.getLogger(__name__)

REASON_LENGTH = 300


def current(channel: Channel) -> Outage | None:
    return Outage.objects.open().filter(channel=channel).first()


def open_up(channel: Channel, *, reason: str, wait: timedelta | None, at: datetime) -> None:
    """Say that nothing goes by this channel; `wait` is how long the other side wants to be left alone."""
    values = {"probe_at": at + probe_after(wait), "reason": reason[:REASON_LENGTH] or "?"}
    _, is_new = Outage.objects.open().update_or_create(
        channel=channel, ended_at=None, defaults=values, create_defaults=values | {"began_at": at}
    )
    if is_new:
        log.warning("Nothing goes by %s: %s", channel.value, reason)


@transaction.atomic
def end(outage: Outage, *, at: datetime) -> None:
    """Say that messages go again, and let all that were put off meanwhile go at once."""
    if not Outage.objects.open().filter(pk=outage.pk).update(ended_at=at):
        return
    put_off = Notice.objects.waiting().filter(channel=outage.channel, due_at__lte=at, next_try_at__gt=at)
    # What somebody withdraws at this moment is left to them: they lock rows in another order.
    free = put_off.select_for_update(skip_locked=True).values("pk")
    Notice.objects.filter(pk__in=free).update(next_try_at=at)
    log.warning("Messages go by %s again.", outage.channel)
