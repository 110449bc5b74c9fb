"""The pages beside the straight path, in a real browser: whatever goes wrong, in every language."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from portal.accounts.models import Office
from portal.accounts.tests import factories as accounts
from portal.web.limits import Limit, spend
from portal.web.tests import counted
from scheduling.actions.booking import MOST_CODES, MOST_TRIES
from scheduling.actions.holding import MOST_EXTENSIONS
from scheduling.models import Appointment
from scheduling.tests import factories as make
from scheduling.tests import in_browser
from scheduling.tests.in_browser import LANGUAGES, OKSANA

TIMES = "main .portal-time"
PAGES = [
    "time taken",
    "too often",
    "has one already",
    "no more time",
    "no more codes",
    "held elsewhere",
    "hold over",
    "hold over, and nothing else is free",
    "no times on this day",
    "form open for too long",
    "no visits yet",
    "check, signed in",
    "booked, signed in",
    "own visits",
]


@pytest.fixture(autouse=True)
def _a_tuesday_morning_in_december() -> Iterator[None]:
    with time_machine.travel(make.AT, tick=True):
        yield


@pytest.fixture
def office(transactional_db: None) -> Office:  # noqa: ARG001  the server reads what was committed
    return make.working_office(make.service("CARD", minutes=30), slug="krakow")


@pytest.fixture
def site(office: Office) -> Iterator[str]:  # noqa: ARG001  it is written before anybody comes
    with in_browser.served() as address:
        yield address


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:  # noqa: ARG001  it leaves before the server does
    with in_browser.phone(browser) as page:
        yield page


def take(office: Office, at: str, **fields: Any) -> Appointment:  # noqa: ANN401  any field of the model
    """Book a time for somebody else."""
    counter = office.counter_set.get()
    start = make.local(office, make.MONDAY, at)
    return make.appointment(counter, counter.services.get(), start, **fields)


def walk(page: Page, site: str, office: Office, language: str, at_each: Callable[[str], None]) -> None:
    """Meet every obstacle between the choice of a time and the visit."""
    visits = f"{site}/{language}/visits"
    day = f"{visits}/krakow/CARD/times/{make.MONDAY}/"

    page.goto(day)
    take(office, "09:30")
    page.get_by_role("button", name="09:30").click()
    at_each("time taken")
    assert page.locator(TIMES).count() == 3
    page.locator(TIMES).first.click()

    in_browser.fill_in(page)
    page.locator(in_browser.CONTINUE).click()
    code = Limit("code.contact", 6, timedelta(hours=1))
    for _ in range(code.times):
        spend((code, OKSANA), at=timezone.now())
    page.locator(in_browser.SEND_CODE).click()
    at_each("too often")
    counted.forget()
    page.locator("main form:not([action]) button").click()

    other = take(office, "11:00", identity_digest=in_browser.held().identity_digest)
    in_browser.enter_code(page)
    at_each("has one already")
    other.delete()

    Appointment.objects.filter(pk=in_browser.held().pk).update(
        extensions=MOST_EXTENSIONS,
        held_until=timezone.now() + timedelta(minutes=9),
        codes_sent=MOST_CODES,
        code_tries=MOST_TRIES,
    )
    page.goto(f"{visits}/check/")
    at_each("no more time")
    page.goto(f"{visits}/code/")
    at_each("no more codes")

    other_tab = page.context.new_page()
    other_tab.goto(day)
    other_tab.get_by_role("button", name="13:00").click()
    other_tab.wait_for_url("**/details/")
    other_tab.close()
    page.locator("#id_code").fill("123456")
    page.locator(in_browser.BOOK).click()
    at_each("held elsewhere")
    page.locator("main .govuk-button").click()

    Appointment.objects.filter(pk=in_browser.held().pk).update(held_until=timezone.now())
    page.reload()
    at_each("hold over")
    office.counter_set.get().duty_set.all().delete()
    page.reload()
    at_each("hold over, and nothing else is free")
    page.goto(day)
    at_each("no times on this day")


def walk_signed_in(page: Page, site: str, language: str, at_each: Callable[[str], None]) -> None:
    """Come back without a cookie, sign in, and book without a code."""
    visits = f"{site}/{language}/visits"
    page.goto(f"{visits}/find/")
    page.context.clear_cookies()
    page.locator("main form button").first.click()
    at_each("form open for too long")

    in_browser.sign_in(page.context, site, accounts.user(OKSANA))
    page.goto(f"{visits}/mine/")
    at_each("no visits yet")
    in_browser.reach_check(page, f"{visits}/krakow/CARD/times/{make.MONDAY}/", "10:00")
    at_each("check, signed in")
    page.locator(in_browser.BOOK_SIGNED_IN).click()
    at_each("booked, signed in")
    page.goto(f"{visits}/mine/")
    at_each("own visits")


def walk_both(page: Page, site: str, office: Office, language: str, at_each: Callable[[str], None]) -> None:
    walk_signed_in(page, site, language, at_each)
    Appointment.objects.all().delete()
    page.context.clear_cookies()
    walk(page, site, office, language, at_each)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_accessible_and_fits_a_phone(
    page: Page, site: str, office: Office, language: str
) -> None:
    wrong: dict[str, object] = {}
    seen: dict[str, str] = {}

    def look(name: str) -> None:
        if found := in_browser.faults(page):
            wrong[name] = found
        seen[name] = page.locator("html").get_attribute("lang") or ""

    walk_both(page, site, office, language, look)

    assert wrong == {}
    assert seen == dict.fromkeys(PAGES, language)


def test_no_page_needs_javascript(browser: Browser, site: str, office: Office) -> None:
    seen: list[str] = []

    with in_browser.phone(browser, java_script_enabled=False) as page:
        walk_both(page, site, office, "en", seen.append)

        expect(page.get_by_role("heading", level=1)).to_have_text("Monday 7 December 2026")
    assert sorted(seen) == sorted(PAGES)


def test_every_stop_of_the_keyboard_is_in_order_and_can_be_seen(
    page: Page, site: str, office: Office
) -> None:
    wrong: dict[str, object] = {}

    def look(name: str) -> None:
        if found := in_browser.faults_of_focus(page):
            wrong[name] = found

    walk_both(page, site, office, "pl", look)

    assert wrong == {}
