"""The device in the hall in a real browser: scanned, typed, pressed, left alone, and without a script."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Browser, BrowserContext, Page, expect

from portal.accounts.models import Office
from scheduling.models import Appointment, Service, Ticket
from scheduling.tests import factories as make
from scheduling.tests import in_browser
from scheduling.tests.kiosk import browser_of, kiosk_at, moment, visit_at
from scheduling.views.kiosk import device

SECOND = 1000  # milliseconds
FIELD = "[data-kiosk-code]"
CODE = ".kiosk__code"
HEADING = "[data-kiosk-heading]"


@pytest.fixture
def card(transactional_db: None) -> Service:  # noqa: ARG001  the server reads what was committed
    return make.service("CARD", minutes=20, takes_walk_ins=True, ticket_letter="B", most_people=1)


@pytest.fixture
def office(card: Service) -> Office:
    return make.working_office(card, counters=1, slug="krakow")


@pytest.fixture(autouse=True)
def _shortly_before_the_visits(office: Office) -> Iterator[None]:
    with time_machine.travel(moment(office, "08:55"), tick=True):
        yield


@pytest.fixture
def visits(office: Office, card: Service) -> list[Appointment]:
    return [visit_at(office, card, clock, language="en") for clock in ("09:00", "09:20")]


@pytest.fixture
def site(visits: list[Appointment]) -> Iterator[str]:  # noqa: ARG001  they are written before anybody comes
    with in_browser.served() as address:
        yield address


@pytest.fixture
def cookie(office: Office) -> str:
    return str(browser_of(kiosk_at(office)).cookies[device.cookie_name()].value)


def hall(browser: Browser, site: str, cookie: str, **more: Any) -> BrowserContext:  # noqa: ANN401  settings of a browser
    context = browser.new_context(viewport={"width": 1280, "height": 1024}, **more)
    context.set_default_timeout(in_browser.PATIENCE * SECOND)
    context.add_cookies([{"name": device.cookie_name(), "value": cookie, "url": site}])
    return context


def scan(page: Page, text: str) -> None:
    """Type as a scanner does: all at once, and Enter."""
    page.evaluate(
        """text => {
            const press = (key) => {
                const on = document.activeElement ?? document.body;
                const isFree = on.dispatchEvent(
                    new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })
                );
                const into = document.activeElement;
                if (isFree && key.length === 1 && into.matches("input")) into.value += key;
            };
            [...text, "Enter"].forEach(press);
        }""",
        text,
    )


def somebody_types_and_goes_away(page: Page, site: str) -> None:
    """On the keys of the screen; the device asks once whether anybody is there, and forgets."""
    page.goto(f"{site}/en/kiosk/")
    expect(page.locator(FIELD)).to_be_focused()
    assert in_browser.faults(page) == {}
    for key in "7F3K9":
        page.locator(f"[data-key='{key}']").click()
    expect(page.locator(FIELD)).to_have_value("7F3K-9")
    page.clock.fast_forward(46 * SECOND)
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_role("button", name="Yes, go on").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.clock.fast_forward(61 * SECOND)
    page.wait_for_url("**/pl/kiosk/")
    expect(page.locator(FIELD)).to_have_value("")


def two_scan_one_right_after_the_other(page: Page, visits: list[Appointment]) -> None:
    scan(page, visits[0].reference)
    expect(page.locator(CODE)).to_have_text("R001")
    assert in_browser.faults(page) == {}
    scan(page, visits[1].reference)
    expect(page.locator(CODE)).to_have_text("R002")


def the_ticket_stays_for_the_asking_and_does_not_come_back(page: Page) -> None:
    page.get_by_role("button", name="More time").click()
    page.clock.fast_forward(30 * SECOND)
    expect(page.locator(CODE)).to_be_visible()
    page.clock.fast_forward(60 * SECOND)
    page.wait_for_url("**/pl/kiosk/")
    page.go_back()
    expect(page.locator(FIELD)).to_be_visible()
    expect(page.locator(CODE)).to_have_count(0)


def a_ticket_is_taken_by_keyboard(page: Page, site: str) -> None:
    page.goto(f"{site}/en/kiosk/")
    expect(page.locator(FIELD)).to_be_focused()
    press(page, "I have no booking")
    expect(page.locator(HEADING)).to_be_focused()
    press(page, "Service CARD")
    expect(page.locator(CODE)).to_have_text("B001")
    expect(page.locator(HEADING)).to_be_focused()
    press(page, "Done")
    page.wait_for_url("**/pl/kiosk/")


def press(page: Page, name: str) -> None:
    in_browser.go_to(page, name)
    page.keyboard.press("Enter")


def it_works_without_a_script(page: Page, site: str, visit: Appointment) -> None:
    page.goto(f"{site}/en/kiosk/")
    expect(page.locator(FIELD)).to_be_focused()
    page.keyboard.type(visit.reference)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("You are checked in already")
    page.get_by_role("link", name="Done").click()
    expect(page.locator(FIELD)).to_be_focused()


def test_a_kiosk_serves_one_person_after_the_other_and_forgets_each(
    browser: Browser, site: str, cookie: str, visits: list[Appointment]
) -> None:
    context = hall(browser, site, cookie)
    page = context.new_page()
    page.clock.install()
    somebody_types_and_goes_away(page, site)
    two_scan_one_right_after_the_other(page, visits)
    the_ticket_stays_for_the_asking_and_does_not_come_back(page)
    a_ticket_is_taken_by_keyboard(page, site)
    context.close()

    context = hall(browser, site, cookie, java_script_enabled=False)
    it_works_without_a_script(context.new_page(), site, visits[0])
    context.close()
    assert Ticket.objects.count() == 3
