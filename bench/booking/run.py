"""Selling an office out, with gunicorn as in production and 32 visitors at a time.

Two journeys: the four forms alone, which are the booking requests proper, and the way of a
browser that keeps nothing, page by page. Between their rounds the same clients ask a bare
view that inserts one row, so that whatever disturbs the machine disturbs both.
"""

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from bench.booking import profile, report, statements
from bench.booking.crowd import Crowd, Visit
from bench.booking.diary import Diary
from bench.booking.forms import TOKEN, Form
from bench.booking.places import Place, free_times, open_office, sales
from bench.booking.urls import TABLE
from bench.booking.visitors import Mailbox, Market, Visitor, ask_bare
from bench.booking.wire import Browser
from portal.local import website
from portal.local.errors import LocalError
from portal.local.ports import free_port
from portal.local.programs import Portal
from scheduling.views.lookups import write_start

DAYS = {"forms": 10, "pages": 5}  # of 210 places each
ROUNDS = 4
BARE_SECONDS = 5.0
WARM_UP = 64  # visitors
MORE_THAN_PLACES = 1.1
PATIENCE = 60


def run(var: Path, programs: Mapping[str, int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
    call_command("collectstatic", interactive=False, verbosity=0)
    with served(var) as (port, gunicorn):
        bench = Bench(port, {**programs, "gunicorn": gunicorn})
        bench.warm_up()
        for name, days in DAYS.items():
            bench.sell_out(name, days=days)
        bench.ask_pgbench(var)
    profile.show(market_of(opened("inside", days=2)))


@contextmanager
def served(var: Path) -> Iterator[tuple[int, int]]:
    """Serve as in production, behind a proxy that ends TLS: the clients play the proxy."""
    port = free_port()
    portal = Portal(var=var, environment={**os.environ, "SITE_URL": f"https://localhost:{port}"})
    sockets = website.reserve(port)
    web = portal.web(sockets)
    website.close(sockets)
    try:
        until = time.monotonic() + PATIENCE
        while website.status(port) is None and time.monotonic() < until:
            time.sleep(0.1)
        yield port, web.popen.pid
    finally:
        web.stop()


class Bench:
    def __init__(self, port: int, programs: Mapping[str, int]) -> None:
        self.port = port
        self.programs = programs
        self.mailbox = Mailbox()
        self.forms: dict[str, Form] = {}
        self.cookies: dict[str, str] = {}
        self.bookings: dict[str, float] = {}

    def warm_up(self) -> None:
        """Let every thread meet every page once, and learn what stands in the forms."""
        market = market_of(opened("warm", days=1))
        crowd = Crowd(self.port, self.programs)

        async def learn(browser: Browser) -> None:
            forms = await Visitor(browser, market, crowd.diary, self.mailbox).by_pages()
            if forms and not self.forms:
                name = settings.CSRF_COOKIE_NAME
                self.forms, self.cookies = forms, {name: browser.cookies[name]}

        crowd.round(iter([learn] * WARM_UP))
        if crowd.diary.errors or not self.forms:
            raise RuntimeError(f"The way through the pages is not what it was: {dict(crowd.diary.errors)}")

    def sell_out(self, name: str, *, days: int) -> None:
        place = opened(name, days=days)
        market = market_of(place)
        crowd, bare = Crowd(self.port, self.programs), Crowd(self.port, self.programs)
        visit = partial(self._visit, name, market, crowd.diary)
        visitors = int(place.places * MORE_THAN_PLACES)
        for number in range(ROUNDS):
            bare.round(self._bare(bare.diary))
            share = visitors * (number + 1) // ROUNDS - visitors * number // ROUNDS
            crowd.round(iter([visit] * share))
        report.journey(name, crowd, bare, places=place.places, sold=sales(place))
        self.bookings[name] = crowd.diary.per_second(crowd.diary.booked)

    def ask_pgbench(self, var: Path) -> None:
        statements.prepare()
        place = opened("statements", days=DAYS["forms"])
        said = statements.heard(market_of(place), self.forms, self.cookies)
        try:
            tps = statements.per_second(said, place, at=datetime.now(UTC), var=var)
        except LocalError as error:
            print(f"pgbench: NOT MEASURED: {error}")
            return
        report.same_statements(len(said), tps, self.bookings)

    async def _visit(self, name: str, market: Market, diary: Diary, browser: Browser) -> None:
        visitor = Visitor(browser, market, diary, self.mailbox)
        if name == "forms":
            await visitor.by_forms(self.forms, self.cookies)
        else:
            await visitor.by_pages()

    def _bare(self, diary: Diary) -> Iterator[Visit]:
        token = self.forms["hold"].hidden[TOKEN]
        until = time.monotonic() + BARE_SECONDS

        async def ask(browser: Browser) -> None:
            await ask_bare(browser, diary, token=token, cookies=self.cookies)

        while time.monotonic() < until:
            yield ask


def opened(slug: str, *, days: int) -> Place:
    return open_office(slug, days=days, at=datetime.now(UTC))


def market_of(place: Place) -> Market:
    left: dict[str, int] = {}
    for start, _counter in free_times(place.office, place.service, place.days, at=datetime.now(UTC)):
        left[write_start(start)] = left.get(write_start(start), 0) + 1
    return Market(place, left, [place.day_path(on) for on in place.days])
