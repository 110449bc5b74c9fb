"""A whole day in four windows: the kiosk, two clerks and the board, across the disinfection break."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django import Settings
from time_machine import Traveller

from portal.accounts.choices import Role
from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from portal.audit.rules.actors import Actor
from portal.notifications.models import Notice
from portal.web.hints import hint
from scheduling.actions.queue import devices
from scheduling.choices import AppointmentState, OutcomeKind, TicketState
from scheduling.models import Appointment, Counter, Kiosk, Outcome, QueueRule, Service, Ticket, TicketAct
from scheduling.tests import factories as make
from scheduling.tests.in_browser import served_live, sign_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.ignore_template_errors]

DESK = "/admin/scheduling/ticket/desk/"
PATIENCE, REST = 20_000, 700  # milliseconds


@pytest.fixture
def card() -> Service:
    return make.service("CARD", minutes=20, takes_walk_ins=True, ticket_letter="B")


@pytest.fixture
def office(card: Service) -> Office:
    office = make.working_office(card, counters=2, slug="krakow")
    QueueRule.objects.create(office=office, display_seconds=3)
    return office


@dataclass
class Day:
    """The four windows, and the clock that all of them live by."""

    office: Office
    clock: Traveller
    kiosk: Page
    anna: Page
    bogdan: Page
    board: Page

    def at(self, clock: str) -> None:
        """Let it be that local time, and let every window look again."""
        self.clock.move_to(make.local(self.office, make.MONDAY, clock), tick=True)
        hint(f"queue:{self.office.pk}")
        for desk in (self.anna, self.bogdan):
            desk.reload()

    def scan(self, visit: Appointment) -> None:
        """Hold the code of a booking under the scanner: it types, and presses Enter."""
        self.start()
        self.kiosk.keyboard.type(f"{visit.reference}")
        self.kiosk.keyboard.press("Enter")

    def draw(self) -> str:
        """Take a ticket without a booking, and return what stands on it."""
        self.start()
        self.kiosk.get_by_role("link", name="I have no booking").click()
        self.kiosk.get_by_role("link", name="Service CARD").click()
        self.kiosk.get_by_role("button", name="1", exact=True).click()
        return self.kiosk.locator(".kiosk__code").inner_text()

    def start(self) -> None:
        self.kiosk.goto("/en/kiosk/")
        expect(self.kiosk.locator("#code")).to_be_focused()

    def is_announced(self, ticket: str, counter: str) -> None:
        expect(self.board.locator("[data-shown-ticket]")).to_have_text(ticket, timeout=PATIENCE)
        expect(self.board.locator("[data-shown-counter]")).to_have_text(counter, timeout=PATIENCE)


def window(browser: Browser, site: str, user: User | None = None) -> BrowserContext:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, base_url=site)
    context.set_default_timeout(PATIENCE)
    context.add_cookies([{"name": "language", "value": "en", "url": site}])
    if user:
        sign_in(context, site, user)
    return context


def kiosk_link(office: Office, clerk: User) -> str:
    now = timezone.now()
    kiosk = Kiosk(office=office, name="entrance")
    devices.add(kiosk=kiosk, clerk=clerk, by=Actor.user(clerk.pk), at=now)
    return f"/en/kiosk/set-up/{devices.link_token(kiosk, clerk=clerk, at=now)}/"


@pytest.fixture
def day(browser: Browser, settings: Settings, office: Office) -> Iterator[Day]:
    settings.STAFF_NEED_SECOND_FACTOR = False
    begins = make.local(office, make.MONDAY, "14:00")
    with time_machine.travel(begins, tick=True) as clock, served_live() as site:
        clerks = [accounts.member(Role.CLERK, at=office, name=name) for name in ("Anna", "Bogdan")]
        contexts = [window(browser, site, user) for user in (None, *clerks, None)]
        pages = [context.new_page() for context in contexts]
        pages[0].goto(kiosk_link(office, clerks[0]))
        pages[0].locator("main form button").click()
        pages[3].goto("/en/queue/krakow/board/")
        for page, counter in zip(
            pages[1:3], Counter.objects.filter(office=office).order_by("pk"), strict=True
        ):
            sit(page, counter)
        yield Day(office, clock, *pages)
        for context in contexts:
            context.close()


def sit(desk: Page, counter: Counter) -> None:
    desk.goto(DESK)
    desk.locator("#counter").select_option(str(counter.pk))
    desk.locator("#act-sit").click()
    expect(desk.locator("#act-next")).to_be_focused()


def press(desk: Page, key: str, then: str) -> None:
    """Press a key of the desk as soon as it is at rest, and wait for what is said.

    A second press so soon after a step is taken for the first one's.
    """
    desk.wait_for_function("() => !document.querySelector('#queue.htmx-request, #queue .htmx-request')")
    desk.wait_for_timeout(REST)
    desk.keyboard.press(key)
    expect(desk.locator("#queue-said")).to_contain_text(then, timeout=PATIENCE)


def booked(office: Office, card: Service, clock: str, *, counter: int, name: str) -> Appointment:
    place = Counter.objects.filter(office=office).order_by("pk")[counter]
    start = make.local(office, make.MONDAY, clock)
    return make.appointment(
        place, card, start, given_names=name, family_name="Kovalenko", email=f"{name.lower()}@example.test"
    )


@dataclass
class Visits:
    """Who is expected, by name, and the signs of the two counters."""

    olena: Appointment
    boris: Appointment
    dana: Appointment
    clara: Appointment
    first: str
    second: str


def test_a_day_is_played_across_the_break(day: Day, office: Office, card: Service) -> None:
    first, second = (counter.code for counter in Counter.objects.filter(office=office).order_by("pk"))
    visits = Visits(
        booked(office, card, "14:20", counter=0, name="Olena"),
        booked(office, card, "14:40", counter=1, name="Boris"),
        booked(office, card, "14:40", counter=0, name="Dana"),
        booked(office, card, "16:00", counter=0, name="Clara"),
        first,
        second,
    )

    people_come_and_are_called_in_their_turn(day, visits)
    nobody_is_called_into_the_break(day, visits)
    whoever_waited_is_first_at_four(day, visits)
    one_does_not_come_and_comes_after_all(day, visits.clara)

    ended = {(row.appointment_id, row.kind) for row in Outcome.objects.all()}
    assert ended == {(visit.pk, OutcomeKind.SERVED) for visit in (visits.olena, visits.boris, visits.dana)}
    assert not TicketAct.objects.filter(kind="overtook").exists()


def people_come_and_are_called_in_their_turn(day: Day, visits: Visits) -> None:
    day.at("14:12")
    day.scan(visits.olena)
    expect(day.kiosk.locator(".kiosk__code")).to_have_text("R001")
    expect(day.kiosk.locator("body")).not_to_contain_text("Kovalenko")
    press(day.anna, "n", "R001 is called")
    day.is_announced("R001", visits.first)
    press(day.anna, "s", "R001 is being served")
    assert day.draw() == "B001"
    day.at("14:31")
    for visit, code in ((visits.boris, "R002"), (visits.dana, "R003"), (visits.boris, "R002")):
        day.scan(visit)  # and one of them twice
        expect(day.kiosk.locator(".kiosk__code")).to_have_text(code)
    press(day.bogdan, "n", "R002 is called")  # who has a time comes before who has none
    day.is_announced("R002", visits.second)
    press(day.bogdan, "s", "R002 is being served")


def nobody_is_called_into_the_break(day: Day, visits: Visits) -> None:
    """Whoever is being served finishes in it."""
    day.at("15:05")
    expect(day.board.locator("body")).to_contain_text("16:00")
    press(day.anna, "f", "R001 is finished")
    press(day.bogdan, "f", "R002 is finished")
    expect(day.anna.locator("#act-next")).to_be_disabled()
    expect(day.anna.locator("#panel-mine")).to_contain_text("16:00")
    day.at("15:40")
    day.scan(visits.clara)
    expect(day.kiosk.locator("main")).to_contain_text("15:50")
    day.at("15:51")
    day.scan(visits.clara)
    expect(day.kiosk.locator(".kiosk__code")).to_have_text("R004")
    assert not Ticket.objects.at_counters().exists()


def whoever_waited_is_first_at_four(day: Day, visits: Visits) -> None:
    """Then come those who have a time, and then those who have none."""
    day.at("16:00")
    press(day.anna, "n", "R003 is called")
    day.is_announced("R003", visits.first)
    press(day.bogdan, "n", "R004 is called")
    day.is_announced("R004", visits.second)
    press(day.anna, "s", "R003 is being served")
    press(day.anna, "g", "B001 is called")
    day.is_announced("B001", visits.first)


def one_does_not_come_and_comes_after_all(day: Day, clara: Appointment) -> None:
    day.clock.shift(10)
    press(day.bogdan, "r", "Call 2 of R004")
    press(day.bogdan, "m", "R004 did not come")
    clara.refresh_from_db()
    assert clara.state == AppointmentState.LAPSED
    assert Notice.objects.filter(kind="appointment_missed", subject_pk=str(clara.pk)).exists()
    missed = Ticket.objects.get(state=TicketState.MISSED)
    day.bogdan.reload()
    day.bogdan.locator("form", has=day.bogdan.locator(f"input[name=ticket][value='{missed.pk}']")).filter(
        has_text="Came"
    ).locator("button").click()
    press(day.bogdan, "n", "R004 is called")
