"""Finding a visit, and the list of one's own, in a real browser."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Browser, Page, expect

from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from scheduling import notices
from scheduling.choices import AppointmentState
from scheduling.models import Appointment, Counter, Service
from scheduling.rules.codes import token_digest
from scheduling.tests import factories as make
from scheduling.tests import in_browser
from scheduling.tests.in_browser import LANGUAGES, OKSANA, access_code, faults, go_to, sign_in

SUBMIT = "main form button"


@pytest.fixture(autouse=True)
def _a_tuesday_morning_in_december() -> Iterator[None]:
    with time_machine.travel(make.AT, tick=True):
        yield


@pytest.fixture
def visit(transactional_db: None) -> Appointment:  # noqa: ARG001  the server reads what was committed
    """Return a visit that somebody booked without an account."""
    card = make.service("CARD", minutes=30, name_en="Collect a residence card")
    office = make.working_office(card, slug="krakow")
    return with_page(office.counter_set.get(), card, at(office, 9), email=OKSANA)


def with_page(counter: Counter, service: Service, start: datetime, **fields: Any) -> Appointment:  # noqa: ANN401  any field of the model
    visit = make.appointment(
        counter, service, start, **{"given_names": "Оксана", "family_name": "Żółć"} | fields
    )
    Appointment.objects.filter(pk=visit.pk).update(token_digest=token_digest(notices.token_of(visit)))
    return visit


@pytest.fixture
def oksana(visit: Appointment) -> User:
    """Return somebody with an account, one visit to come and two others."""
    user, counter = accounts.user("oksana.account@example.test"), visit.counter
    for hour, state in ((10, AppointmentState.BOOKED), (11, AppointmentState.CANCELLED)):
        start = at(counter.office, hour)
        with_page(counter, visit.service, start, account=user, state=state)
    long_ago = at(counter.office, 9).replace(month=10)
    with_page(counter, visit.service, long_ago, account=user)
    return user


def at(office: Office, hour: int) -> datetime:
    return make.local(office, make.MONDAY, f"{hour:02}:00")


@pytest.fixture
def site(visit: Appointment) -> Iterator[str]:  # noqa: ARG001  it is written before anybody comes
    with in_browser.served() as address:
        yield address


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:  # noqa: ARG001  it leaves before the server does
    with in_browser.phone(browser) as page:
        yield page


def fill_in(page: Page, reference: str) -> None:
    page.locator("#id_reference").fill(reference)
    page.locator("#id_contact").fill(OKSANA)
    page.locator(SUBMIT).first.click()


def walk(page: Page, site: str, visit: Appointment, language: str, at_each: Callable[[str], None]) -> None:
    """Find a visit, after every mistake that a page has words for."""
    page.goto(f"{site}/{language}/visits/find/code/")
    at_each("begin again")
    page.goto(f"{site}/{language}/visits/find/")
    page.locator(SUBMIT).first.click()
    at_each("find with errors")
    fill_in(page, visit.reference)
    at_each("code")
    for number in range(5):
        page.locator("#id_code").fill(f"{(int(access_code()) + 1) % 10**6:06}")
        page.locator(SUBMIT).first.click()
        if number in {0, 4}:
            at_each(f"wrong code {number}")
    page.goto(f"{site}/{language}/visits/find/code/")
    at_each("used up")
    page.locator(SUBMIT).last.click()
    at_each("new code")
    page.locator("#id_code").fill(access_code())
    page.locator(SUBMIT).first.click()
    page.wait_for_url("**/booked/**")


def walk_signed_in(
    page: Page, site: str, visit: Appointment, language: str, at_each: Callable[[str], None]
) -> None:
    page.goto(f"{site}/{language}/visits/mine/")
    at_each("mine")
    page.goto(f"{site}/{language}/visits/mine/claim/")
    at_each("claim")
    fill_in(page, visit.reference)
    at_each("code to claim")
    page.locator("#id_code").fill(access_code())
    page.locator(SUBMIT).first.click()
    page.wait_for_url("**/mine/")
    at_each("claimed")
    page.goto(f"{site}/{language}/account/")
    at_each("account")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_accessible_and_fits_a_phone(
    page: Page, site: str, visit: Appointment, oksana: User, language: str
) -> None:
    wrong: dict[str, object] = {}

    def look(name: str) -> None:
        if found := faults(page):
            wrong[name] = found

    walk(page, site, visit, language, look)
    sign_in(page.context, site, oksana)
    walk_signed_in(page, site, visit, language, look)

    assert wrong == {}


def test_a_visit_is_found_and_claimed_without_javascript(
    browser: Browser, site: str, visit: Appointment, oksana: User
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    seen: list[str] = []

    walk(page, site, visit, "en", seen.append)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your visit is booked")
    sign_in(context, site, oksana)
    walk_signed_in(page, site, visit, "en", seen.append)

    assert len(seen) == 12
    assert Appointment.objects.get(pk=visit.pk).account == oksana
    context.close()


def test_a_visit_is_found_with_the_keyboard_alone(page: Page, site: str, visit: Appointment) -> None:
    page.goto(f"{site}/en/visits/")

    go_to(page, "Find your visit")
    page.keyboard.press("Enter")
    page.wait_for_url("**/find/")
    go_to(page, "", control="id_reference")
    page.keyboard.type(visit.reference.lower().replace("-", ""))
    page.keyboard.press("Tab")
    page.keyboard.type(OKSANA)
    page.keyboard.press("Enter")
    page.wait_for_url("**/find/code/")
    go_to(page, "", control="id_code")
    page.keyboard.type(access_code())
    page.keyboard.press("Enter")
    page.wait_for_url("**/booked/**")

    expect(page.get_by_role("heading", level=1)).to_have_text("Your visit is booked")
