"""Locks on files, which the kernel lets go of when their last holder dies."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class HeldError(Exception):
    """Somebody else holds the lock."""


@contextmanager
def held(path: Path, *, wait: float = 0) -> Iterator[int]:
    """Hold the lock on a file; yield a descriptor with which a child can hold it too.

    :raises HeldError: if somebody else still holds it after `wait` seconds.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _take(descriptor, path=path, until=time.monotonic() + wait)
        yield descriptor
    finally:
        os.close(descriptor)


def is_held(path: Path) -> bool:
    try:
        with held(path):
            return False
    except HeldError:
        return True


def _take(descriptor: int, *, path: Path, until: float) -> None:
    while True:
        with suppress(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        if time.monotonic() >= until:
            raise HeldError(path)
        time.sleep(0.02)
