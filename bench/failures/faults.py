"""What goes wrong, and for how long; each function returns when it is over."""

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

from django.db import DatabaseError, InterfaceError, connection

from portal.local.processes import Process
from portal.notifications.choices import Channel
from portal.tests.failures.programs import eventually
from portal.tests.failures.stage import Stage, reminders

USUAL_DELAY = 0.08  # seconds that the gateway takes for each message when it is well
MAIL_PATIENCE = 60.0

Fault = Callable[[Stage], None]


def passes(seconds: float, stage: Stage) -> float:
    """Let time pass, and write a mail in the middle of it; return in how many seconds it came."""
    time.sleep(seconds / 2)
    before, written = len(stage.sink.accepted), time.monotonic()
    reminders(1, Channel.EMAIL, at=datetime.now(UTC))
    eventually(lambda: len(stage.sink.accepted) > before, within=MAIL_PATIENCE)
    took = time.monotonic() - written
    time.sleep(max(0.0, seconds / 2 - took))
    return took


def gateway_behaves(stage: Stage, *, seconds: float, **behaviour: object) -> float:
    stage.gateway.behave(**behaviour)
    took = passes(seconds, stage)
    stage.gateway.behave(delay=USUAL_DELAY)
    return took


def gateway_is_stopped(stage: Stage, *, seconds: float) -> float:
    stage.stop_gateway()
    took = passes(seconds, stage)
    stage.start_gateway()
    stage.gateway.behave(delay=USUAL_DELAY)
    return took


def broker_is_killed(stage: Stage, *, seconds: float) -> float:
    stage.broker.kill()
    took = passes(seconds, stage)
    stage.broker.start()
    return took


def lines_are_cut(stage: Stage, *, seconds: int) -> None:
    """End every session of the senders at the database, once a second."""
    for _ in range(seconds):
        stage.cut_lines()
        time.sleep(1)


class Database:
    """The PostgreSQL of the benchmark, which can be stopped and started again where it was."""

    def __init__(self, process: Process) -> None:
        self._first, self._process = process, process

    def is_restarted(self, _stage: Stage, *, seconds: float) -> None:
        connection.close()
        self._process.stop()
        time.sleep(seconds)
        self._process = self._first.program.start()
        eventually(self._answers)

    def stop(self) -> None:
        connection.close()
        if self._process is not self._first:
            self._process.stop()

    def _answers(self) -> bool:
        with suppress(DatabaseError, InterfaceError):
            connection.ensure_connection()
            return True
        return False
