"""A mail server of our own on a real socket, which keeps what it gets and can misbehave.

It speaks as much of RFC 5321 as smtplib asks for. A sender names its process in EHLO, so
that the server can end it at the worst moment.
"""

import os
import re
import signal
import socketserver
from email import message_from_bytes, policy
from threading import Lock, Thread
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable
    from email.message import EmailMessage

Answer = str | None  # None: say nothing and hang up


class Once(dict[str, Answer]):
    """Answers of which each is given once."""

    def get(self, key: str, default: Answer = None) -> Answer:  # type: ignore[override]  # only ever asked like this
        return self.pop(key, default)


class Sink(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.accepted: list[EmailMessage] = []
        self.answers: dict[str, Answer] = {}  # instead of the usual ones, by "MAIL", "RCPT", "DATA", "END"
        self.before_end: Callable[[int, str], None] = lambda _count, _greeting: None
        self.connections = 0
        self._lock = Lock()

    def __enter__(self) -> Self:
        Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def message_ids(self) -> list[str]:
        return [message["Message-ID"] for message in self.accepted]

    def accept(self, data: bytes) -> int:
        with self._lock:
            self.accepted.append(message_from_bytes(data, policy=policy.default))
            return len(self.accepted)


class _Session(socketserver.StreamRequestHandler):
    server: Sink
    greeting = ""

    def handle(self) -> None:
        try:
            self._talk()
        except OSError:  # the sender was ended in the middle of a word
            return

    def _talk(self) -> None:
        self.server.connections += 1
        self._say("220 sink")
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb in {"EHLO", "HELO"}:
                self.greeting = line[5:]
            usual = {"DATA": "354 go on", "QUIT": "221 bye"}.get(verb, "250 ok")
            if not self._say(self.server.answers.get(verb, usual)) or verb == "QUIT":
                return
            if verb == "DATA" and "DATA" not in self.server.answers and not self._take():
                return

    def _take(self) -> bool:
        lines: list[bytes] = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return False
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        answer = self.server.answers.get("END", "250 kept")
        if answer is None or answer.startswith("2"):
            count = self.server.accept(b"".join(lines))
            self.server.before_end(count, self.greeting)
        return self._say(self.server.answers.get("END", "250 kept"))

    def _say(self, answer: Answer) -> bool:
        if answer is None:
            return False
        self.wfile.write(answer.encode() + b"\r\n")
        return True


def kill_named_in(greeting: str) -> None:
    """End the process whose number stands in its EHLO, as a power cut would."""
    if found := re.search(r"process-(\d+)", greeting):
        os.kill(int(found[1]), signal.SIGKILL)
