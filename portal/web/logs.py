"""Log lines that say what happened, and nothing about anybody.

A line names a person by their account's number at most. E-mail addresses and secret parts
of an address are masked wherever they turn up; an exception shows its type and where it
was raised, but its message only where that cannot repeat what somebody typed.
"""

import json
import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from traceback import StackSummary, walk_tb
from typing import TypedDict

from django.core.exceptions import ImproperlyConfigured
from django.db import InterfaceError, OperationalError
from django.template import TemplateDoesNotExist
from redis import RedisError

from portal.audit.rules.context import current_request_id

HTTP = ("method", "path", "status", "duration_ms", "user_id")  # what the access log adds
TOLD = (  # exceptions whose message speaks of servers or of our code
    AttributeError,
    ImportError,
    ImproperlyConfigured,
    InterfaceError,
    NameError,
    OperationalError,
    OSError,
    RedisError,
    TemplateDoesNotExist,
)
ADDRESS = re.compile(r"[^\s@<>\"'(),;:/]+(?:@|%40)[^\s@<>\"'(),;:/]+")
SECRET = re.compile(r"(?<=/)[^/\s?#]{20,}(?=[/\s?#'\"]|$)")  # a part of a path that no person would type


class Told(TypedDict):
    """What may be told of an exception."""

    type: str
    message: str
    traceback: list[str]


def masked(text: str) -> str:
    """Return the text without e-mail addresses and without the secret parts of paths."""
    return SECRET.sub("[secret]", ADDRESS.sub("[address]", text))


class JsonFormatter(logging.Formatter):
    """One JSON object a line, times in UTC."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(line_of(record), ensure_ascii=False, default=str)


class LineFormatter(logging.Formatter):
    """The same for the eyes of whoever runs the portal at their own desk."""

    def format(self, record: logging.LogRecord) -> str:
        line = line_of(record)
        causes = _causes_of(record)
        line.pop("exception", None)
        head = f"{line.pop('time')} {line.pop('level'):7} {line.pop('logger')} {line.pop('message')}"
        rest = " ".join(f"{name}={value}" for name, value in line.items())
        told = [
            text for cause in causes for text in (*cause["traceback"], f"{cause['type']} {cause['message']}")
        ]
        return "\n".join([f"{head} {rest}".rstrip(), *told])


def line_of(record: logging.LogRecord) -> dict[str, object]:
    """Return what a record may tell."""
    line: dict[str, object] = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname,
        "logger": record.name,
        "message": masked(_message(record)),
        "request_id": getattr(record, "request_id", "") or current_request_id(),
    }
    line |= {name: getattr(record, name) for name in HTTP if hasattr(record, name)}
    if causes := _causes_of(record):
        line["exception"] = causes
    return line


def _causes_of(record: logging.LogRecord) -> list[Told]:
    error = _error(record)
    return [_told(cause) for cause in _causes(error)] if error else []


def _message(record: logging.LogRecord) -> str:
    """Return the message; where it repeats what the exception says, that is left out."""
    message, error = record.getMessage(), _error(record)
    if error is None or isinstance(error, TOLD):
        return message
    for words in (repr(error), str(error)):
        if words:
            message = message.replace(words, type(error).__name__)
    return message


def _error(record: logging.LogRecord) -> BaseException | None:
    return record.exc_info[1] if record.exc_info else None


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception and what it came from, the first cause first."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from _causes(before)
    yield error


def _told(error: BaseException) -> Told:
    frames = StackSummary.extract(walk_tb(error.__traceback__))
    message = masked(str(error).partition("\n")[0]) if isinstance(error, TOLD) else ""
    return {
        "type": f"{type(error).__module__}.{type(error).__qualname__}",
        "message": message or _constraint(error),
        "traceback": [f"{frame.filename}:{frame.lineno} {frame.name}: {frame.line}" for frame in frames],
    }


def _constraint(error: BaseException) -> str:
    """Name the constraint that the database saw violated; its own message repeats the values."""
    diagnosis = getattr(error.__cause__ or error, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or ""
