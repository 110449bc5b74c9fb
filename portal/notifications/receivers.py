"""A worker's own pulse: it looks for what is due when nobody has asked it to for a while.

The clock's ticks and the wake-ups come through the broker. A worker that has lost it asks for
it less and less often, at last every half minute, and until then would send nothing that was
written meanwhile; nor would it if the clock itself stood still. What is due stands in the
database, so a worker does not need either. Several that look at once do no harm.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Event, Thread
from time import monotonic
from typing import Any

from celery.signals import task_prerun, worker_ready, worker_shutdown
from django.db import connection
from django.utils import timezone

from portal.notifications.actions.delivery import deliver
from portal.notifications.choices import Channel

log = logging.getLogger(__name__)

TICK = "portal.notifications.tasks.deliver_due"
SILENCE = 5.0  # seconds without a tick: two of them were missed
EVERY = 2.0  # seconds between two looks, as long as the silence lasts
AT_ONCE = 200
FAREWELL = 5.0  # seconds in which a worker that stops lets its pulses finish what they have begun


@dataclass
class Pulse:
    """Looks after one channel, in a thread of its own: where one hangs, the others go on."""

    channel: Channel
    silence: float = SILENCE
    every: float = EVERY
    asked_at: float = field(default_factory=monotonic)
    _is_over: Event = field(default_factory=Event)
    _thread: Thread | None = None

    def start(self) -> None:
        self._thread = Thread(target=self._run, name=f"pulse-{self.channel.value}", daemon=True)
        self._thread.start()

    def is_asked(self) -> None:
        self.asked_at = monotonic()

    def stop(self) -> None:
        self._is_over.set()

    def join(self, timeout: float) -> None:
        if self._thread:
            self._thread.join(timeout)

    def _run(self) -> None:
        while not self._is_over.wait(self.every):
            if monotonic() - self.asked_at >= self.silence:
                self._look()

    def _look(self) -> None:
        try:
            deliver(channel=self.channel, at=timezone.now(), limit=AT_ONCE)
        except Exception:  # the next look may go better, and there is nobody to tell
            log.exception("Nothing was sent by %s.", self.channel.value)
        finally:
            connection.close()  # it may be broken, and it is seldom needed


running: dict[str, Pulse] = {}


@worker_ready.connect
def start_pulses(**_: Any) -> None:  # noqa: ANN401  whatever Celery says
    for channel in Channel:
        running[channel.value] = Pulse(channel)
        running[channel.value].start()


@task_prerun.connect
def hear(task: Any = None, args: Sequence[Any] = (), **_: Any) -> None:  # noqa: ANN401  whatever Celery says
    if task is not None and task.name == TICK and args and args[0] in running:
        running[args[0]].is_asked()


@worker_shutdown.connect
def stop_pulses(**_: Any) -> None:  # noqa: ANN401  whatever Celery says
    for pulse in running.values():
        pulse.stop()
    until = monotonic() + FAREWELL
    for pulse in running.values():
        pulse.join(max(0.0, until - monotonic()))
    running.clear()
