"""HTTP as cheap as it can be spoken: the visitors share the two cores with the portal.

One socket each, kept open, as the reverse proxy keeps its own to gunicorn; each visitor
comes with cookies and an address of their own.
"""

import asyncio
import gzip
import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from time import perf_counter
from typing import Protocol
from urllib.parse import urlencode

PATIENCE = 30  # seconds for an answer; one that takes longer is an error
PIECE = 1 << 16
END_OF_HEAD = b"\r\n\r\n"
STATUS = slice(9, 12)
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
LOCATION = re.compile(rb"\r\nlocation: *([^\r]+)", re.IGNORECASE)
COOKIE = re.compile(rb"\r\nset-cookie: *([^=]+)=([^;\r]*)", re.IGNORECASE)
ZIPPED = re.compile(rb"\r\ncontent-encoding: *gzip", re.IGNORECASE)

_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    head: bytes
    body: bytes
    seconds: float

    @property
    def location(self) -> str:
        found = LOCATION.search(self.head)
        return found[1].decode() if found else ""

    @property
    def text(self) -> str:
        return (gzip.decompress(self.body) if ZIPPED.search(self.head) else self.body).decode()


class Exchange(Protocol):
    """What takes a request and gives the answer."""

    @property
    def host(self) -> str: ...

    async def exchange(self, request: bytes) -> Answer: ...


def _network() -> str:
    """Return an address in a network of one's own, of those set aside for examples."""
    number = next(_numbers)
    return f"2001:db8:{number & 0xFFFF:x}:{number >> 16:x}::1"


@dataclass
class Browser:
    """Somebody's cookies and network address, on one of the sockets."""

    link: Exchange
    address: str = field(default_factory=_network)
    cookies: dict[str, str] = field(default_factory=dict)

    async def get(self, path: str) -> Answer:
        return await self._ask("GET", path, b"", "")

    async def post(self, path: str, fields: Mapping[str, str]) -> Answer:
        body = urlencode(fields).encode()
        more = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        return await self._ask("POST", path, body, f"Origin: https://{self.link.host}\r\n{more}")

    async def _ask(self, method: str, path: str, body: bytes, more: str) -> Answer:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: {self.link.host}\r\nX-Forwarded-Proto: https\r\n"
            f"X-Forwarded-For: {self.address}\r\nAccept-Encoding: gzip\r\nAccept-Language: en\r\n{more}"
        )
        head += f"Cookie: {cookies}\r\n\r\n" if cookies else "\r\n"
        answer = await self.link.exchange(head.encode() + body)
        for name, value in COOKIE.findall(answer.head):
            self.cookies[name.decode()] = value.decode()
        return answer


@dataclass
class Link:
    """A connection, made anew where the server has closed it between two requests."""

    port: int
    _socket: socket.socket | None = None

    @property
    def host(self) -> str:
        return f"localhost:{self.port}"

    async def exchange(self, request: bytes) -> Answer:
        """Send one request and return the answer.

        :raises OSError: if the connection breaks before the whole of it is there, or it takes
            longer than `PATIENCE`.
        """
        started = perf_counter()
        async with asyncio.timeout(PATIENCE):
            head, body = await self._try(request) or await self._try(request) or (b"", b"")
        if not head:
            raise ConnectionError("closed twice without an answer")
        return Answer(int(head[STATUS]), head, body, perf_counter() - started)

    def close(self) -> None:
        if self._socket:
            self._socket.close()
            self._socket = None

    async def _try(self, request: bytes) -> tuple[bytes, bytes] | None:
        """Return head and body, or None if the server had closed the connection, as it may."""
        loop = asyncio.get_running_loop()
        try:
            if self._socket is None:
                self._socket = await self._connected()
            await loop.sock_sendall(self._socket, request)
            said = await loop.sock_recv(self._socket, PIECE)
        except (BrokenPipeError, ConnectionResetError):
            said = b""
        if not said:
            self.close()
            return None
        return await self._whole(said)

    async def _connected(self) -> socket.socket:
        made = socket.socket()
        made.setblocking(False)  # noqa: FBT003  the socket's own signature
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await asyncio.get_running_loop().sock_connect(made, ("127.0.0.1", self.port))
        return made

    async def _whole(self, said: bytes) -> tuple[bytes, bytes]:
        while END_OF_HEAD not in said:
            said += await self._more()
        head, _, body = said.partition(END_OF_HEAD)
        if not (length := LENGTH.search(head)):
            raise ConnectionError("an answer without a length")
        while len(body) < int(length[1]):
            body += await self._more()
        if b"\r\nConnection: close" in head:
            self.close()
        return head, body

    async def _more(self) -> bytes:
        if self._socket is None:
            raise ConnectionError("closed in the middle of an answer")
        more = await asyncio.get_running_loop().sock_recv(self._socket, PIECE)
        if not more:
            self.close()
            raise ConnectionError("closed in the middle of an answer")
        return more
