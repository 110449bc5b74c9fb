"""One visitor at a time, in this process: what each request asks the database, and who spends the time.

The same journey through the same middleware, without gunicorn and with nobody else there.
Three passes, because watching costs: times alone, then the statements, then the profile.
"""

import cProfile
import io
import logging
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from time import perf_counter, thread_time
from typing import Any, TypeVar

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection

from bench.booking.diary import Diary
from bench.booking.forms import TOKEN
from bench.booking.visitors import Mailbox, Market, Visitor, ask_bare, code_for, held_by
from bench.booking.wire import END_OF_HEAD, Answer, Browser
from scheduling.models import Appointment

T = TypeVar("T")
SHAPES = (
    (r"/booked/[^/]+", "/booked/…"),
    (r"/times/[^/]+", "/times/…"),
    (r"/visits/[^/]+/[A-Z]+/", "/visits/…/"),
)


@dataclass
class Cost:
    """Of the requests of one kind."""

    number: int = 0
    seconds: float = 0.0
    processor: float = 0.0
    watched: int = 0
    statements: Counter[str] = field(default_factory=Counter)
    took: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    profile: cProfile.Profile = field(default_factory=cProfile.Profile)


class Ear(logging.Handler):
    """Hears each statement that Django sends, BEGIN and COMMIT too, as it was sent and how long it took."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[tuple[str, float]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append((record.__dict__["sql"], record.__dict__["duration"]))

    @contextmanager
    def listening(self) -> Iterator[None]:
        logger, access = logging.getLogger("django.db.backends"), logging.getLogger("portal.access")
        logger.addHandler(self)
        logger.setLevel(logging.DEBUG)
        logger.propagate = False
        access.setLevel(logging.WARNING)
        logging.disable(logging.NOTSET)
        connection.force_debug_cursor = True
        try:
            yield
        finally:
            connection.force_debug_cursor = False
            logging.disable(logging.INFO)
            logger.removeHandler(self)


@dataclass
class InsideLink:
    """Stands where a socket would: the application itself answers."""

    application: Callable[..., Any] = field(default_factory=WSGIHandler)
    host: str = "localhost"
    costs: defaultdict[str, Cost] = field(default_factory=lambda: defaultdict(Cost))
    watch: str = "times"
    ear: Ear = field(default_factory=Ear)
    said: list[str] = field(default_factory=list)

    async def exchange(self, request: bytes) -> Answer:
        environ = _environ(request)
        cost = self.costs[f"{environ['REQUEST_METHOD']} {_shape(environ['PATH_INFO'])}"]
        if self.watch == "profile":
            return cost.profile.runcall(self._answer, environ)
        self.ear.heard.clear()  # what the visitor's own mailbox has asked
        started, used = perf_counter(), thread_time()
        answer = self._answer(environ)
        if self.watch == "times":
            cost.number += 1
            cost.seconds += perf_counter() - started
            cost.processor += thread_time() - used
        else:
            self._count(cost)
        return answer

    def close(self) -> None:
        """Nothing is open."""

    def _answer(self, environ: dict[str, Any]) -> Answer:
        said: list[Any] = []
        response = self.application(environ, lambda status, headers: said.extend((status, headers)))
        body = b"".join(response)
        response.close()
        head = "".join(f"\r\n{name}: {value}" for name, value in said[1])
        return Answer(int(said[0][:3]), head.encode("latin-1"), body, 0.0)

    def _count(self, cost: Cost) -> None:
        cost.watched += 1
        for sql, seconds in self.ear.heard:
            self.said.append(sql)
            cost.statements[plain(sql)] += 1
            cost.took[plain(sql)] += seconds


class InsideMailbox(Mailbox):
    async def held_by(self, cookies: dict[str, str]) -> Appointment:
        return held_by(cookies)

    async def code_for(self, reference: str) -> str:
        return code_for(reference)


def walk(market: Market, *, times: int) -> dict[str, Cost]:
    """Let visitors go through the pages, as often as that for each thing that is watched."""
    link = InsideLink()
    for watch in ("profile", "times", "statements"):  # the first is also the warming up
        link.watch = watch
        with link.ear.listening() if watch == "statements" else nullcontext():
            for _visitor in range(times):
                one_visit(link, market)
    return dict(link.costs)


def one_visit(link: InsideLink, market: Market) -> None:
    browser = Browser(link)
    forms = done(Visitor(browser, market, Diary(), InsideMailbox()).by_pages())
    name = settings.CSRF_COOKIE_NAME
    done(
        ask_bare(
            Browser(link),
            Diary(),
            token=forms["hold"].hidden[TOKEN],
            cookies={name: browser.cookies[name]},
        )
    )


def done(work: Coroutine[Any, Any, T]) -> T:
    """Run what never waits, without a loop: Django refuses its models inside one."""
    try:
        work.send(None)
    except StopIteration as end:
        value: T = end.value
        return value
    raise RuntimeError("It waited.")


def _shape(path: str) -> str:
    for pattern, text in SHAPES:
        path = re.sub(pattern, text, path)
    return path


def plain(sql: str) -> str:
    """Return a statement without its values and long lists."""
    text = re.sub(r"\bs\d+_x\d+", "…", sql)
    text = re.sub(r"'(?:[^']|'')*'", "'…'", text)
    text = re.sub(r"\b\d+\b", "#", text)
    text = re.sub(r"\([^()]*, [^()]*\)", "(…)", re.sub(r"(SELECT (?:DISTINCT )?).*? FROM", r"\1… FROM", text))
    text = re.sub(r"(UPDATE \S+ SET ).*? WHERE", r"\1… WHERE", text).replace('"', "")
    return " ".join(text.split())


def _environ(request: bytes) -> dict[str, Any]:
    head, _, body = request.partition(END_OF_HEAD)
    first, *lines = head.decode().split("\r\n")
    method, path, _version = first.split()
    headers = dict(line.split(": ", 1) for line in lines)
    return {
        **{f"HTTP_{name.upper().replace('-', '_')}": text for name, text in headers.items()},
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "CONTENT_TYPE": headers.get("Content-Type", ""),
        "CONTENT_LENGTH": str(len(body)),
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "443",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
    }
