"""The boards and phones: sockets of another process, which write down when they hear what.

`python -m bench.board.crowd PORT FILE` reads the paths to open on standard input, one a line. It
says "open" when each has heard something, listens until its input ends, and writes for each socket
its path and what it heard: when (Unix seconds) and of which version.
"""

import asyncio
import json
import os
import re
import resource
import sys
import time
from pathlib import Path

ORIGIN = "http://localhost"
AT_ONCE = 50  # connections being made
VERSION = re.compile(rb'"version":(\d+)')
TEXT, PING, PONG = 0x81, 0x89, 0x8A
SHORT, MEDIUM = 126, 127
KEY = "AAAAAAAAAAAAAAAAAAAAAA=="


class Listener(asyncio.Protocol):
    """As little of the protocol as a page needs, so that it measures the server and not itself."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.heard: list[tuple[float, int]] = []
        self.is_told = asyncio.get_running_loop().create_future()
        self._unread = b""
        self._is_open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  a benchmark
        self.transport = transport
        transport.write(
            f"GET {self.path} HTTP/1.1\r\nHost: localhost\r\nOrigin: {ORIGIN}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {KEY}\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        self._unread += data
        if not self._is_open:
            head, end, rest = self._unread.partition(b"\r\n\r\n")
            if not end:
                return
            if b" 101 " not in head:
                raise ConnectionRefusedError(head.decode())
            self._is_open, self._unread = True, rest
        while self._frame():
            pass

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.is_told.done():
            self.is_told.set_exception(exc or ConnectionResetError(self.path))

    def _frame(self) -> bool:
        """Take one frame from what is unread, if it is whole."""
        unread = self._unread
        if len(unread) < 2:  # noqa: PLR2004  the shortest head of a frame
            return False
        size, start = unread[1], 2
        if size == SHORT:
            size, start = int.from_bytes(unread[2:4], "big"), 4
        elif size == MEDIUM:
            size, start = int.from_bytes(unread[2:10], "big"), 10
        end = start + size
        if len(unread) < end:
            return False
        body, self._unread = unread[start:end], unread[end:]
        if unread[0] == TEXT:
            self._hear(body)
        elif unread[0] == PING:
            self.transport.write(bytes([PONG, 0x80 | len(body), 0, 0, 0, 0]) + body)
        return True

    def _hear(self, body: bytes) -> None:
        found = VERSION.search(body)
        self.heard.append((time.time(), int(found[1]) if found else 0))
        if not self.is_told.done():
            self.is_told.set_result(None)


async def listen(port: int, paths: list[str]) -> list[Listener]:
    loop = asyncio.get_running_loop()
    door = asyncio.Semaphore(AT_ONCE)

    async def opened(path: str) -> Listener:
        async with door:
            _transport, listener = await loop.create_connection(lambda: Listener(path), "127.0.0.1", port)
            await listener.is_told
        return listener

    listeners = await asyncio.gather(*map(opened, paths))
    print("open", flush=True)
    await loop.run_in_executor(None, sys.stdin.readline)
    return listeners


if __name__ == "__main__":
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    wanted = []
    while line := sys.stdin.readline().strip():
        wanted.append(line)
    everyone = asyncio.run(listen(int(sys.argv[1]), wanted))
    Path(sys.argv[2]).write_text(json.dumps([(one.path, one.heard) for one in everyone]))
    os._exit(0)  # without closing each socket in turn
