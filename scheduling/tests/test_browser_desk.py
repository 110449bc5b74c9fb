"""A clerk books for somebody who phones, with the keyboard alone, and prints the slip."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings

from portal.accounts.choices import Role
from portal.accounts.models import Office
from portal.accounts.tests import factories as accounts
from scheduling.choices import AppointmentState
from scheduling.models import Appointment, StaffAct
from scheduling.tests import factories as make
from scheduling.tests.in_browser import OVERFLOW, served, sign_in, violations

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.ignore_template_errors]

DESK = "/admin/scheduling/staffact/desk/"
FOCUSED = "() => document.activeElement.id"


@pytest.fixture
def office() -> Office:
    days = (timezone.localdate() + timedelta(days=number) for number in range(1, 60))
    free = [day for day in days if day.isoweekday() < 6 and not is_holiday(day.month, day.day)]
    return make.working_office(make.service("CARD", bring_pl="Paszport", bring_ru="Паспорт"), on=free[:1])


def is_holiday(month: int, day: int) -> bool:
    return (month, day) in {
        (11, 1),
        (11, 11),
        (12, 24),
        (12, 25),
        (12, 26),
        (1, 1),
        (1, 6),
        (5, 1),
        (5, 3),
        (8, 15),
    }


@pytest.fixture
def page(browser: Browser, settings: Settings, office: Office) -> Iterator[Page]:
    settings.STAFF_NEED_SECOND_FACTOR = False
    with served() as site:
        context = browser.new_context(viewport={"width": 360, "height": 740}, base_url=site)
        context.set_default_timeout(10_000)
        context.add_cookies([{"name": "language", "value": "en", "url": site}])
        sign_in(context, site, accounts.member(Role.CLERK, at=office, name="Clerk Kowalska"))
        yield context.new_page()
        context.close()


def faults(page: Page) -> dict[str, object]:
    page.wait_for_load_state()
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    found = violations(page)
    overflow = page.evaluate(OVERFLOW)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    wrong = {"axe": found, "contrast": violations(page, "color-contrast"), "overflow": overflow}
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    return {what: how for what, how in wrong.items() if how}


def tab_to(page: Page, control: str) -> None:
    for _ in range(60):
        if page.evaluate(FOCUSED) == control:
            return
        page.keyboard.press("Tab")
    pytest.fail(f"The keyboard does not reach {control}.")


def type_in(page: Page, control: str, text: str) -> None:
    tab_to(page, control)
    page.keyboard.type(text)


def choose(page: Page, control: str, value: str) -> None:
    tab_to(page, control)
    for _ in range(20):
        if page.locator(f"#{control}").input_value() == value:
            return
        page.keyboard.press("ArrowDown")
    pytest.fail(f"The keyboard does not choose {value}.")


def go_on(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_clerk_books_for_a_caller_by_keyboard_and_prints_the_slip(page: Page) -> None:
    page.goto(DESK)
    expect(page.locator("#id_service")).to_be_focused()
    page.keyboard.type("Service")
    tab_to(page, "id_day")
    go_on(page)  # nobody is on duty today: the next days with a time are offered
    expect(page.get_by_text("No free time:")).to_be_visible()
    go_on(page)

    expect(page.locator("#id_start_0")).to_be_focused()
    page.keyboard.press("ArrowDown")
    assert faults(page) == {}
    go_on(page)  # too soon: nobody is named yet, and the focus goes to the first mistake

    expect(page.locator("#id_given_names")).to_be_focused()
    assert faults(page) == {}
    page.keyboard.type("Oksana")
    type_in(page, "id_family_name", "Kovalenko")
    for part, text in (("day", "27"), ("month", "3"), ("year", "1990")):
        type_in(page, f"id_birth_date_{part}", text)
    type_in(page, "id_citizenship", "tu")  # a shortcut elsewhere in the admin, and here the letter of a list
    expect(page.locator("#id_citizenship")).to_be_focused()
    choose(page, "id_citizenship", "UA")
    choose(page, "id_language", "ru")
    choose(page, "id_reason", "phone")
    tab_to(page, "id_note")
    go_on(page)

    visit = Appointment.objects.get(state=AppointmentState.BOOKED)
    expect(page.locator("main")).to_contain_text(visit.reference)
    expect(page.locator("main")).to_contain_text("Паспорт")
    assert faults(page) == {}
    assert (visit.person, visit.language, visit.citizenship) == ("Oksana Kovalenko", "ru", "UA")
    assert StaffAct.objects.get().reason == "phone"
    page.evaluate("() => { window.print = () => { document.title = 'printed' } }")
    expect(page.locator("[data-print]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_title("printed")


def test_each_page_of_a_visit_is_fit_for_a_phone_a_screen_reader_and_the_dark(
    page: Page, office: Office
) -> None:
    counter = office.counter_set.get()
    start = counter.duty_set.earliest("period").interval.start
    visit = make.appointment(
        counter, counter.services.get(), start, given_names="Olena", family_name="Bondar"
    )
    addresses = [
        *(f"{DESK}visits/{visit.pk}/{name}/" for name in ("move", "cancellation", "contest", "name", "slip")),
        f"{DESK}visits/?q=bondar",
        f"/admin/scheduling/appointment/{visit.pk}/change/",
        "/admin/scheduling/staffact/",
    ]

    def look(address: str) -> dict[str, object]:
        page.goto(address)
        return faults(page)

    assert {address: look(address) for address in addresses} == {address: {} for address in addresses}


def test_the_slip_fits_the_paper_of_a_receipt_printer(page: Page, office: Office) -> None:
    counter = office.counter_set.get()
    start = counter.duty_set.earliest("period").interval.start
    visit = make.appointment(counter, counter.services.get(), start, given_names="Olena")
    page.goto(f"{DESK}visits/{visit.pk}/slip/")

    page.emulate_media(media="print")
    page.set_viewport_size({"width": 302, "height": 900})  # 80 mm

    assert page.evaluate(OVERFLOW) == 0
    expect(page.locator(".bar")).to_be_hidden()
    expect(page.locator(".slip__reference")).to_be_visible()


def test_all_of_it_works_without_scripts(browser: Browser, settings: Settings, office: Office) -> None:
    settings.STAFF_NEED_SECOND_FACTOR = False
    with served() as site:
        context = browser.new_context(java_script_enabled=False, base_url=site)
        context.add_cookies([{"name": "language", "value": "en", "url": site}])
        sign_in(context, site, accounts.member(Role.CLERK, at=office))
        page = context.new_page()
        page.goto(DESK)

        page.locator("#id_service").select_option(label="Service CARD")
        page.get_by_role("button", name="Show the free times").click()

        expect(page.get_by_text("No free time:")).to_be_visible()
        context.close()
