"""Put messages into the outbox, and take back those that are no longer wanted.

The row is written in the transaction of the fact it tells of, so neither can exist
without the other. What happens to it then is `delivery`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction
from django.utils.crypto import salted_hmac

from portal.notifications.actions.waking import wake_sender
from portal.notifications.choices import Channel, State
from portal.notifications.models import Notice
from portal.notifications.rules.kinds import Way

WITHDRAWN = "What it told of has changed since."
HEAD_START = timedelta(hours=1)  # over what many people get at the same hour, such as reminders


@dataclass(frozen=True, slots=True)
class Order:
    """One message that is wanted: of what kind, by which way, and when (UTC).

    `is_awaited` says that somebody waits for it now: it goes before all that is due meanwhile.
    """

    kind: str
    version: int
    way: Way
    language: str
    due_at: datetime
    occasion: str = ""
    instead_of: int | None = field(default=None, kw_only=True)  # the key of a notice that has failed
    is_awaited: bool = field(default=False, kw_only=True)


def enqueue(  # noqa: PLR0913  what a message is takes this many words, each by name
    kind: str,
    *,
    subject: models.Model,
    version: int,
    ways: Iterable[Way],
    language: str,
    due_at: datetime,
    occasion: str = "",
    is_awaited: bool = False,
) -> list[Notice]:
    """Write what is to be sent, once for each way, in the caller's transaction.

    One subject, kind, channel, version and occasion make one message, however often this is
    called; what was there already is not returned.

    :raises TransactionManagementError: outside a transaction, where a crash could part the
        message from the fact.
    """
    orders = [Order(kind, version, way, language, due_at, occasion, is_awaited=is_awaited) for way in ways]
    return enqueue_all(orders, subject=subject)


def enqueue_all(orders: Sequence[Order], *, subject: models.Model) -> list[Notice]:
    """Write all that one fact sets off, in one statement; see `enqueue`.

    :raises TransactionManagementError: outside a transaction.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("A notice is written in the transaction of its fact.")
    if not orders:
        return []
    label, pk = subject._meta.label_lower, str(subject.pk)
    added = Notice.objects.add([_row(order, label=label, pk=pk) for order in orders])
    if added:
        channels = {Channel(notice.channel) for notice in added}
        transaction.on_commit(lambda: wake_sender(*channels), robust=True)
    return added


def withdraw(kinds: Sequence[str], *, subject: models.Model, before: int) -> int:
    """Drop what waits to be sent of these kinds in a version before that one; return how many there were.

    What a sender has just taken it drops by itself: it asks once more whether it is true.
    """
    waiting = Notice.objects.about(subject).waiting().filter(kind__in=kinds, version__lt=before)
    return waiting.update(state=State.DROPPED, next_try_at=None, reason=WITHDRAWN)


def reinstate(kind: str, *, subject: models.Model, version: int, at: datetime) -> int:
    """Let what was withdrawn of a kind and version, and is still to come at `at` (UTC), be sent after all."""
    again = Notice.objects.about(subject).filter(
        kind=kind, version=version, state=State.DROPPED, reason=WITHDRAWN, due_at__gt=at
    )
    return again.update(state=State.QUEUED, next_try_at=models.F("due_at"), reason="")


def key_of(label: str, pk: str, order: Order) -> str:
    """Return what makes a message the same one: `subject:kind:channel:version`, and on which occasion."""
    key = f"{label}.{pk}:{order.kind}:{order.way.channel.value}:{order.version}"
    if order.way.channel == Channel.PUSH:  # a person has one mailbox, but several devices
        key += f":device-{order.way.to}"
    return f"{key}:{order.occasion}" if order.occasion else key


def message_id(key: str) -> str:
    """Return the Message-ID of the notice with that key.

    It depends on the installation's secret: after a fresh start the same key must not look
    like a message that a mailbox has already seen and may therefore hide.
    """
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{salted_hmac('portal.notifications', key, algorithm='sha256').hexdigest()[:40]}@{domain}>"


def _row(order: Order, *, label: str, pk: str) -> dict[str, Any]:
    key = key_of(label, pk, order)
    return {
        "kind": order.kind,
        "subject_label": label,
        "subject_pk": pk,
        "version": order.version,
        "occasion": order.occasion,
        "channel": order.way.channel.value,
        "key": key,
        "language": order.language,
        "recipient": order.way.to,
        "message_id": message_id(key),
        "instead_of_id": order.instead_of,
        "due_at": order.due_at,
        "next_try_at": order.due_at - HEAD_START if order.is_awaited else order.due_at,
    }
