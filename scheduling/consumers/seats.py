"""One page that is kept up to date: it gets the newest of what concerns it, when it can take it."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from scheduling.consumers.looks import Document, View

Send = Callable[[str], Awaitable[None]]

# A page that has heard nothing for 45 seconds says that it is stale. Looks come every ten.
HEARTBEAT = 18.0
ALWAYS_NEW = frozenset({"version", "at"})


class Seat:
    """Holds one view, the newest; whoever reads slowly misses some, and keeps nobody waiting."""

    def __init__(self, send: Send, *, digest: str | None = None) -> None:
        self.digest = digest
        self.began = asyncio.get_running_loop().time()
        self._send = send
        self._waiting: View | None = None
        self._is_waiting = asyncio.Event()
        self._facts: Document | None = None
        self._told_at = float("-inf")

    def offer(self, view: View) -> bool:
        """Take what is news here; say whether this view can tell.

        One that was begun before this page came does not know a place that was made meanwhile.
        """
        document = view.document(self.digest)
        if document is None and view.began < self.began:
            return False
        facts = document and {name: document[name] for name in document.keys() - ALWAYS_NEW}
        if facts != self._facts or view.began - self._told_at >= HEARTBEAT:
            self._facts, self._told_at = facts, view.began
            self._waiting = view
            self._is_waiting.set()
        return True

    async def run(self) -> None:
        """Send what is waiting, one at a time, for as long as somebody takes it."""
        with suppress(OSError):  # they have gone; the consumer is told so by itself
            while True:
                await self._is_waiting.wait()
                self._is_waiting.clear()
                view, self._waiting = self._waiting, None
                if view:
                    await self._send(view.text(self.digest))
