"""A full calendar on a phone: what can be done, an urgent request, and a supervisor who decides."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
import time_machine
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings

from portal.accounts.choices import Role
from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from portal.notifications.models import Notice
from portal.web.models import Page as InfoPage
from scheduling import notices
from scheduling.choices import AppointmentState
from scheduling.models import Appointment, UrgentRequest
from scheduling.tests import factories as make
from scheduling.tests import in_browser
from scheduling.tests.in_browser import CONTINUE, LANGUAGES, faults, faults_of_focus, fill_in, violations

FRIDAY = date(2026, 12, 4)
LAST_OPEN = date(2027, 1, 30)
TYPED = {
    "term_on_day": "4",
    "term_on_month": "12",
    "term_on_year": "2026",
    "why": "Wezwanie z 27 listopada, 7 dni",
}
DESK = {"width": 1280, "height": 900}


@dataclass(frozen=True)
class World:
    site: str
    office: Office

    def times(self, language: str) -> str:
        return f"{self.site}/{language}/visits/krakow/CARD/times/"


@pytest.fixture
def world(transactional_db: None, settings: Settings) -> Iterator[World]:  # noqa: ARG001  the server reads what was committed
    """Return an office without a free time: its clerks work on Friday, too soon for the public to book."""
    card = make.service("CARD", minutes=30, name_en="Collect a residence card", name_ru="Получить карту")
    office = make.working_office(card, slug="krakow", on=[FRIDAY, LAST_OPEN + timedelta(days=1)])
    office.releaserule_set.update(notice_minutes=5 * 24 * 60)
    make.working_office(card, slug="tarnow")
    InfoPage.objects.create(
        slug="keep-a-term",
        title="Keep a term",
        title_ru="Как соблюсти срок",
        title_en="Keep a term without a visit",
        summary="…",
        body="…",
        checked_on=make.AT.date(),
    )
    settings.STAFF_NEED_SECOND_FACTOR, settings.SMS_GATEWAY_URL = False, "http://localhost:1/"
    with time_machine.travel(make.AT, tick=True), in_browser.served() as site:
        yield World(site, office)


def ask(page: Page, world: World, language: str, at_each: Callable[[str], None]) -> None:
    """Find nothing free, ask for a visit after the term has ended by mistake, and then rightly."""
    page.goto(world.times(language))
    at_each("full")
    page.locator("main a[href$='/urgent/']").click()
    at_each("form")
    for name, value in (TYPED | {"term_on_year": "2025"}).items():
        page.locator(f"[name={name}]").fill(value)
    fill_in(page, email="", phone="+48 600 000 000")
    page.locator(CONTINUE).click()
    at_each("over")
    expect(page.locator("#id_why")).to_have_value(TYPED["why"])
    page.locator("#id_term_on_year").fill("2026")
    page.locator(CONTINUE).click()
    page.wait_for_url("**/visits/urgent/**")
    at_each("sent")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_a_full_calendar_and_the_request_are_accessible(
    browser: Browser, world: World, language: str
) -> None:
    found: dict[str, object] = {}
    with in_browser.phone(browser) as page:

        def look(name: str) -> None:
            if wrong := faults(page):
                found[name] = wrong
            if language == "en" and name in {"full", "form"} and (lost := faults_of_focus(page)):
                found[f"focus: {name}"] = lost

        ask(page, world, language, look)

    assert found == {}
    assert UrgentRequest.objects.get().language == language


def test_a_request_made_without_javascript_is_granted_and_the_visit_is_there(
    browser: Browser, world: World
) -> None:
    with in_browser.phone(browser, java_script_enabled=False) as page:
        ask(page, world, "ru", lambda _name: None)
        request_page = page.url
    asked = UrgentRequest.objects.get()
    supervisor = accounts.member(Role.SUPERVISOR, at=world.office, name="Nowak")

    decide(browser, world, asked, supervisor)

    visit = Appointment.objects.for_page().get(state=AppointmentState.BOOKED)
    assert visit.interval.start == make.local(world.office, FRIDAY, "09:00")
    assert [told.kind for told in Notice.objects.order_by("pk")] == ["urgent_received", "urgent_granted"]
    with in_browser.phone(browser, java_script_enabled=False) as page:
        page.goto(request_page)
        expect(page.locator("h1")).to_have_count(1)
        expect(page.locator("main")).to_contain_text(asked.reference)
        page.goto(f"{world.site}/ru/visits/booked/{notices.token_of(visit)}/")
        expect(page.locator("main")).to_contain_text(visit.reference)


def decide(browser: Browser, world: World, asked: UrgentRequest, supervisor: User) -> None:
    """Open the request from the menu, choose a time of the Friday and book it."""
    context = browser.new_context(viewport=DESK)  # type: ignore[arg-type]  # width and height
    in_browser.sign_in(context, world.site, supervisor)
    context.add_cookies([{"name": "django_language", "value": "en", "url": world.site}])
    page = context.new_page()
    page.goto(f"{world.site}/admin/")
    page.locator("nav a, aside a", has_text="Urgent requests").first.click()
    page.locator("#result_list a, .result-list a, table a", has_text=asked.reference).first.click()
    expect(page.get_by_text(TYPED["why"])).to_be_visible()
    assert violations(page) == []
    page.get_by_label("09:00").check()
    page.get_by_role("button", name="Grant: book this time").click()
    expect(page.get_by_text("Granted. The visit is booked, and the person is told.")).to_be_visible()
    context.close()
