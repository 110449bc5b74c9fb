"""A family of four books in a real browser: one page for all of them, one code, one of them stays at home."""

from collections.abc import Iterator

import pytest
import time_machine
from playwright.sync_api import Browser, Page, expect

from scheduling import notices
from scheduling.choices import AppointmentState
from scheduling.models import Appointment
from scheduling.models.together import together
from scheduling.tests import factories as make
from scheduling.tests import in_browser
from scheduling.tests.in_browser import fill_in, typed

TIMES = "main .portal-time"
CANCEL = "form[action$='/cancellation/'] button"
# A father, a daughter of fourteen and a son who is five on the day of the visit.
OTHERS = {
    "p2-given_names": "Іван",
    "p2-family_name": "Żółć",
    "p2-birth_date_day": "5",
    "p2-birth_date_month": "11",
    "p2-birth_date_year": "1988",
    "p2-citizenship": "UA",
    "p3-given_names": "Lena",
    "p3-family_name": "Żółć",
    "p3-birth_date_day": "29",
    "p3-birth_date_month": "2",
    "p3-birth_date_year": "2012",
    "p3-citizenship": "UA",
    "p4-given_names": "Max",
    "p4-family_name": "Żółć",
    "p4-birth_date_day": "8",
    "p4-birth_date_month": "12",
    "p4-birth_date_year": "2020",
    "p4-citizenship": "PL",
}


@pytest.fixture(autouse=True)
def _a_tuesday_morning_in_december() -> Iterator[None]:
    with time_machine.travel(make.AT, tick=True):
        yield


@pytest.fixture
def site(transactional_db: None) -> Iterator[str]:  # noqa: ARG001  the server reads what was committed
    prints = make.service("PRINTS", takes_fingerprints=True, bring_ru="Паспорт")
    make.working_office(prints, slug="krakow", counters=2)
    with in_browser.served() as address:
        yield address


def choose(page: Page, site: str) -> None:
    """Go from the page of the service to a time for four."""
    page.goto(f"{site}/ru/visits/krakow/PRINTS/")
    page.locator("a.portal-button--start").click()
    page.locator("#id_people").fill("4")
    page.locator("#start button").click()
    page.locator("a.portal-day--free").click()


def describe(page: Page, **changes: str) -> None:
    fill_in(page)
    for name, value in (OTHERS | changes).items():
        field = page.locator(f"[name='{name}']")
        if name.endswith("citizenship"):
            field.select_option(value)
        else:
            field.fill(value)
    page.locator(in_browser.CONTINUE).click()


def family() -> Appointment:
    return Appointment.objects.for_page().get(lead=None)


@pytest.mark.parametrize("has_javascript", [True, False])
def test_a_family_of_four_books_in_russian_and_one_of_them_stays_at_home(
    browser: Browser, site: str, *, has_javascript: bool
) -> None:
    wrong: dict[str, object] = {}

    def look(at: Page, name: str) -> None:
        if has_javascript:
            wrong.update({name: found} if (found := in_browser.faults(at)) else {})

    with in_browser.phone(browser, java_script_enabled=has_javascript) as page:
        choose(page, site)
        expect(page.locator(TIMES).first).to_have_text("07:30–08:00")
        look(page, "times")
        page.locator(TIMES).nth(6).click()
        look(page, "details")
        describe(page, **{"p4-birth_date_month": "13"})
        expect(page.locator(".govuk-error-summary__list a")).to_have_attribute(
            "href", "#id_p4-birth_date_day"
        )
        assert typed(page).items() >= (OTHERS | {"p4-birth_date_month": "13"}).items()
        look(page, "a mistake")
        page.locator("[name='p4-birth_date_month']").fill("12")
        page.locator(in_browser.CONTINUE).click()
        expect(page.locator(".portal-summary")).to_have_count(6)
        look(page, "check")
        page.locator(in_browser.SEND_CODE).click()
        page.locator("#id_code").fill(notices.code_of(family()))
        page.locator(in_browser.BOOK).click()
        page.wait_for_url("**/ru/visits/booked/**")
        expect(page.locator(".portal-panel__reference strong")).to_have_text(family().reference)
        look(page, "booked")
        page.locator("a[href$='/people/3/cancellation/']").click()
        look(page, "cancel for one")
        page.locator(CANCEL).click()
        page.wait_for_url("**/booked/*/")
        look(page, "one of them cancelled")
        expect(page.get_by_role("main")).not_to_contain_text("Lena")
    lead = family()
    assert wrong == {}
    assert (lead.state, lead.language, lead.people) == (AppointmentState.BOOKED, "ru", 3)
    assert [row.given_names for row in together(lead)] == ["Оксана", "Іван", "Max"]
    assert {row.state for row in together(lead)} == {AppointmentState.BOOKED}
