"""Read a mail that came back: which message did not arrive, and why.

Mail servers say it in a delivery status notification (RFC 3464, RFC 6522; RFC 6533 for
letters beyond ASCII), and qmail in a text of its own (QSBMF). A notification of delay, a
receipt, an absence note and any other mail are no bounce. Whoever can write to the
address can send anything, so nothing in it is trusted: it must name a message by an ID
that only its recipient can know, and it can say no more of it than that it came back.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.parser import BytesHeaderParser

READ = 1 << 18  # bytes; the report stands at the beginning, before the message that came back
DEEPEST = 5  # parts within parts: forwarders and virus scanners wrap a report once or twice

STATUS = re.compile(r"\b([245])\.\d{1,3}\.\d{1,3}\b")  # RFC 3463
REPLY = re.compile(r"\b([45])\d\d\b")  # RFC 5321, 4.2.1: of servers that give no status
FIELD = re.compile(r"([A-Za-z][A-Za-z-]*):")
NAMED = re.compile(r"<[!-;=?A-~]{1,99}@[!-;=?A-~]{1,99}>")  # what ASCII has to see, save < > @
CARRIED = re.compile(rb"^(content-type:\s*)message/", re.IGNORECASE | re.MULTILINE)
REPORTS = ("text/delivery-status", "text/global-delivery-status")
RETURNED = ("text/rfc822", "text/global", "text/rfc822-headers", "text/global-headers")
QMAIL = b"Hi. This is the "
QMAIL_COPY = b"--- Below this line is a copy of the message."
PARAGRAPH = b"\n\n"


@dataclass(frozen=True, slots=True)
class Bounce:
    """A message that did not arrive: its Message-ID, and what the last server said of it."""

    message_id: str
    reason: str


def bounce(raw: bytes) -> Bounce | None:
    """Return what bounced according to this mail, or None if it is no bounce. It raises nothing."""
    mail = raw[:READ].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    try:
        # As text, a message that another one carries is left as it is: the parser does not look into it.
        return _read(message_from_bytes(CARRIED.sub(rb"\1text/", mail)))
    except Exception:  # noqa: BLE001  whatever garbage breaks in the parser, it is no bounce
        return None


def _read(mail: Message) -> Bounce | None:
    parts = list(_parts(mail, depth=0))
    reports = [part for part in parts if part.get_content_type() in REPORTS]
    if not reports:
        return _from_qmail(mail)
    reason = _reason(_content(reports[0]))
    message_id = _returned_id(parts) or _answered_id(mail)
    return Bounce(message_id, reason) if reason and message_id else None


def _parts(mail: Message, *, depth: int) -> Iterator[Message]:
    """Yield what the mail consists of."""
    if not mail.is_multipart():
        yield mail
    elif depth < DEEPEST:
        for part in mail.get_payload():
            if isinstance(part, Message):
                yield from _parts(part, depth=depth + 1)


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _reason(report: bytes) -> str:
    """Return why one of the recipients does not get the message; nothing if all may get it yet."""
    for block in report.split(PARAGRAPH):
        fields = _fields(block.decode(errors="replace"))
        if fields.get("action", "").partition(" ")[0].lower() != "failed":
            continue
        said = fields.get("diagnostic-code", "").partition(";")[2].strip()
        status = STATUS.search(fields.get("status", "")) or STATUS.search(said) or REPLY.search(said)
        if status and status[1] != "2":  # 4 is right here: what was deferred until it was given up
            return said if status[0] in said else f"{status[0]} {said}".strip()
    return ""


def _fields(block: str) -> dict[str, str]:
    """Return what the fields say, by their names; some servers forget to indent what goes on."""
    fields: dict[str, list[str]] = {}
    current: list[str] = []
    for line in block.splitlines():
        if named := FIELD.match(line):
            current = fields.setdefault(named[1].lower(), [])
        current.append(line[named.end() :] if named else line)
    return {name: " ".join(" ".join(lines).split()) for name, lines in fields.items()}


def _returned_id(parts: list[Message]) -> str:
    for part in parts:
        if part.get_content_type() in RETURNED and (name := _name(_headers(_content(part)), "Message-ID")):
            return name
    return ""


def _answered_id(mail: Message) -> str:
    """Return what the report is an answer to, for servers that do not send the message back."""
    return _name(mail, "In-Reply-To") or _name(mail, "References")


def _from_qmail(mail: Message) -> Bounce | None:
    """Read the format of https://cr.yp.to/proto/qsbmf.txt: only of messages that were given up."""
    words, _, copy = _content(mail).partition(QMAIL_COPY)
    if not words.startswith(QMAIL):
        return None
    message_id = _name(_headers(copy.lstrip()), "Message-ID")
    failures = [block for block in words.split(PARAGRAPH) if block.startswith(b"<")]
    if not message_id or not failures:
        return None
    _, _, reason = failures[0].decode(errors="replace").partition(">:")
    return Bounce(message_id, " ".join(reason.split()) or "qmail")


def _headers(block: bytes) -> Message:
    return BytesHeaderParser().parsebytes(block)


def _name(fields: Message, header: str) -> str:
    """Return the last Message-ID that stands in a header."""
    found = NAMED.findall(str(fields.get(header, "")))
    return found[-1] if found else ""
