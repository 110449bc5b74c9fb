"""A time that is kept while somebody types, in a real browser: its end, two tabs, and the way back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from playwright.sync_api import Browser, Page, expect
from time_machine import Traveller

from portal.accounts.tests import factories as accounts
from scheduling.choices import AppointmentState
from scheduling.models import Appointment
from scheduling.tests import factories as make
from scheduling.tests import in_browser
from scheduling.tests.in_browser import OKSANA, PERSON, book, fill_in, held, reach_check, reach_code, typed

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
PATIENCE = 20 * SECOND  # less than this passes by itself in a test


@pytest.fixture(autouse=True)
def server_clock() -> Iterator[Traveller]:
    """Let it be a Tuesday morning in December, until a test moves on."""
    with time_machine.travel(make.AT, tick=True) as clock:
        yield clock


@pytest.fixture
def day(transactional_db: None) -> Iterator[str]:  # noqa: ARG001  the server reads what was committed
    """Return the address of a day with free times."""
    make.working_office(make.service("CARD", minutes=30, needs_case_number=True), slug="krakow")
    with in_browser.served() as site:
        yield f"{site}/en/visits/krakow/CARD/times/{make.MONDAY}/"


@pytest.fixture
def page(browser: Browser, day: str) -> Iterator[Page]:  # noqa: ARG001  it leaves before the server does
    with in_browser.phone(browser) as page:
        yield page


@dataclass
class Time:
    """It passes for the server and for the page."""

    server: Traveller
    page: Page

    def passes(self, span: timedelta) -> None:
        expect(self.page.locator("[data-hold-timer][data-started]")).to_be_attached()
        self.server.shift(span)
        self.page.clock.fast_forward(int(span.total_seconds()) * 1000)


@pytest.fixture
def time(page: Page, server_clock: Traveller) -> Time:
    page.clock.install()
    return Time(server_clock, page)


def choose(page: Page, day: str, at: str = "09:30") -> None:
    page.goto(day)
    page.get_by_role("button", name=at, exact=True).click()


def local_start(visit: Appointment) -> str:
    return visit.interval.start.astimezone(visit.office.zone).strftime("%H:%M")


def test_five_minutes_before_the_end_a_link_leads_to_more_time(page: Page, day: str, time: Time) -> None:
    choose(page, day)
    fill_in(page, given_names="Оксана Марія")
    until = held().held_until
    link = page.locator("[data-hold-more] a")
    time.passes(14 * MINUTE)
    expect(link).to_be_hidden()

    time.passes(MINUTE + SECOND)
    expect(link).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="5 more minutes")).to_have_count(1)
    link.click()
    expect(page.locator("#more-time")).to_be_in_viewport()
    page.get_by_role("button", name="Keep the time for longer").click()
    expect(
        page.get_by_role("status").filter(has_text="We are keeping this time for you until")
    ).to_be_visible()

    later = held().held_until
    assert until
    assert later
    assert 15 * MINUTE < later - until < 15 * MINUTE + PATIENCE
    assert typed(page) == PERSON | {"given_names": "Оксана Марія"}
    expect(link).to_be_hidden()
    expect(page.locator("[data-hold-left]")).to_have_text("20:00", timeout=2000)


def test_a_page_left_open_says_that_the_time_has_ended(page: Page, day: str, time: Time) -> None:
    choose(page, day)
    page.locator("[name=given_names]").fill("Olena")
    ends = page.locator("[data-hold-over]")
    time.passes(19 * MINUTE)
    expect(ends).to_be_hidden()

    time.passes(MINUTE + SECOND)

    expect(ends).to_be_visible()
    expect(page.locator("[data-hold-running]")).to_be_hidden()
    expect(page.locator("[data-hold-more]")).to_be_hidden()
    ends.get_by_role("button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We no longer keep this time for you")
    page.locator("main .portal-time").first.click()
    expect(page.locator("[name=given_names]")).to_have_value("Olena")


@pytest.mark.parametrize("has_javascript", [True, False])
def test_what_was_typed_outlives_the_time_that_was_kept(
    browser: Browser, day: str, server_clock: Traveller, *, has_javascript: bool
) -> None:
    with in_browser.phone(browser, java_script_enabled=has_javascript) as page:
        choose(page, day)
        fill_in(page, birth_date_month="13")

        server_clock.shift(20 * MINUTE)
        page.locator(in_browser.CONTINUE).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("We no longer keep this time for you")
        expect(page.locator("main .portal-time")).to_have_count(3)
        page.locator("main .portal-time").first.click()

        expect(page.get_by_role("heading", level=1)).to_have_text("Who will come?")
        assert typed(page) == PERSON | {"birth_date_month": "13"}


def test_a_code_that_comes_too_late_is_not_the_end(page: Page, day: str, server_clock: Traveller) -> None:
    reach_code(page, day, "09:30")
    in_time = held()

    server_clock.shift(20 * MINUTE)
    page.locator("#id_code").fill("123456")
    page.locator(in_browser.BOOK).click()
    page.locator("main .portal-time").first.click()

    assert typed(page) == PERSON
    assert held() != in_time
    page.locator(in_browser.CONTINUE).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")


def test_of_two_tabs_the_newer_one_counts_and_the_older_one_says_so(page: Page, day: str) -> None:
    reach_check(page, day, "09:30")
    other_tab = page.context.new_page()
    choose(other_tab, day, "13:00")

    page.locator(in_browser.SEND_CODE).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You have chosen another time since")
    page.get_by_role("link", name="Go on with the newer time").click()
    assert typed(page) == PERSON
    page.locator(in_browser.CONTINUE).click()
    page.locator(in_browser.SEND_CODE).click()
    in_browser.enter_code(page)

    expect(page.get_by_role("heading", level=1)).to_have_text("Your visit is booked")
    assert local_start(Appointment.objects.for_page().get(state=AppointmentState.BOOKED)) == "13:00"
    assert not Appointment.objects.filter(state=AppointmentState.HELD).exists()


def test_two_tabs_with_one_code_come_to_the_same_visit(page: Page, day: str) -> None:
    reach_code(page, day, "09:30")
    other_tab = page.context.new_page()
    other_tab.goto(page.url)
    other_tab.locator("#id_code").fill("123456")
    in_browser.enter_code(page)
    page.wait_for_url("**/booked/**")

    other_tab.locator(in_browser.BOOK).click()

    expect(other_tab).to_have_url(page.url)
    assert Appointment.objects.count() == 1


def test_the_back_button_never_leads_behind_a_visit_that_is_booked(page: Page, day: str) -> None:
    visit = book(page, day, "09:30")
    booked = page.url

    for _ in range(3):  # the code, the answers, the details
        page.go_back()
        expect(page).to_have_url(booked)
        expect(page.get_by_role("heading", level=1)).to_have_text("Your visit is booked")

    assert [*Appointment.objects.all()] == [visit]


def test_the_back_button_leads_to_answers_that_can_be_changed(page: Page, day: str) -> None:
    reach_code(page, day, "09:30")

    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")
    page.go_back()
    expect(page.locator("#id_family_name")).to_be_visible()
    assert typed(page) == PERSON
    page.locator("#id_family_name").fill("Żółć-Nowak")
    page.locator(in_browser.CONTINUE).click()

    expect(page.get_by_role("definition").filter(has_text="Żółć-Nowak")).to_be_visible()
    assert held().family_name == "Żółć-Nowak"


def test_impatient_clicks_hold_one_time_and_send_one_code(page: Page, day: str) -> None:
    page.goto(day)
    page.get_by_role("button", name="09:30").dblclick()
    page.wait_for_url("**/details/")
    fill_in(page)
    page.locator(in_browser.CONTINUE).dblclick()
    page.wait_for_url("**/check/")
    page.locator(in_browser.SEND_CODE).dblclick()
    page.wait_for_url("**/code/")

    assert Appointment.objects.count() == 1
    assert (held().codes_sent, held().code_version) == (1, 1)


def test_whoever_is_signed_out_meanwhile_goes_on_with_a_code(page: Page, day: str) -> None:
    site = day.partition("/en/")[0]
    in_browser.sign_in(page.context, site, accounts.user(OKSANA))
    reach_check(page, day, "09:30")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)

    page.locator(in_browser.BOOK_SIGNED_IN).click()
    page.locator(in_browser.SEND_CODE).click()
    in_browser.enter_code(page)

    expect(page.get_by_role("heading", level=1)).to_have_text("Your visit is booked")
    assert Appointment.objects.get(state=AppointmentState.BOOKED).account is None


def test_a_browser_that_has_lost_its_cookies_is_told_what_to_do(page: Page, day: str) -> None:
    reach_check(page, day, "09:30")
    page.context.clear_cookies()

    page.locator(in_browser.SEND_CODE).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This form was open for too long")
    page.go_back()

    expect(page.get_by_role("heading", level=1)).to_have_text("We are not keeping a time for you")
    page.locator("main .govuk-button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What do you want to come for?")


def test_a_mistake_is_announced_and_led_to_and_costs_no_other_answer(page: Page, day: str) -> None:
    choose(page, day)
    wrong = {
        "birth_date_month": "13",
        "case_number": "?",
        "email": "oksana at home",
        "family_name": "",
    }
    fill_in(page, **wrong)

    page.locator(in_browser.CONTINUE).click()

    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    links = summary.get_by_role("link")
    assert links.evaluate_all("links => links.map(link => link.hash)") == [
        "#id_birth_date_day",
        "#id_case_number",
        "#id_email",
    ]
    for link in links.all():
        link.press("Enter")
        control = page.locator(f"{link.get_attribute('href')}")
        expect(control).to_be_focused()
        expect(control).to_be_in_viewport(ratio=1)
        expect(control).to_have_attribute("aria-invalid", "true")
    assert typed(page) == PERSON | wrong
