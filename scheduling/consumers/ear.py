"""Listens for hints, for ever: a Valkey that is away, or hangs, is asked again and again."""

import asyncio
import logging
import random
from collections.abc import Callable
from typing import NoReturn

from redis import RedisError
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from portal.web.hints import CHANNEL

logger = logging.getLogger(__name__)

QUIET = 10.0  # seconds without a word, after which Valkey is asked whether it is there
CONNECT_WITHIN = 2.0
FIRST_PAUSE, LONGEST_PAUSE = 0.25, 5.0


class Ear:
    """Calls `on_hint` with each topic, and with None when some may have been missed."""

    def __init__(self, url: str, on_hint: Callable[[str | None], None]) -> None:
        self.url = url
        self.is_deaf = True
        self._on_hint = on_hint

    async def listen(self) -> NoReturn:
        pause = FIRST_PAUSE
        while True:
            try:
                await self._connected()
            except (RedisError, OSError) as error:
                if not self.is_deaf:
                    logger.warning("Hints are not heard: looking more often instead.", exc_info=error)
                    pause = FIRST_PAUSE
                    self.is_deaf = True
                    self._on_hint(None)
            await asyncio.sleep(random.uniform(0, pause))  # noqa: S311  processes should not return all at once
            pause = min(2 * pause, LONGEST_PAUSE)

    async def _connected(self) -> None:
        client = Redis.from_url(
            self.url,
            socket_timeout=None,  # the client's own five seconds would end each silence
            socket_connect_timeout=CONNECT_WITHIN,
            socket_keepalive=True,
            retry=Retry(NoBackoff(), 0),  # we want to know what was missed
        )
        async with client, client.pubsub() as hints:
            await hints.subscribe(CHANNEL)
            await self._hear(hints)

    async def _hear(self, hints: PubSub) -> None:
        """Pass on what is said.

        :raises TimeoutError: if Valkey does not answer any more.
        """
        is_asked = False
        while True:
            message = await hints.get_message(timeout=QUIET)
            if message is None:
                if is_asked:
                    raise TimeoutError("Valkey does not answer.")
                await hints.ping()
            is_asked = message is None
            if message and message["type"] == "message":
                self._on_hint(message["data"].decode(errors="replace"))
            elif message and message["type"] == "subscribe":
                self.is_deaf = False
                self._on_hint(None)
