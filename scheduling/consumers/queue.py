"""The socket of one page: a board, or with `?place=<token>` somebody's own place.

Anybody may open one from a page of ours: a board says what hangs on a wall, and a place is
told only to who knows its secret. What a page writes is not read.
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs

from channels.generic.websocket import AsyncWebsocketConsumer
from django.db import Error

from portal.web.client import address_behind, network_of
from scheduling.consumers.feed import Feed, NoOfficeError
from scheduling.consumers.seats import Seat
from scheduling.rules.codes import token_digest

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Scope]]
Send = Callable[[Scope], Awaitable[None]]

NOT_FOUND, NOT_READ, TRY_AGAIN_LATER = 4404, 1003, 1013  # RFC 6455, section 7.4


class QueueConsumer(AsyncWebsocketConsumer):
    network: str | None = None
    seat: Seat | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:  # however it ended
            self._leave()

    async def connect(self) -> None:
        await self.accept()
        network = self._network()
        if not self._feed.crowd.enter(network):
            await self.close(TRY_AGAIN_LATER)
            return
        self.network = network
        seat = Seat(self._push, digest=self._digest())
        try:
            await self._feed.join(self._slug, seat)
        except NoOfficeError:
            await self.close(NOT_FOUND)
        except Error:  # the database is away
            await self.close(TRY_AGAIN_LATER)
        else:
            self.seat = seat
            self.sending = asyncio.create_task(seat.run())

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:  # noqa: ARG002  its place in Channels
        await self.close(NOT_READ)

    @property
    def _feed(self) -> Feed:
        feed: Feed = self.scope["state"]["feed"]
        return feed

    @property
    def _slug(self) -> str:
        slug: str = self.scope["url_route"]["kwargs"]["office"]
        return slug

    def _digest(self) -> str | None:
        query = parse_qs(self.scope["query_string"].decode("ascii", "replace"), keep_blank_values=True)
        return token_digest(query["place"][0]) if "place" in query else None

    def _network(self) -> str:
        forwarded = [
            value.decode("latin1") for name, value in self.scope["headers"] if name == b"x-forwarded-for"
        ]
        peer, _port = self.scope["client"] or ("", 0)
        return network_of(address_behind(peer, ",".join(forwarded)))

    def _leave(self) -> None:
        if self.seat:
            self.sending.cancel()
            self._feed.leave(self._slug, self.seat)
        if self.network is not None:
            self._feed.crowd.leave(self.network)

    async def _push(self, text: str) -> None:
        await self.send(text_data=text)
