"""One office and the pages that watch it: looks when something changed, and now and then anyway."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import NoReturn

from portal.accounts.models import Office
from scheduling.consumers.looks import View
from scheduling.consumers.seats import Seat
from scheduling.models.snapshot import Snapshot

logger = logging.getLogger(__name__)

Look = Callable[[Office], Awaitable[Snapshot]]

DEBOUNCE = 0.15  # seconds: what changes together is seen together
QUICKEST = 0.25  # between the beginnings of two looks
EVERY = 10.0
EVERY_DEAF = 3.0  # while no hints are heard


class Room:
    def __init__(self, office: Office, *, look: Look, is_deaf: Callable[[], bool]) -> None:
        self.topic = f"queue:{office.pk}"
        self.newest: View | None = None
        self._office = office
        self._look = look
        self._is_deaf = is_deaf
        # Boards before phones: a call stands on the wall first.
        self._boards: set[Seat] = set()
        self._places: set[Seat] = set()
        self._is_awake = asyncio.Event()
        self._is_failing = False
        self._task = asyncio.create_task(self._keep())

    def wake(self) -> None:
        self._is_awake.set()

    def take(self, seat: Seat) -> None:
        self._of_kind(seat).add(seat)
        if self.newest and not seat.offer(self.newest):
            self.wake()

    def leave(self, seat: Seat) -> None:
        self._of_kind(seat).discard(seat)

    @property
    def is_empty(self) -> bool:
        return not (self._boards or self._places)

    def close(self) -> None:
        self._task.cancel()

    def _of_kind(self, seat: Seat) -> set[Seat]:
        return self._boards if seat.digest is None else self._places

    async def _keep(self) -> NoReturn:
        loop = asyncio.get_running_loop()
        while True:
            began = loop.time()
            self._is_awake.clear()
            await self._look_once(began)
            with suppress(TimeoutError):
                async with asyncio.timeout(EVERY_DEAF if self._is_deaf() else EVERY):
                    await self._is_awake.wait()
            await asyncio.sleep(max(DEBOUNCE, began + QUICKEST - loop.time()))

    async def _look_once(self, began: float) -> None:
        try:
            snapshot = await self._look(self._office)
        except Exception as error:
            if not self._is_failing:
                logger.warning("A queue could not be looked at; its pages will say so.", exc_info=error)
            self._is_failing = True
            return
        self._is_failing = False
        self.newest = view = View(snapshot, began=began)
        for seat in (*self._boards, *self._places):
            seat.offer(view)
