"""What the gateway takes from somebody who does nothing but post: one message after another.

Twice: with the library that our own carrier uses, and with a bare socket that reads as
little of the answer as it can, which is as fast as one client gets in Python.
"""

import json
import re
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter

import urllib3

LENGTH = re.compile(rb"\r\nContent-Length: (\d+)")
END_OF_HEAD = b"\r\n\r\n"
TAKEN = b"HTTP/1.1 201"
PIECE = 1 << 16
CREATED = 201


@dataclass(frozen=True, slots=True)
class Message:
    key: str
    body: bytes

    @classmethod
    def of(cls, delivered: Mapping[str, str], *, sender: str) -> "Message":
        """Return the request that made the gateway deliver this."""
        content = {"to": delivered["to"], "text": delivered["text"], "from": sender}
        return cls(delivered["key"], json.dumps(content).encode())


def by_library(messages: Sequence[Message], *, port: int, token: str) -> float:
    """Post all of them over one connection that is kept; return the seconds that took."""
    url, headers = f"http://127.0.0.1:{port}/messages", _headers(token)
    started = perf_counter()
    with urllib3.PoolManager(maxsize=1, block=True, retries=False) as pool:
        for message in messages:
            answer = pool.request(
                "POST", url, body=message.body, headers=headers | {"Idempotency-Key": message.key}
            )
            _expect(answer.status == CREATED, str(answer.status))
    return perf_counter() - started


def by_socket(messages: Sequence[Message], *, port: int, token: str) -> float:
    """Post all of them over one bare socket; return the seconds that took."""
    words = {"Host": f"127.0.0.1:{port}", **_headers(token)}
    head = "POST /messages HTTP/1.1\r\n" + "".join(f"{name}: {word}\r\n" for name, word in words.items())
    started = perf_counter()
    with socket.create_connection(("127.0.0.1", port)) as link:
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for message in messages:
            more = f"Idempotency-Key: {message.key}\r\nContent-Length: {len(message.body)}\r\n\r\n"
            link.sendall((head + more).encode() + message.body)
            _read(link)
    return perf_counter() - started


LOOPS: Mapping[str, Callable[..., float]] = {"urllib3": by_library, "bare socket": by_socket}


def _headers(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}


def _read(link: socket.socket) -> None:
    said = link.recv(PIECE)
    while END_OF_HEAD not in said or len(said) < _whole(said):
        more = link.recv(PIECE)
        _expect(bool(more), "the connection was closed")
        said += more
    _expect(said.startswith(TAKEN), said[:PIECE].decode(errors="replace"))


def _whole(said: bytes) -> int:
    length = LENGTH.search(said)
    return said.index(END_OF_HEAD) + len(END_OF_HEAD) + (int(length[1]) if length else 0)


def _expect(is_so: bool, otherwise: str) -> None:  # noqa: FBT001  it is what the name says
    if not is_so:
        raise RuntimeError(f"The gateway did not take a message: {otherwise}")
