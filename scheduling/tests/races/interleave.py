"""Let one thing happen in the midst of another: before its first statement, its second, its third …

A preemption is tried at each statement. What is done there goes on until it is done, or until
PostgreSQL lets it wait for what the other has locked; then the other goes on.
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.db import connection, connections

from scheduling.tests.races.crowd import PATIENCE

WAITS = "SELECT FROM pg_locks WHERE pid = %s AND NOT granted"


class Preemption:
    """Something that is done on another connection at one statement of something else."""

    def __init__(self, other: "Other", act: Callable[[], str], *, before: int) -> None:
        self._other, self._act, self._before = other, act, before
        self.future: Future[str] | None = None
        self.in_transaction: list[bool] = []
        """Of each statement, whether it stood in a transaction of several."""

    def __call__(self, execute: Callable[..., Any], *args: Any) -> Any:  # noqa: ANN401  Django's signature
        if len(self.in_transaction) == self._before and self.future is None:
            self.future = self._other.start(self._act)
            self._other.wait(self.future)
        self.in_transaction.append(connection.in_atomic_block)
        return execute(*args)


class Other:
    """A thread with a connection of its own, kept for many runs."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1)
        self._pid: int = self._thread.submit(_backend).result()
        self._watch = connection.copy()

    def start(self, act: Callable[[], str]) -> Future[str]:
        return self._thread.submit(act)

    def wait(self, future: Future[str]) -> None:
        """Wait until it is done or is made to wait."""
        end = time.monotonic() + PATIENCE
        while not future.done():
            with self._watch.cursor() as cursor:
                cursor.execute(WAITS, [self._pid])
                if cursor.fetchone() is not None:
                    return
            if time.monotonic() > end:
                raise TimeoutError("It neither ended nor waited.")
            time.sleep(0.001)

    def close(self) -> None:
        self._watch.close()
        self._thread.submit(connections.close_all).result()
        self._thread.shutdown()


def _backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


@contextmanager
def another() -> Iterator[Other]:
    other = Other()
    try:
        yield other
    finally:
        other.close()


def preempted(
    first: Callable[[], str], second: Callable[[], str], *, before: int, other: Other
) -> tuple[str, str, list[bool]]:
    """Do the first, and the second before one of its statements, or after all of them.

    Returns what both said, and of each statement of the first if it stood in a transaction.
    """
    preemption = Preemption(other, second, before=before)
    with connection.execute_wrapper(preemption):
        said = first()
    future = preemption.future or other.start(second)
    return said, future.result(PATIENCE), preemption.in_transaction
