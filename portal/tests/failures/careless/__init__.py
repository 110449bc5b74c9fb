"""Senders as one writes them who has read nothing about it: the negative controls.

A worker that is started with `--include portal.tests.failures.careless.mark_first` sends like that.
"""

from collections.abc import Sequence
from datetime import datetime

from portal.notifications.actions.delivery import CARRIERS
from portal.notifications.actions.ledger import Ledger
from portal.notifications.actions.wording import wrapped
from portal.notifications.choices import Channel, State
from portal.notifications.models import Notice

AT_ONCE = 16


def due(channel: Channel, *, at: datetime) -> list[Notice]:
    return list(
        Notice.objects.waiting().filter(channel=channel, next_try_at__lte=at).order_by("pk")[:AT_ONCE]
    )


def mark(notices: Sequence[Notice], *, at: datetime) -> None:
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(
        state=State.SENT, sent_at=at, next_try_at=None
    )


def send(notices: Sequence[Notice], channel: Channel, *, at: datetime) -> None:
    with CARRIERS[channel]() as carrier:
        for _notice, parcel in wrapped(notices, ledger=Ledger(lambda: at)):
            carrier.send(parcel)
