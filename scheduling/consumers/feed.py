"""What one process knows of the queues that somebody watches.

The feed looks into the database in one thread of its own, for every office with a page open:
at each hint, and every ten seconds anyway. Nothing is kept but the newest view of each office,
so it neither grows nor falls behind; a database that is away makes pages stale, which they say.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import TypeVar

from django.db import close_old_connections, connections
from django.utils import timezone

from portal.accounts.models import Office
from scheduling.consumers.crowd import Crowd
from scheduling.consumers.ear import Ear
from scheduling.consumers.rooms import Room
from scheduling.consumers.seats import Seat
from scheduling.models.snapshot import Snapshot, snapshot

CLOSE_WITHIN = 2.0  # seconds

T = TypeVar("T")


class NoOfficeError(Exception):
    """No office has this short name."""


class Feed:
    """Made when the loop runs, and closed before it ends."""

    def __init__(self, *, redis_url: str, crowd: Crowd) -> None:
        self.crowd = crowd
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="feed")
        self._rooms: dict[str, Room] = {}
        self._opening = asyncio.Lock()
        self._ear = Ear(redis_url, self._hear)
        self._listening = asyncio.create_task(self._ear.listen())

    async def join(self, slug: str, seat: Seat) -> Room:
        """Let a page watch an office.

        :raises NoOfficeError: if there is none.
        """
        async with self._opening:
            room = self._rooms.get(slug)
            if room is None:
                office = await self._in_thread(lambda: Office.objects.filter(slug=slug).first())
                if office is None:
                    raise NoOfficeError(slug)
                room = Room(office, look=self._look, is_deaf=lambda: self._ear.is_deaf)
                self._rooms[slug] = room
        room.take(seat)
        return room

    def leave(self, slug: str, seat: Seat) -> None:
        """Forget a page; an office that nobody watches is looked at no more."""
        room = self._rooms[slug]
        room.leave(seat)
        if room.is_empty:
            self._rooms.pop(slug).close()

    async def close(self) -> None:
        self._listening.cancel()
        for room in self._rooms.values():
            room.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_WITHIN):
                await self._in_thread(connections.close_all)
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _hear(self, topic: str | None) -> None:
        for room in self._rooms.values():
            if topic in {room.topic, None}:
                room.wake()

    async def _look(self, office: Office) -> Snapshot:
        return await self._in_thread(partial(_seen, office.pk))

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, _with_connection, work)


def _seen(office: int) -> Snapshot:
    # Read anew: a board hangs for weeks, and its office may change meanwhile.
    return snapshot(Office.objects.get(pk=office), at=timezone.now())  # noqa: TID251  an edge


def _with_connection(work: Callable[[], T]) -> T:
    """Do some work as a request does: with a connection that works, or a new one."""
    close_old_connections()
    try:
        return work()
    finally:
        close_old_connections()
