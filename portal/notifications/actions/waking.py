"""Ring for a sender, so that a message need not wait. What the broker loses, the clock's tick finds."""

import logging
from dataclasses import dataclass, field
from threading import Timer
from time import monotonic

from celery import current_app
from kombu.exceptions import OperationalError as BrokerError

from portal.notifications.choices import Channel

log = logging.getLogger(__name__)

SILENCE = 30.0  # seconds without wake-ups after the broker could not be reached; one is worth as long
PAUSE = 0.2  # seconds between two wake-ups by one process: a sender takes all that is due


@dataclass
class Bell:
    """When this process rang for senders, and when it may again: a broker that hangs costs two seconds."""

    silent_until: float = 0.0
    rung_at: float = 0.0
    is_to_ring: bool = False
    channels: set[Channel] = field(default_factory=set)


_bell = Bell()


def wake_sender(*channels: Channel) -> None:
    """Ask a worker to look now, or in a moment if one was just asked.

    If nobody hears it, the clock's next tick finds the row.
    """
    now = monotonic()
    if now < _bell.silent_until:
        return
    _bell.channels.update(channels)
    if _bell.is_to_ring:
        return
    if (pause := _bell.rung_at + PAUSE - now) <= 0:
        call_senders()
        return
    _bell.is_to_ring = True
    later = Timer(pause, call_senders)
    later.daemon = True  # a process that ends does not wait for it
    later.start()


def call_senders(*channels: Channel) -> None:
    """Ask a worker at once for each channel that waits for one, however lately one was asked."""
    # In this order: what is written from now on asks for a ring of its own.
    _bell.is_to_ring, _bell.rung_at = False, monotonic()
    wanted, _bell.channels = _bell.channels.union(channels), set()
    try:
        for channel in sorted(wanted):
            current_app.send_task(
                "portal.notifications.tasks.deliver_due",
                [channel.value],
                retry=False,
                ignore_result=True,
                expires=SILENCE,
            )
    except (BrokerError, OSError):
        _bell.silent_until = monotonic() + SILENCE
        log.warning("The broker cannot be reached; notices wait for the next tick.")
