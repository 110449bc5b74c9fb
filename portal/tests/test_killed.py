"""Kill -9 of the web server at the worst moments of a booking: sending the form again books once.

gunicorn as on this machine and in production, its workers and threads, the tests' PostgreSQL and
Valkey, real forms and cookies. What is killed is killed for good: no handler runs, no answer
leaves, and PostgreSQL finds a dead connection.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from django.conf import settings
from django.db import connection

from portal.local.ports import free_port
from portal.local.website import status
from portal.notifications.models import Notice
from portal.tests.browsing import REDIRECT, Browser, LostAnswerError, Page
from portal.tests.dying import AFTER_COMMIT, BEFORE_ANSWER, BEFORE_COMMIT
from scheduling import notices
from scheduling.models import Appointment
from scheduling.rules.holidays import statutory_holidays
from scheduling.tests import factories as make

PATIENCE = 30.0  # seconds; a busy machine is slow, not wrong
DETAILS = {
    "given_names": "Olena",
    "family_name": "Kovalenko",
    "birth_date_day": "17",
    "birth_date_month": "5",
    "birth_date_year": "1990",
    "citizenship": "UA",
    "email": "olena@example.test",
}

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass
class Website:
    """gunicorn with the portal in it, on one port, started as often as it is killed."""

    port: int
    log: Path
    environment: dict[str, str]
    gunicorn: "subprocess.Popen[bytes] | None" = field(default=None)

    def start(self) -> None:
        words = ["-m", "gunicorn", "--config=python:portal.local.web", "portal.tests.dying"]
        with self.log.open("ab") as log:
            self.gunicorn = subprocess.Popen(  # noqa: S603  our own command
                [sys.executable, *words, f"--bind=127.0.0.1:{self.port}"],
                cwd=settings.BASE_DIR,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self.wait_until(lambda: status(self.port) is not None)

    def kill(self) -> None:
        """Kill gunicorn; its workers die with it (the kernel sees to that)."""
        assert self.gunicorn
        self.gunicorn.send_signal(signal.SIGKILL)
        self.wait_for_the_end()

    def wait_for_the_end(self) -> None:
        assert self.gunicorn
        self.gunicorn.wait(PATIENCE)
        self.wait_until(lambda: status(self.port) is None)

    def wait_until(self, is_so: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not is_so():
            if time.monotonic() > end:
                pytest.fail(self.log.read_text())
            time.sleep(0.02)


@pytest.fixture(scope="module")
def website(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Website]:  # noqa: ARG001  the database comes first
    database = urlsplit(os.environ["DATABASE_URL"])
    name = quote(str(connection.settings_dict["NAME"]))
    site = Website(
        port=free_port(),
        log=tmp_path_factory.mktemp("web") / "web.log",
        environment={**os.environ, "DATABASE_URL": database._replace(path=f"/{name}").geturl()},
    )
    site.start()
    yield site
    site.kill()


@dataclass
class Visitor:
    """Somebody who books, and presses the button again when no answer comes."""

    browser: Browser
    on: date
    start: datetime
    later: datetime

    @property
    def day(self) -> str:
        return f"/en/visits/krakow/CARD/times/{self.on}/"

    def choosing(self) -> "Form":
        page = self.browser.get(self.day)
        holds = "/en/visits/krakow/CARD/holds/"
        return self._form(page, holds, start=f"{self.start:%Y-%m-%dT%H:%M:%SZ}")

    def describing(self) -> "Form":
        return self._form(self.browser.get("/en/visits/details/"), "/en/visits/details/", **DETAILS)

    def asking_for_the_code(self) -> "Form":
        return self._form(self.browser.get("/en/visits/check/"), "/en/visits/code/mail/")

    def confirming(self) -> "Form":
        code = notices.code_of(Appointment.objects.get(state="held"))
        return self._form(self.browser.get("/en/visits/code/"), "/en/visits/code/", code=code)

    def moving(self) -> "Form":
        path = f"{self._page()}move/"
        check = self.browser.get(f"{path}?start={self.later:%Y-%m-%dT%H:%M:%SZ}")
        return self._form(check, path)

    def cancelling(self) -> "Form":
        path = f"{self._page()}cancellation/"
        return self._form(self.browser.get(path), path)

    def _page(self) -> str:
        return f"/en/visits/booked/{notices.token_of(Appointment.objects.get(state='booked'))}/"

    def _form(self, page: Page, path: str, **typed: str) -> "Form":
        return Form(self.browser, path, page.form_to(path) | typed)


@dataclass(frozen=True)
class Form:
    """A form as it stands filled in on the screen; the button can be pressed again."""

    browser: Browser
    path: str
    fields: dict[str, str]

    def send(self, **headers: str) -> Page:
        return self.browser.post(self.path, self.fields, **headers)


Step = Callable[[Visitor], Form]
World = tuple[str, int, list[str]]
"""The state of the only visit, how often it has changed, and the kinds of mail, in order."""

CODE, BOOKED, MOVED, CANCELLED = (
    "appointment_code",
    "appointment_booked",
    "appointment_moved",
    "appointment_cancelled",
)
# Each step, where its answer leads, and how the world is after it, however often it was sent.
JOURNEY: list[tuple[Step, str, World]] = [
    (Visitor.choosing, "/en/visits/details/", ("held", 0, [])),
    (Visitor.describing, "/en/visits/check/", ("held", 0, [])),
    (Visitor.asking_for_the_code, "/en/visits/code/", ("held", 0, [CODE])),
    (Visitor.confirming, "/en/visits/booked/", ("booked", 0, [CODE, BOOKED])),
    (Visitor.moving, "/en/visits/booked/", ("booked", 1, [CODE, BOOKED, MOVED])),
    (Visitor.cancelling, "/en/visits/booked/", ("cancelled", 2, [CODE, BOOKED, MOVED, CANCELLED])),
]


@pytest.fixture
def visitor(website: Website) -> Visitor:
    on = coming_monday(datetime.now(UTC).date())
    office = make.working_office(make.service("CARD"), slug="krakow", counters=2, on=[on])
    start, later = (make.local(office, on, clock) for clock in ("09:00", "11:00"))
    return Visitor(Browser(website.port), on, start, later)


def coming_monday(today: date) -> date:
    """Return a Monday of the weeks to come that is no holiday."""
    monday = today + timedelta(days=7 - today.weekday())
    return monday if not statutory_holidays(monday, monday) else coming_monday(monday)


def the_world() -> World:
    visit = Appointment.objects.get()
    return visit.state, visit.sequence, list(Notice.objects.order_by("pk").values_list("kind", flat=True))


def the_row() -> dict[str, object] | None:
    """Return all that is written of the visit, but for the guess that a code costs before it is looked at."""
    row = Appointment.objects.values().first()
    return row and {name: value for name, value in row.items() if name != "code_tries"}


def lose(form: Form, **headers: str) -> None:
    """Send a form whose answer never comes."""
    with pytest.raises(LostAnswerError):
        form.send(**headers)


@pytest.mark.parametrize("moment", [BEFORE_COMMIT, AFTER_COMMIT, BEFORE_ANSWER])
def test_the_worker_is_killed_at_each_step_and_what_is_sent_again_is_done_once(
    visitor: Visitor, moment: str
) -> None:
    for step, leads_to, world in JOURNEY:
        form, before = step(visitor), the_row()

        lose(form, x_die=moment)
        was_done = the_row() != before
        again = form.send()

        assert (step, was_done) == (step, moment != BEFORE_COMMIT)
        assert (again.status, again.location.startswith(leads_to)) == (REDIRECT, True)
        assert (step, the_world()) == (step, world)


def test_gunicorn_is_killed_at_each_step_and_started_again_and_all_is_done_once(
    website: Website, visitor: Visitor
) -> None:
    for step, leads_to, world in JOURNEY:
        form = step(visitor)

        lose(form, x_die=AFTER_COMMIT, x_die_with="gunicorn")
        website.wait_for_the_end()
        website.start()
        again = form.send()

        assert (again.status, again.location.startswith(leads_to)) == (REDIRECT, True)
        assert (step, the_world()) == (step, world)


def test_whoever_holds_a_time_books_it_after_the_server_was_killed(
    website: Website, visitor: Visitor
) -> None:
    (choose, _, _), *others, confirmed = JOURNEY[:4]
    choose(visitor).send()
    reference = Appointment.objects.get().reference

    website.kill()
    website.start()
    for step, _, _ in [*others, confirmed]:
        assert step(visitor).send().status == REDIRECT

    assert the_world() == confirmed[-1]
    assert Appointment.objects.get().reference == reference


def test_a_first_click_has_no_cookie_and_its_form_alone_tells_who_it_was(
    visitor: Visitor,
) -> None:
    """The negative control: with another key it is somebody else, and two times are taken."""
    form = visitor.choosing()
    ours = {settings.VISITOR_COOKIE_NAME, settings.SESSION_COOKIE_NAME}
    known_by = ours & visitor.browser.cookies

    lose(form, x_die=BEFORE_ANSWER)
    other = Form(form.browser, form.path, form.fields | {"key": "x" * 43})

    assert (known_by, other.send().status) == (set(), REDIRECT)
    assert Appointment.objects.filter(state="held").count() == 2
