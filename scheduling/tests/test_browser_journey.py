"""One visit from the first page to the last in a real browser: booked, moved, cancelled, found again."""

from collections.abc import Iterator

import pytest
import time_machine
from playwright.sync_api import Browser, Page, expect

from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from scheduling import notices
from scheduling.choices import AppointmentState
from scheduling.models import Appointment
from scheduling.tests import factories as make
from scheduling.tests import in_browser
from scheduling.tests.in_browser import LANGUAGES, OKSANA, PERSON, access_code, fill_in, go_to, held, typed

TIMES = "main .portal-time"
SUBMIT = "main form button"
IS_DRAWN = "image => image.complete && image.naturalWidth > 0"


@pytest.fixture(autouse=True)
def _a_tuesday_morning_in_december() -> Iterator[None]:
    with time_machine.travel(make.AT, tick=True):
        yield


@pytest.fixture
def site(transactional_db: None) -> Iterator[str]:  # noqa: ARG001  the server reads what was committed
    make.working_office(make.service("CARD", minutes=30, needs_case_number=True), slug="krakow")
    with in_browser.served() as address:
        yield address


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:  # noqa: ARG001  it leaves before the server does
    with in_browser.phone(browser) as page:
        yield page


@pytest.fixture
def oksana(site: str, page: Page) -> User:
    """Return somebody who is signed in at the browser."""
    made = accounts.user(OKSANA)
    in_browser.sign_in(page.context, site, made)
    return made


def reach_visit(page: Page, site: str, language: str) -> None:
    """Go from the list of services to a visit, with a mistake at each form."""
    page.goto(f"{site}/{language}/visits/")
    page.locator("a[href$='/krakow/CARD/']").click()
    page.locator("a.portal-button--start").click()
    page.locator("#id_people").fill("7")
    page.locator("#start button").click()
    page.locator("#id_people").fill("1")
    page.locator("#start button").click()
    page.locator("a.portal-day--free").click()
    page.locator(TIMES).nth(4).click()
    fill_in(page, birth_date_month="13")
    page.locator(in_browser.CONTINUE).click()
    assert typed(page) == PERSON | {"birth_date_month": "13"}
    page.locator("#id_birth_date_month").fill("3")
    page.locator(in_browser.CONTINUE).click()
    page.locator(in_browser.SEND_CODE).click()
    page.locator("#id_code").fill(f"{(int(notices.code_of(held())) + 1) % 10**6:06}")
    page.locator(in_browser.BOOK).click()
    in_browser.enter_code(page)
    page.wait_for_url("**/booked/**")


def move(page: Page) -> None:
    page.locator("a[href$='/move/times/']").click()
    page.locator("a.portal-day--free").click()
    page.locator(TIMES).first.click()
    page.locator("form[action$='/move/'] button").click()


def cancel(page: Page) -> None:
    page.locator("a[href$='/cancellation/']").click()
    page.locator("form[action$='/cancellation/'] button").click()


def find(page: Page, site: str, language: str, reference: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{site}/{language}/visits/find/")
    page.locator("#id_reference").fill(reference)
    page.locator("#id_contact").fill(OKSANA)
    page.locator(SUBMIT).first.click()
    page.locator("#id_code").fill(access_code())
    page.locator(SUBMIT).first.click()


def calendar_file(page: Page) -> str:
    with page.expect_download() as download:
        page.locator("a[href$='/calendar/']").click()
    return download.value.path().read_text()


@pytest.mark.parametrize(
    ("language", "has_javascript"), [*((language, True) for language in LANGUAGES), ("ru", False)]
)
def test_a_visit_is_booked_moved_cancelled_and_found_again(
    browser: Browser, site: str, language: str, *, has_javascript: bool
) -> None:
    with in_browser.phone(browser, java_script_enabled=has_javascript) as page:
        reach_visit(page, site, language)
        visit = Appointment.objects.for_page().get()
        booked, reference = page.url, page.locator(".portal-panel__reference strong")
        expect(reference).to_have_text(visit.reference)
        assert page.locator(".portal-panel__code img").evaluate(IS_DRAWN)
        assert "DTSTART;TZID=Europe/Warsaw:20261207T093000" in calendar_file(page)

        move(page)
        expect(page).to_have_url(booked)
        expect(reference).to_have_text(visit.reference)
        assert "DTSTART;TZID=Europe/Warsaw:20261207T073000" in calendar_file(page)

        find(page, site, language, visit.reference)
        expect(page).to_have_url(booked)
        cancel(page)
        expect(page).to_have_url(booked)
        assert "METHOD:CANCEL" in calendar_file(page)

        find(page, site, language, visit.reference)
        expect(page.get_by_role("main")).to_contain_text(visit.reference)
        expect(page.locator("a[href$='/cancellation/']")).to_have_count(0)
        assert page.locator("html").get_attribute("lang") == language
    visit.refresh_from_db()
    assert (visit.state, visit.language, visit.sequence) == (AppointmentState.CANCELLED, language, 2)


def test_whoever_is_signed_in_books_without_a_code_and_sees_it_among_their_own(
    page: Page, site: str, oksana: User
) -> None:
    in_browser.reach_check(page, f"{site}/en/visits/krakow/CARD/times/{make.MONDAY}/", "09:30")
    page.locator(in_browser.BOOK_SIGNED_IN).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your visit is booked")
    booked = page.url

    page.goto(f"{site}/en/visits/mine/")
    page.get_by_role("link", name="Monday 7 December 2026 at 09:30").click()

    expect(page).to_have_url(booked)
    visit = Appointment.objects.get()
    assert (visit.account, visit.codes_sent) == (oksana, 0)


def test_a_visit_is_booked_after_a_mistake_and_cancelled_with_the_keys_of_a_small_screen(
    page: Page, site: str
) -> None:
    page.goto(f"{site}/en/visits/krakow/CARD/times/{make.MONDAY}/")
    go_to(page, "09:30")
    page.keyboard.press("Space")
    page.wait_for_url("**/details/")
    go_to(page, "Continue")
    page.keyboard.press("Enter")

    expect(page.locator("[data-error-summary]")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#id_given_names")).to_be_focused()
    for answer in [*PERSON.values()][:-4]:
        page.keyboard.type(answer)
        page.keyboard.press("Tab")
    page.keyboard.type("Ukr")
    page.keyboard.press("Tab")
    page.keyboard.type(PERSON["case_number"])
    page.keyboard.press("Tab")
    page.keyboard.type(OKSANA)
    page.keyboard.press("Enter")
    page.wait_for_url("**/check/")
    go_to(page, "Send me the code")
    page.keyboard.press("Space")
    page.wait_for_url("**/code/")
    go_to(page, "", control="id_code")
    page.keyboard.type("12")
    page.keyboard.press("Enter")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    go_to(page, "", control="id_code")
    page.keyboard.press("Control+A")
    page.keyboard.type(notices.code_of(held()))
    page.keyboard.press("Enter")
    page.wait_for_url("**/booked/**")
    go_to(page, "Cancel the visit")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cancellation/")
    go_to(page, "Yes, cancel the visit")
    page.keyboard.press("Space")

    expect(page.get_by_role("heading", level=1)).to_have_text("Your visit is cancelled")
    visit = Appointment.objects.get()
    assert (visit.state, visit.given_names, visit.citizenship) == (AppointmentState.CANCELLED, "Оксана", "UA")


def test_a_visit_is_claimed_with_the_keyboard_alone(page: Page, site: str, oksana: User) -> None:
    counter = Office.objects.get().counter_set.get()
    start = make.local(counter.office, make.MONDAY, "09:30")
    booked = make.appointment(counter, counter.services.get(), start, email="elsewhere@example.test")
    visit = in_browser.with_page(booked)
    page.goto(f"{site}/en/visits/mine/")

    go_to(page, "Add a visit booked before")
    page.keyboard.press("Enter")
    page.wait_for_url("**/claim/")
    go_to(page, "", control="id_reference")
    page.keyboard.type(visit.reference)
    page.keyboard.press("Tab")
    page.keyboard.type("elsewhere@example.test")
    page.keyboard.press("Enter")
    page.wait_for_url("**/claim/code/")
    go_to(page, "", control="id_code")
    page.keyboard.type(access_code())
    page.keyboard.press("Enter")
    page.wait_for_url("**/mine/")

    expect(page.get_by_role("main")).to_contain_text(visit.reference)
    visit.refresh_from_db()
    assert visit.account == oksana
