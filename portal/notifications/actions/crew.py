"""Hand many messages over at the same time.

Each hand is a thread that takes one message after another until none is left. The sender
itself looks only now and then at what they have done: a look for each message would cost
as much as the message. Threads and connections stay for the next batch.
"""

import logging
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from time import monotonic
from types import TracebackType
from typing import Self

from portal.notifications.actions.ledger import SETTLED_EVERY
from portal.notifications.carriers.errors import (
    DelayedError,
    RefusedError,
    UncertainError,
    UnreachableError,
)
from portal.notifications.carriers.parcels import Carrier, Parcel
from portal.notifications.models import Notice

log = logging.getLogger(__name__)

FRESH_FOR = 10.0  # seconds after which it is asked again whether a message is still true

Ready = tuple[Notice, Parcel]
Done = tuple[Notice, Exception | None]


class NotTriedError(Exception):
    """Its turn did not come: the way was found closed, or the others took too long."""


@dataclass
class Work:
    """One batch: what waits for a hand, and what became of the rest."""

    waiting: deque[Ready]
    until: float
    done: deque[Done] = field(default_factory=deque)

    def by_one_hand(self, carrier: Carrier) -> None:
        while monotonic() < self.until:
            try:
                notice, parcel = self.waiting.popleft()
            except IndexError:
                return
            outcome = outcome_of(carrier, parcel)
            if isinstance(outcome, UnreachableError):
                self.stop()
            self.done.append((notice, outcome))

    def stop(self) -> None:
        self.until = 0.0


class Crew:
    """The hands of one sender, from `with` to its end. Nothing that they do asks the database."""

    def __init__(self, carrier: Carrier) -> None:
        self._carrier = carrier
        self._hands = ThreadPoolExecutor(carrier.width)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hands.shutdown()

    def handed_over(self, batch: Sequence[Ready]) -> Iterator[Done]:
        """Yield what becomes of each message, soon after it does; at the end those that were not tried."""
        work = Work(deque(batch), until=monotonic() + FRESH_FOR)
        busy = {
            self._hands.submit(work.by_one_hand, self._carrier)
            for _ in range(min(self._carrier.width, len(batch)))
        }
        try:
            while busy:
                finished, busy = wait(busy, timeout=SETTLED_EVERY)
                for hand in finished:
                    hand.result()
                while work.done:
                    yield work.done.popleft()
        finally:
            work.stop()  # whoever reads this has failed: what is sent now is not written down
        for notice, _parcel in work.waiting:
            yield notice, NotTriedError()


def outcome_of(carrier: Carrier, parcel: Parcel) -> Exception | None:
    """Hand one message over, and return what was raised."""
    try:
        carrier.send(parcel)
    except Exception as error:  # sorted by the sender
        if not isinstance(error, (DelayedError, RefusedError, UncertainError)):
            log.exception("A message could not be handed over.")
            return DelayedError(type(error).__name__)
        return error
    return None
