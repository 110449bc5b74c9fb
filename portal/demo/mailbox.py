"""Where a demonstration's messages go: files on this machine, and never further.

Each message is one file, whole or not there at all, that only the portal's user may read.
Their names sort by time. The newest are kept and the rest go, so a demonstration may run
for months. What goes to the invented people, of whom the calendar is full, is kept apart: who
tries the portal looks for a message of their own. We keep the e-mails; the text messages are
kept by the SMS gateway of `make run` (portal/local/gateway) once they have reached their phone,
and are only read here.
"""

import json
import os
import re
import secrets
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage as Message
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from portal.demo import clock
from portal.notifications.rules.sms import Parts, parts

KEPT = 500
UNNAMED = "file"
INVENTED = re.compile(r"visitor-\d{6}-[a-z]{2}@example\.test|\+485000000\d\d")  # portal.demo.world
NAME = re.compile(r"[0-9]{19}-[0-9a-f]{8}")
CODE = re.compile(r"^ {4}(\S.*)$", re.MULTILINE)  # how a message's plain text sets off a code
LINK = re.compile(r"(https?://[^\s<>\"]*[^\s<>\".,;:!?)'])")


@dataclass(frozen=True, slots=True)
class File:
    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    name: str
    message: Message

    @property
    def is_text(self) -> bool:
        return False

    @property
    def to(self) -> str:
        return str(self.message["To"])

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def kept_at(self) -> datetime:
        return clock.shown(_time_in(self.name))

    @property
    def language(self) -> str:
        return str(self.message.get("Content-Language", ""))

    @property
    def text(self) -> str:
        return self._part("plain")

    @property
    def paragraphs(self) -> list[list[str]]:
        """The text as lines; our messages give an address a line of its own."""
        return [part.strip().splitlines() for part in re.split(r"\n{2,}", self.text) if part.strip()]

    @property
    def html(self) -> str:
        return self._part("html")

    @property
    def code(self) -> str:
        found = CODE.search(self.text)
        return found[1] if found else ""

    @property
    def files(self) -> list[File]:
        return [_file(part) for part in self.message.iter_attachments()]

    def _part(self, kind: str) -> str:
        body = self.message.get_body((kind,))
        return body.get_content() if body else ""


@dataclass(frozen=True, slots=True)
class Text:
    """A text message, as it has reached its phone."""

    name: str
    to: str
    sender: str
    text: str

    @property
    def is_text(self) -> bool:
        return True

    @property
    def kept_at(self) -> datetime:
        return clock.shown(_time_in(self.name))

    @property
    def parts(self) -> Parts:
        return parts(self.text)

    @property
    def pieces(self) -> list[tuple[str, bool]]:
        """The text cut at its links; with each piece, whether it is one."""
        return [(piece, number % 2 == 1) for number, piece in enumerate(LINK.split(self.text)) if piece]


class MailboxBackend(BaseEmailBackend):
    """Keep every message as a file instead of sending it."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            _keep(message.message().as_bytes(), to_others=all(map(is_invented, message.to)))
        _forget_the_oldest()
        return len(email_messages)


def newest(*, limit: int, to_others: bool = False) -> list[Letter | Text]:
    """Return the newest letters and texts, the newest first: those of people, or of the invented ones."""
    files = [*_files("eml", to_others=to_others), *_files("sms")]
    files.sort(key=lambda path: path.stem, reverse=True)
    read = (_read(path) if path.suffix == ".eml" else _read_text(path) for path in files)
    return list(islice((each for each in read if each and is_invented(each.to) == to_others), limit))


def letters(*, limit: int) -> list[Letter]:
    """Return the newest letters, the newest first."""
    return [letter for path in _files("eml")[:limit] if (letter := _read(path))]


def is_invented(to: str) -> bool:
    """Say whether a message goes to one of the thousands who fill the demonstration's calendar."""
    return INVENTED.fullmatch(to) is not None


def find(name: str) -> Letter | None:
    """Return the letter of that name; anything that is not a letter's name finds none."""
    if not NAME.fullmatch(name):
        return None
    return _read(_folder() / f"{name}.eml") or _read(_folder(to_others=True) / f"{name}.eml")


def find_text(name: str) -> Text | None:
    """Return the text message of that name, likewise."""
    return _read_text(_folder() / f"{name}.sms") if NAME.fullmatch(name) else None


def _file(part: Message) -> File:
    content = part.get_payload(decode=True)
    return File(
        part.get_filename(UNNAMED), part["Content-Type"] or "", content if isinstance(content, bytes) else b""
    )


def _folder(*, to_others: bool = False) -> Path:
    folder = Path(settings.VAR_DIR) / "mailbox"
    return folder / "others" if to_others else folder


def _time_in(name: str) -> datetime:
    return datetime.fromtimestamp(int(name[:19]) / 1e9, tz=UTC)


def _files(kind: str, *, to_others: bool = False) -> list[Path]:
    found = _folder(to_others=to_others).glob(f"*.{kind}")
    return sorted((path for path in found if NAME.fullmatch(path.stem)), reverse=True)


def _read(path: Path) -> Letter | None:
    try:
        return Letter(path.stem, message_from_bytes(path.read_bytes(), Message, policy=policy.default))
    except FileNotFoundError:  # never there, or just forgotten
        return None


def _read_text(path: Path) -> Text | None:
    try:
        kept = json.loads(path.read_text())
    except FileNotFoundError:
        return None
    return Text(path.stem, to=kept["to"], sender=kept["from"], text=kept["text"])


def _keep(data: bytes, *, to_others: bool) -> None:
    folder = _folder(to_others=to_others)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{time.time_ns():019d}-{secrets.token_hex(4)}.eml"
    draft = path.with_suffix(".draft")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
    draft.replace(path)


def _forget_the_oldest() -> None:
    for to_others in (False, True):
        _remove(_files("eml", to_others=to_others)[KEPT:])


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
