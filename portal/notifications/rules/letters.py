"""What a message says, apart from how it looks.

A kind of notice writes its message once, out of these blocks; the e-mail's plain text and
its HTML are both made from them, so the two can never say different things. Words come
in as text already in the reader's language.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

FILE_NAME = re.compile(r"[a-z0-9-]+\.[a-z0-9]+")
MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+(; [a-z]+=[A-Za-z0-9-]+)*")


@dataclass(frozen=True, slots=True)
class Heading:
    name: ClassVar[str] = "heading"
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    name: ClassVar[str] = "paragraph"
    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels and values: when, where, which reference."""

    name: ClassVar[str] = "facts"
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Items:
    """Things in a list: what to bring."""

    name: ClassVar[str] = "items"
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """Something to be typed elsewhere, large and alone on its line."""

    name: ClassVar[str] = "code"
    text: str


@dataclass(frozen=True, slots=True)
class Button:
    """The one thing to do next. In plain text the address stands below its words."""

    name: ClassVar[str] = "button"
    text: str
    url: str

    def __post_init__(self) -> None:
        if not self.url.startswith(("https://", "http://")):
            raise ValueError("A link in a message needs its whole address: nothing stands around it.")


Block = Heading | Paragraph | Facts | Items | Code | Button


@dataclass(frozen=True, slots=True)
class File:
    """Something that comes with a message; the message's own words say what it is for.

    `media_type` is a whole Content-Type, such as "text/plain; charset=utf-8".
    """

    name: str
    content: bytes
    media_type: str

    def __post_init__(self) -> None:
        if not FILE_NAME.fullmatch(self.name):
            raise ValueError("A file's name is plain: any device can keep a file by it.")
        if not MEDIA_TYPE.fullmatch(self.media_type):
            raise ValueError("A file says of what type it is.")

    @property
    def is_calendar(self) -> bool:
        return self.media_type.startswith("text/calendar")


@dataclass(frozen=True, slots=True)
class Mail:
    """A message by e-mail.

    `preview` is what a list of mails shows after the subject. Like the subject it may be
    read by others, on a locked screen: neither says more than it must.
    """

    subject: str
    preview: str
    blocks: tuple[Block, ...]
    files: tuple[File, ...] = ()

    def __post_init__(self) -> None:
        if not self.subject.strip() or "\n" in self.subject or "\r" in self.subject:
            raise ValueError("A subject is one line.")
        if not self.blocks:
            raise ValueError("A message says something.")


@dataclass(frozen=True, slots=True)
class Sms:
    """A text message. Whoever sees the locked screen reads all of it."""

    text: str

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ValueError("A message says something.")


@dataclass(frozen=True, slots=True)
class Push:
    """A notification on a device. Title and text stand on the locked screen.

    After `until` (UTC) it need not be shown any more: the device was off for long.
    """

    title: str
    text: str
    url: str
    until: datetime | None = None

    def __post_init__(self) -> None:
        if not (self.title.strip() and self.text.strip()):
            raise ValueError("A message says something.")
        if not self.url.startswith(("https://", "http://")):
            raise ValueError("A link in a message needs its whole address: nothing stands around it.")


Content = Mail | Sms | Push
