"""What the gateway has accepted, and what has reached a phone."""

import json
import os
import re
import secrets
import threading
import time
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

KEPT = 500  # files
REMEMBERED = 1_000_000  # keys, and messages to be counted
NAME = re.compile(r"[0-9]{19}-[0-9a-f]{8}")
NOBODY_THERE = "000"


class InWorkError(Exception):
    """The first request with this key has not been answered yet."""


class OtherMessageError(Exception):
    """The key belongs to a message with another number or text."""


@dataclass(frozen=True, slots=True)
class Message:
    key: str
    to: str
    text: str
    sender: str

    @property
    def is_reachable(self) -> bool:
        return not self.to.endswith(NOBODY_THERE)


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message that has reached its phone; `at` in Unix seconds."""

    key: str
    to: str
    text: str
    at: float


@dataclass(frozen=True, slots=True)
class Accepted:
    name: str
    to: str
    text: str


class Inbox:
    def __init__(self, folder: Path | None) -> None:
        self._files = Files(folder) if folder else None
        self._lock = threading.Lock()
        self._accepted: dict[str, Accepted] = {}
        self._in_work: set[str] = set()
        self._delivered: deque[Delivery] = deque(maxlen=REMEMBERED)
        self._requests = 0
        if self._files:
            self._accepted.update(self._files.read())

    def count_request(self) -> None:
        with self._lock:
            self._requests += 1

    @contextmanager
    def working_on(self, message: Message) -> Iterator[str | None]:
        """Keep the key for one request; yield the name under which it was accepted before, if it was.

        :raises InWorkError: while another request works on it.
        :raises OtherMessageError: if the key was accepted for another message.
        """
        with self._lock:
            if message.key in self._in_work:
                raise InWorkError
            before = self._accepted.get(message.key)
            if before and (before.to, before.text) != (message.to, message.text):
                raise OtherMessageError
            self._in_work.add(message.key)
        try:
            yield before.name if before else None
        finally:
            with self._lock:
                self._in_work.discard(message.key)

    def accept(self, message: Message) -> str:
        """Deliver a message, unless nobody is there; return the name under which it is kept."""
        at = time.time_ns()
        name = f"{at:019d}-{secrets.token_hex(4)}"
        if self._files and message.is_reachable:
            self._files.write(name, message, at=at)
        with self._lock:
            self._accepted[message.key] = Accepted(name, message.to, message.text)
            if len(self._accepted) > REMEMBERED:
                del self._accepted[next(iter(self._accepted))]
            if message.is_reachable:
                self._delivered.append(Delivery(message.key, message.to, message.text, at / 1e9))
        return name

    def delivered(self) -> list[Delivery]:
        with self._lock:
            return list(self._delivered)

    def counts(self) -> dict[str, int]:
        with self._lock:
            times = Counter(each.key for each in self._delivered)
            return {
                "delivered": len(self._delivered),
                "requests": self._requests,
                "keys": len(self._accepted),
                "doubled": len(self._delivered) - len(times),
            }

    def empty(self) -> None:
        with self._lock:
            self._accepted.clear()
            self._delivered.clear()
            self._requests = 0
        if self._files:
            self._files.remove()


class Files:
    """One private file a message, whole or not there at all; the names sort by time."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        self._lock = threading.Lock()
        self._names = deque(sorted(path.stem for path in folder.glob("*.sms") if NAME.fullmatch(path.stem)))

    def read(self) -> dict[str, Accepted]:
        """Return what was accepted before we were started, by its key."""
        found = {}
        for name in self._names:
            kept = json.loads(self._path(name).read_text())
            found[kept["key"]] = Accepted(name, kept["to"], kept["text"])
        return found

    def write(self, name: str, message: Message, *, at: int) -> None:
        """Keep a message accepted `at`, in nanoseconds since 1970, and forget the oldest."""
        accepted_at = datetime.fromtimestamp(at / 1e9, tz=UTC).isoformat()
        kept = {"to": message.to, "text": message.text, "from": message.sender, "key": message.key}
        draft = self._path(name).with_suffix(".draft")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump({**kept, "accepted_at": accepted_at}, file, ensure_ascii=False)
        draft.replace(self._path(name))
        with self._lock:
            self._names.append(name)
            self._forget(all_but=KEPT)

    def remove(self) -> None:
        with self._lock:
            self._forget(all_but=0)

    def _forget(self, *, all_but: int) -> None:
        while len(self._names) > all_but:
            self._path(self._names.popleft()).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.sms"
