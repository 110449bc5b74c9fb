"""Put a message into the outbox, and send what is due.

The row is written in the transaction of the fact it tells of, so neither can exist
without the other. Everything after that may fail and is tried again: the broker only
wakes a sender, and one that dies is replaced as soon as the database sees it gone.
"""

import logging
import random
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from threading import Timer
from time import monotonic

from celery import current_app
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection, models, transaction
from django.utils import translation
from django.utils.crypto import salted_hmac
from kombu.exceptions import OperationalError as BrokerError

from portal.notifications.carriers.errors import DelayedError, RefusedError
from portal.notifications.carriers.mail import Post
from portal.notifications.choices import Channel, State
from portal.notifications.models import Notice
from portal.notifications.rules import kinds
from portal.notifications.rules.patience import MAX_ATTEMPTS, pause_after

log = logging.getLogger(__name__)

BATCH = 20  # how many notices a sender claims at once
LEASE = timedelta(minutes=10)  # how long a sender that hangs, but is not dead, keeps what it claimed
REASON_LENGTH = 300
SILENCE = 30.0  # seconds without wake-ups after the broker could not be reached; one is worth as long

Clock = Callable[[], datetime]


PAUSE = 0.2  # seconds between two wake-ups by one process: a sender takes all that is due


@dataclass
class Bell:
    """When this process rang for a sender, and when it may again: a broker that hangs costs two seconds."""

    silent_until: float = 0.0
    rung_at: float = 0.0
    is_to_ring: bool = False


_bell = Bell()


def enqueue(  # noqa: PLR0913  what a message is takes this many words, each by name
    kind: str,
    *,
    subject: models.Model,
    version: int,
    recipient: str,
    language: str,
    due_at: datetime,
    channel: Channel = Channel.EMAIL,
) -> Notice | None:
    """Write what is to be sent, in the caller's transaction; return None if it was there already.

    One subject, kind, channel and version make one message, however often this is called.

    :raises TransactionManagementError: outside a transaction, where a crash could part the
        message from the fact.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("A notice is written in the transaction of its fact.")
    label, pk = subject._meta.label_lower, str(subject.pk)
    key = f"{label}.{pk}:{kind}:{channel}:{version}"
    notice = Notice.objects.add(
        kind=kind,
        subject_label=label,
        subject_pk=pk,
        version=version,
        channel=channel,
        key=key,
        language=language,
        recipient=recipient,
        message_id=message_id(key),
        due_at=due_at,
    )
    if notice:
        transaction.on_commit(wake_sender, robust=True)
    return notice


def message_id(key: str) -> str:
    """Return the Message-ID of the notice with that key.

    It depends on the installation's secret: after a fresh start the same key must not look
    like a message that a mailbox has already seen and may therefore hide.
    """
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{salted_hmac('portal.notifications', key, algorithm='sha256').hexdigest()[:40]}@{domain}>"


def wake_sender() -> None:
    """Ask a worker to look now, or in a moment if one was just asked.

    If nobody hears it, the clock's next tick finds the row.
    """
    now = monotonic()
    if now < _bell.silent_until or _bell.is_to_ring:
        return
    if (pause := _bell.rung_at + PAUSE - now) <= 0:
        call_sender()
        return
    _bell.is_to_ring = True
    later = Timer(pause, call_sender)
    later.daemon = True  # a process that ends does not wait for it
    later.start()


def call_sender() -> None:
    """Ask a worker to look at once, however lately one was asked."""
    # In this order: what is written from now on asks for a ring of its own.
    _bell.is_to_ring, _bell.rung_at = False, monotonic()
    try:
        current_app.send_task(
            "portal.notifications.tasks.deliver_due", retry=False, ignore_result=True, expires=SILENCE
        )
    except (BrokerError, OSError):
        _bell.silent_until = monotonic() + SILENCE
        log.warning("The broker cannot be reached; notices wait for the next tick.")


def deliver(*, at: datetime, limit: int) -> int:
    """Send what is due at `at`, at most `limit` notices, and return how many were taken.

    Any number of senders may run at once. What one of them has claimed no other touches,
    until its database session ends or its lease is over.
    """
    now, taken = _clock_from(at), 0
    with _signed_on() as sender, Post() as post:
        Notice.objects.release_orphans(at=at)
        while batch := _claim(sender, at=now(), limit=min(BATCH, limit - taken)):
            taken += len(batch)
            for notice in batch:
                _deliver_one(notice, post=post, now=now)
    return taken


@contextmanager
def _signed_on() -> Iterator[int]:
    """Give this sender a number and hold it in the database as long as the session lives."""
    sender = secrets.randbits(63)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [sender])
    try:
        yield sender
    finally:
        with (
            suppress(DatabaseError, InterfaceError),
            connection.cursor() as cursor,
        ):  # a lost session has none
            cursor.execute("SELECT pg_advisory_unlock(%s)", [sender])


def _claim(sender: int, *, at: datetime, limit: int) -> list[Notice]:
    with transaction.atomic(durable=True):  # a claim that is not committed holds nobody off
        return Notice.objects.claim(sender=sender, at=at, until=at + LEASE, limit=limit)


def _deliver_one(notice: Notice, *, post: Post, now: Clock) -> None:
    if notice.next_try_at is None or notice.next_try_at - now() < LEASE / 2:
        return  # too little of the lease is left to send in; it is freed when this sender signs off
    try:
        _send(notice, post=post, now=now)
    except RefusedError as error:
        _end(notice, State.FAILED, reason=str(error))
    except DelayedError as error:
        _put_off(notice, reason=str(error), at=now())
    except Exception as error:  # a fault in one kind must not stop the others
        log.exception("Notice %s could not be made.", notice.pk)
        _put_off(notice, reason=type(error).__name__, at=now())


def _send(notice: Notice, *, post: Post, now: Clock) -> None:
    kind = kinds.named(notice.kind)
    if notice.attempts > MAX_ATTEMPTS:
        raise RefusedError("Each sender that took it was stopped before it was done.")
    if not kind.still_true(notice.subject_pk, notice.version, now()):
        _end(notice, State.DROPPED, reason="It was no longer true when it was to be sent.")
        return
    with translation.override(notice.language):
        mail = kind.mail(notice.subject_pk, notice.version, notice.language)
    post.send(mail, to=notice.recipient, language=notice.language, message_id=notice.message_id)
    # Whoever holds the claim by now: it has been sent, and that is what the row must say.
    Notice.objects.open().filter(pk=notice.pk).update(
        state=State.SENT, sent_at=now(), next_try_at=None, claimed_by=None, reason=""
    )


def _put_off(notice: Notice, *, reason: str, at: datetime) -> None:
    pause = pause_after(notice.attempts, luck=random.random())  # noqa: S311  spreads load, guards nothing
    if pause is None:
        _end(notice, State.FAILED, reason=reason)
        return
    _ours(notice).update(
        state=State.QUEUED, next_try_at=at + pause, claimed_by=None, reason=reason[:REASON_LENGTH]
    )


def _end(notice: Notice, state: State, *, reason: str) -> None:
    _ours(notice).update(state=state, next_try_at=None, claimed_by=None, reason=reason[:REASON_LENGTH])


def _ours(notice: Notice) -> models.QuerySet[Notice]:
    return Notice.objects.filter(pk=notice.pk, state=State.SENDING, claimed_by=notice.claimed_by)


def _clock_from(at: datetime) -> Clock:
    started = monotonic()
    return lambda: at + timedelta(seconds=monotonic() - started)
