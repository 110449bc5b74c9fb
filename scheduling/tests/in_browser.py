"""A browser in front of the portal as production serves it: what every test of it needs."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from socket import SHUT_RDWR, create_server, socket
from threading import Thread
from time import monotonic, sleep
from typing import Any

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.test import Client, override_settings
from django.test.testcases import LiveServerThread
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page

from portal import live
from portal.accounts.models import User
from scheduling import notices
from scheduling.choices import AppointmentState
from scheduling.models import AccessCode, Appointment
from scheduling.rules.codes import token_digest

LANGUAGES = ["pl", "en", "ru"]
OKSANA = "oksana@example.test"
PERSON = {
    "given_names": "Оксана",
    "family_name": "Żółć",
    "birth_date_day": "27",
    "birth_date_month": "3",
    "birth_date_year": "1990",
    "citizenship": "UA",
    "case_number": "SC-II.6151.12345.2025",
    "email": OKSANA,
    "phone": "+48 600 000 000",
}
CONTINUE = "#details .govuk-button:not(.portal-button--quiet, .portal-button--secondary)"
SEND_CODE = "form[action$='/code/mail/'] button"
BOOK = "form[action$='/visits/code/'] button"
BOOK_SIGNED_IN = "form[action$='/confirmation/'] button"

OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
MOST_STOPS = 120
PATIENCE = 10  # seconds
FOCUS = """() => {
    const here = document.activeElement, box = here.getClientRects()[0], style = getComputedStyle(here);
    if (here === document.body || !box) return null;
    const middle = box.y + box.height / 2;
    const shown = [box.x + 4, box.x + box.width / 2, box.right - 4].map((x) => {
        const top = document.elementFromPoint(x, middle);
        return here === top || here.contains(top);
    });
    return {
        text: (here.innerText ?? "").split(/\\s+/).join(" ").trim(),
        id: here.id,
        place: [...document.querySelectorAll("*")].indexOf(here),
        top: box.y + scrollY,
        bottom: box.bottom + scrollY,
        is_shown: shown.every(Boolean) && box.y >= 0 && box.bottom <= innerHeight,
        has_ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    };
}"""

TO_THE_TOP = """() => {
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute("tabindex");
}"""


@dataclass(frozen=True)
class Stop:
    """Where the focus is, and whether somebody who sees can tell."""

    text: str
    id: str
    place: int
    top: float
    bottom: float
    is_shown: bool
    has_ring: bool


def plainly(application: WSGIHandler) -> WSGIHandler:
    """Leave static files to the middleware: Django's own test handler would not compress them."""
    return application


class Server(ThreadedWSGIServer):
    """It hangs up when it closes.

    A browser keeps connections open, behind each there is a thread with a connection to the
    database, and the next test empties that database.
    """

    daemon_threads = False  # closing waits for them

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  handed on
        super().__init__(*args, **kwargs)
        self._open: list[socket] = []

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401  handed on
        self._open.append(request)
        super().process_request(request, client_address)

    def server_close(self) -> None:
        for connection in self._open:
            with suppress(OSError):
                connection.shutdown(SHUT_RDWR)
        super().server_close()


class ServerThread(LiveServerThread):
    server_class = Server


@contextmanager
def served() -> Iterator[str]:
    """Serve what stands in the database through the whole middleware."""
    server = ServerThread("localhost", plainly)  # type: ignore[arg-type]  # it is only called
    server.daemon = True
    server.start()
    server.is_ready.wait()
    assert server.error is None
    try:
        yield f"http://localhost:{server.port}"
    finally:
        server.terminate()


@contextmanager
def served_live() -> Iterator[str]:
    """Serve the site, and its sockets on a port of their own, as `make run` does.

    What pages show and what sockets tell is read by the same clock, that of this process: travel
    with `time_machine.travel(moment, tick=True)`, before this or within it. The socket server's
    own timers go by `time.monotonic`, which does not travel. After a travel inside, change
    something or send a hint: the feed looks by itself only every ten real seconds.
    """
    with sockets_served() as port, override_settings(SOCKETS_PORT=port), served() as site:
        yield site


@contextmanager
def sockets_served() -> Iterator[int]:
    """Serve /ws/ with a real server in a thread of this process; give its port."""
    listener = create_server(("127.0.0.1", 0))
    server = uvicorn.Server(live.config())
    thread = Thread(target=server.run, kwargs={"sockets": [listener]}, name="sockets")
    thread.start()
    until = monotonic() + PATIENCE
    while not server.started:
        assert thread.is_alive()
        assert monotonic() < until
        sleep(0.01)
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
    assert not thread.is_alive()


@contextmanager
def phone(browser: Browser, **more: Any) -> Iterator[Page]:  # noqa: ANN401  any setting of a browser
    context = browser.new_context(viewport={"width": 360, "height": 740}, **more)
    context.set_default_timeout(PATIENCE * 1000)
    yield context.new_page()
    context.close()


def sign_in(context: BrowserContext, site: str, user: User) -> None:
    client = Client()
    client.force_login(user)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": site}])


def held() -> Appointment:
    now = timezone.now()
    return Appointment.objects.for_page().get(state=AppointmentState.HELD, held_until__gt=now)


def with_page(visit: Appointment) -> Appointment:
    """Give a visit that a test wrote down its secret address."""
    visit.token_digest = token_digest(notices.token_of(visit))
    visit.save()
    return visit


def access_code() -> str:
    return notices.access_code_of(AccessCode.objects.latest("pk"))


def fill_in(page: Page, **changes: str) -> None:
    """Type who comes, as far as the page asks."""
    for name, value in (PERSON | changes).items():
        field = page.locator(f"[name={name}]")
        if name == "citizenship":
            field.select_option(value)
        elif field.count():
            field.fill(value)


def typed(page: Page) -> dict[str, str]:
    """Return what stands in the fields that somebody can see."""
    shown = "#details :is(input:not([type=hidden], [type=checkbox]:not(:checked)), select)"
    found: dict[str, str] = page.locator(shown).evaluate_all(
        "fields => Object.fromEntries(fields.map(field => [field.name, field.value]))"
    )
    return found


def reach_check(page: Page, day: str, at: str) -> None:
    """Choose a time and say who comes."""
    page.goto(day)
    page.get_by_role("button", name=at, exact=True).click()
    fill_in(page)
    page.locator(CONTINUE).click()


def reach_code(page: Page, day: str, at: str) -> None:
    reach_check(page, day, at)
    page.locator(SEND_CODE).click()


def enter_code(page: Page) -> None:
    page.locator("#id_code").fill(notices.code_of(held()))
    page.locator(BOOK).click()


def book(page: Page, day: str, at: str) -> Appointment:
    reach_code(page, day, at)
    enter_code(page)
    page.wait_for_url("**/booked/**")
    return Appointment.objects.for_page().get(state=AppointmentState.BOOKED)


def faults(page: Page) -> dict[str, object]:
    """Return what is wrong with a page on this phone, in the light and in the dark."""
    page.wait_for_load_state()
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    found = violations(page)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    found += violations(page, "color-contrast")
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    headings = [text.strip() for text in page.locator("h1").all_inner_texts()]
    wrong = {
        "axe": found,
        "headings": headings if len(headings) != 1 or not headings[0] else [],
        "overflow": page.evaluate(OVERFLOW),
    }
    return {what: how for what, how in wrong.items() if how}


def violations(page: Page, *rules: str) -> list[tuple[str, object]]:
    """Return what axe finds wrong on a page, by every rule it has or by some."""
    page.wait_for_load_state()
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())
    options = {"resultTypes": ["violations"]} | ({"runOnly": list(rules)} if rules else {})
    found = page.evaluate("options => axe.run(options).then(results => results.violations)", options)
    return [(one["id"], [node["target"] for node in one["nodes"]]) for one in found]


@cache
def _axe() -> str:
    script: str = Axe().axe_script
    return script


def go_to(page: Page, name: str, *, control: str = "") -> None:
    """Press Tab until the control has the focus, and see that it can be seen there."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = focus(page)
        if stop and ((control and stop.id == control) or (name and name in stop.text)):
            assert (stop.is_shown, stop.has_ring) == (True, True)
            return
    pytest.fail(f"The keyboard does not reach {name or control}.")


def focus(page: Page) -> Stop | None:
    found = page.evaluate(FOCUS)
    return Stop(**found) if found else None


def stops(page: Page) -> list[Stop]:
    """Return where Tab leads from the top of a page to its end.

    A click returns before the page it leads to has a body.
    """
    page.wait_for_load_state()
    page.evaluate("() => { document.activeElement.blur(); getSelection().removeAllRanges(); scrollTo(0, 0) }")
    page.locator("body").evaluate(
        "body => { body.tabIndex = -1; body.focus(); body.removeAttribute('tabindex') }"
    )
    found: list[Stop] = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = focus(page)
        if stop is None or (found and stop.place == found[0].place):
            return found
        found.append(stop)
    pytest.fail("The focus goes round and round.")


def faults_of_focus(page: Page) -> list[Stop]:
    """Return the stops of Tab that nobody can see, or that lie above the stop they follow."""
    found = stops(page)
    assert len(found) > 1
    jumps = [after for before, after in pairwise(found) if after.bottom <= before.top]
    return [stop for stop in found if not (stop.is_shown and stop.has_ring)] + jumps
