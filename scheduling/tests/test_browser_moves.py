"""Moving a visit in a real browser: whoever comes, on whatever they have."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
import time_machine
from playwright.sync_api import Browser, Page, expect

from scheduling import notices
from scheduling.models import Appointment, Service
from scheduling.rules.codes import token_digest
from scheduling.tests import factories as make
from scheduling.tests import in_browser
from scheduling.tests.in_browser import LANGUAGES, faults, go_to

DESK = (1280, 900)
TIMES = "main a.portal-time"


@pytest.fixture(autouse=True)
def _a_tuesday_morning_in_december() -> Iterator[None]:
    with time_machine.travel(make.AT, tick=True):
        yield


@pytest.fixture
def visit(transactional_db: None) -> Appointment:  # noqa: ARG001  the server reads what was committed
    """Return a visit on Monday at nine, where times are free on that day and the next, and in January."""
    card = make.service("CARD", minutes=30, name_en="Collect a residence card")
    office = make.working_office(card, slug="krakow", on=(make.MONDAY, date(2026, 12, 8), date(2027, 1, 11)))
    counter = office.counter_set.get()
    start = make.local(office, make.MONDAY, "09:00")
    made = make.appointment(
        counter, card, start, given_names="Оксана", email="oksana@example.test", language="en"
    )
    Appointment.objects.filter(pk=made.pk).update(token_digest=token_digest(notices.token_of(made)))
    return Appointment.objects.for_page().get(pk=made.pk)


@pytest.fixture
def site(visit: Appointment) -> Iterator[str]:  # noqa: ARG001  it is written before anybody comes
    with in_browser.served() as address:
        yield address


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:  # noqa: ARG001  it leaves before the server does
    with in_browser.phone(browser) as page:
        yield page


def address(site: str, visit: Appointment, language: str = "en") -> str:
    return f"{site}/{language}/visits/booked/{notices.token_of(visit)}/"


def walk(page: Page, start: str, *, at_each: Callable[[str], None]) -> None:
    """Move a visit twice, once too late, and look at each page on the way."""
    page.goto(start)
    at_each("visit")
    page.locator("a[href$='/move/times/']").click()
    at_each("month")
    page.locator("a.portal-day--free").first.click()
    at_each("day")
    page.locator(TIMES).nth(4).click()
    at_each("check")
    asked = page.url
    page.locator("form[action$='/move/'] button").click()
    at_each("moved")
    page.goto(f"{start}move/times/2026-12-08/")
    page.locator(TIMES).first.click()
    Appointment.objects.update(sequence=7)
    page.locator("form[action$='/move/'] button").click()
    at_each("moved meanwhile")
    Service.objects.update(every_minutes=60)
    page.goto(asked.replace("T09:00", "T10:00"))
    at_each("taken")
    page.goto(f"{start}move/times/2026-02-30/")
    at_each("no such day")
    Service.objects.update(booked_by="clerk")
    page.goto(f"{start}move/times/")
    at_each("closed")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_accessible_and_fits_a_phone(
    page: Page, site: str, visit: Appointment, language: str
) -> None:
    wrong: dict[str, object] = {}
    seen: list[str] = []

    def look(name: str) -> None:
        if found := faults(page):
            wrong[name] = found
        seen.append(page.title())

    walk(page, address(site, visit, language), at_each=look)

    assert wrong == {}
    assert len(seen) == 9
    assert len(set(seen)) == len(seen) - 1  # the visit is the first page and the fifth


def test_a_visit_is_moved_without_javascript(browser: Browser, site: str, visit: Appointment) -> None:
    context = browser.new_context(java_script_enabled=False)
    seen: list[str] = []

    walk(context.new_page(), address(site, visit), at_each=seen.append)

    visit.refresh_from_db()
    assert visit.interval.start == make.local(visit.office, make.MONDAY, "10:00")
    assert len(seen) == 9
    context.close()


def test_a_visit_is_moved_with_the_keyboard_alone(page: Page, site: str, visit: Appointment) -> None:
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    page.goto(address(site, visit))

    for name, leads_to in (
        ("Change the time", "**/move/times/"),
        ("8 December 2026, Tuesday", "**/2026-12-08/"),
        ("10:00", "**/move/?start=*"),
        ("Yes, change the time", "**/booked/*/"),
    ):
        go_to(page, name)
        page.keyboard.press("Enter")
        page.wait_for_url(leads_to)

    said = page.get_by_role("status").filter(has_text="Your visit has a new time: Tuesday 8 December 2026")
    expect(said).to_be_visible()


def test_an_arrow_turns_the_calendar_of_the_visit(page: Page, site: str, visit: Appointment) -> None:
    page.goto(f"{address(site, visit)}move/times/")
    page.evaluate("() => { document.body.dataset.same = 'yes' }")

    page.get_by_role("link", name="Later month").click()

    expect(page.get_by_role("heading", name="January 2027", exact=True)).to_be_visible()
    assert page.locator("body").get_attribute("data-same") == "yes"
    page.locator("a.portal-day--free").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Monday 11 January 2027")


def test_the_browser_asks_nobody_but_us_and_keeps_no_page(page: Page, site: str, visit: Appointment) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto(f"{address(site, visit)}move/times/")
    page.get_by_role("link", name="Later month").click()
    expect(page.get_by_role("heading", name="January 2027", exact=True)).to_be_visible()
    page.locator("a.portal-day--free").click()
    page.locator(TIMES).first.click()

    assert {url for url in asked if not url.startswith(f"{site}/")} == set()
    # htmx notes the address of the tab, as the tab's own history does; both end with the tab.
    kept = page.evaluate("() => [Object.keys(localStorage), Object.keys(sessionStorage)]")
    assert kept == [[], ["htmx-current-path-for-history"]]


def test_times_are_large_enough_for_a_thumb(page: Page, site: str, visit: Appointment) -> None:
    page.goto(f"{address(site, visit)}move/times/2026-12-08/")

    boxes = [link.bounding_box() for link in page.locator(TIMES).all()]
    assert boxes
    assert all(box and box["height"] >= 44 and box["width"] >= 44 for box in boxes)
