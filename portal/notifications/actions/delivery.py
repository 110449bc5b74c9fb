"""Send what is due: claim it for a while, ask whether it is still true, hand it over, write that down.

Any of these steps may be the last that a process takes. A sender that dies is replaced as
soon as the database sees its session end; what it had claimed goes again, under the same
key. Only where the other side would deliver it twice is it left in doubt instead, until a
report settles it.
"""

import logging
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection, transaction

from portal.notifications.actions import outages
from portal.notifications.actions.crew import Crew, NotTriedError, outcome_of
from portal.notifications.actions.ledger import Clock, Ledger
from portal.notifications.actions.wording import wrapped
from portal.notifications.carriers.errors import (
    LineDownError,
    RefusedError,
    UncertainError,
    UnreachableError,
)
from portal.notifications.carriers.mail import Post
from portal.notifications.carriers.parcels import Carrier, Parcel
from portal.notifications.carriers.push import Pusher
from portal.notifications.carriers.sms import Gateway
from portal.notifications.choices import Channel, State
from portal.notifications.models import Notice
from portal.notifications.rules.patience import IN_A_ROW, PROBED_EVERY

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)  # how long a sender that hangs, but is not dead, keeps what it claimed
SENDERS_LOCK = 0x0B0C  # the first half of the advisory locks that keep the senders of a channel few
ONE_BY_ONE = 8  # messages claimed together where they go one after another
IN_DOUBT = "The sender stopped while it handed this over. It may have gone."

CARRIERS: dict[Channel, Callable[[], Carrier]] = {
    Channel.EMAIL: Post,
    Channel.SMS: Gateway,
    Channel.PUSH: Pusher,
}


def deliver(*, at: datetime, limit: int, channel: Channel = Channel.EMAIL) -> int:
    """Send what is due by one channel at `at` (UTC), at most `limit` notices; return how many were taken.

    Any number of senders may run at once, of which SENDERS at a time work on one channel: one
    that hangs may not keep the others' threads. What one of them has claimed no other
    touches, until its database session ends or its lease is over.
    """
    now = _clock_from(at)
    with _signed_on(channel) as sender:
        if sender is None:
            return 0
        Notice.objects.release_orphans(at=at, reason=IN_DOUBT)
        with CARRIERS[channel]() as carrier, Crew(carrier) as crew:
            return Round(channel, sender, carrier, crew, Ledger(now)).run(limit)


@contextmanager
def _signed_on(channel: Channel) -> Iterator[int | None]:
    """Give this sender a number, held in the database as long as the session lives; None if enough are on."""
    place = list(Channel).index(channel) << 16
    sender = secrets.randbits(63)
    with connection.cursor() as cursor:
        for seat in range(place, place + settings.SENDERS):
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [SENDERS_LOCK, seat])
            if cursor.fetchone() == (True,):
                break
        else:
            yield None
            return
        cursor.execute("SELECT pg_advisory_lock(%s)", [sender])
    try:
        yield sender
    finally:
        # A lost session holds none.
        with suppress(DatabaseError, InterfaceError), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_unlock(%s), pg_advisory_unlock(%s, %s)", [sender, SENDERS_LOCK, seat]
            )


@dataclass
class Round:
    """One sender's work on one channel, from signing on to signing off."""

    channel: Channel
    sender: int
    carrier: Carrier
    crew: Crew
    ledger: Ledger
    failed_in_a_row: int = 0
    last_reason: str = ""
    is_probing: bool = False  # the way was out of order, and one message at a time tries it
    has_been_heard: bool = False  # the other side has taken or refused a message: the way is open

    def run(self, limit: int) -> int:
        """Take and send until nothing is due, or the way is found out of order."""
        taken = 0
        while taken < limit:
            outage = outages.current(self.channel)
            if outage and outage.probe_at > self.now():
                break
            self.is_probing = outage is not None
            batch = self._claim(1 if outage else min(self.at_once, limit - taken))
            if not batch:
                break
            taken += len(batch)
            if trouble := self._hand_over(batch):
                outages.open_up(self.channel, reason=str(trouble), wait=trouble.wait, at=self.now())
                break
            if outage and self.has_been_heard:
                outages.end(outage, at=self.now())
        return taken

    @property
    def now(self) -> Clock:
        return self.ledger.now

    @property
    def at_once(self) -> int:
        """How many are claimed together: each of them that is not sent when we die has lost an attempt."""
        return self.carrier.batch if self.carrier.is_repeatable else min(self.carrier.batch, ONE_BY_ONE)

    def _claim(self, limit: int) -> list[Notice]:
        at = self.now()
        with transaction.atomic(durable=True):  # a claim that is not committed holds nobody off
            return Notice.objects.claim(
                self.channel, sender=self.sender, at=at, until=at + LEASE, limit=limit
            )

    def _hand_over(self, batch: Sequence[Notice]) -> UnreachableError | None:
        """Send what was claimed; return why nothing goes, if nothing does."""
        trouble: UnreachableError | None = None
        for notice, outcome in self._sent(wrapped(batch, ledger=self.ledger)):
            self._settle(notice, outcome)
            if isinstance(outcome, UnreachableError):
                trouble = outcome
            elif self.failed_in_a_row >= IN_A_ROW:
                trouble = trouble or UnreachableError(str(outcome))
        self.ledger.write_down()
        if self.failed_in_a_row and not self.has_been_heard:
            return trouble or UnreachableError(self.last_reason)
        return trouble

    def _sent(self, ready: Sequence[tuple[Notice, Parcel]]) -> Iterator[tuple[Notice, Exception | None]]:
        if self.carrier.width == 1 or not self.carrier.is_repeatable:
            yield from self._sent_one_by_one(ready)
        else:
            yield from self._sent_at_once(ready)

    def _sent_one_by_one(
        self, ready: Sequence[tuple[Notice, Parcel]]
    ) -> Iterator[tuple[Notice, Exception | None]]:
        left = iter(ready)
        for notice, parcel in left:
            if notice.next_try_at is None or notice.next_try_at - self.now() < LEASE / 2:
                self.ledger.hand_back([notice])  # too little of the lease is left to send in
                continue
            if not self.carrier.is_repeatable:
                self.ledger.handing_over(notice)
            outcome = outcome_of(self.carrier, parcel)
            yield notice, outcome
            self.ledger.write_down()
            if isinstance(outcome, UnreachableError):
                break
        self.ledger.hand_back(notice for notice, _ in left)

    def _sent_at_once(
        self, ready: Sequence[tuple[Notice, Parcel]]
    ) -> Iterator[tuple[Notice, Exception | None]]:
        not_tried = []
        for notice, outcome in self.crew.handed_over(ready):
            if isinstance(outcome, NotTriedError):
                not_tried.append(notice)
            else:
                yield notice, outcome
        self.ledger.hand_back(not_tried)

    def _settle(self, notice: Notice, outcome: Exception | None) -> None:
        """Write down what became of one message, and whether the way is open."""
        if outcome is None or isinstance(outcome, RefusedError):
            self.failed_in_a_row, self.has_been_heard = 0, True
        elif not isinstance(outcome, LineDownError):
            self.failed_in_a_row += 1
            self.last_reason = str(outcome)
        match outcome:
            case None:
                self.ledger.went(notice)
            case RefusedError():
                self.ledger.fail(notice, reason=str(outcome))
            case UncertainError():
                self.ledger.end(notice, State.UNCERTAIN, reason=str(outcome))
            case UnreachableError() if not self.has_been_heard:
                self.ledger.hand_back([notice], reason=str(outcome), at=self.now() + PROBED_EVERY)
            case _ if self.is_probing:
                self.ledger.hand_back([notice], reason=str(outcome), at=self.now() + PROBED_EVERY)
            case _:  # perhaps it is this message that closes the way: it counts
                self.ledger.put_off(notice, reason=str(outcome))


def _clock_from(at: datetime) -> Clock:
    started = monotonic()
    return lambda: at + timedelta(seconds=monotonic() - started)
