"""The pages of booking in a real browser: whoever comes, on whatever they have."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
import time_machine
from playwright.sync_api import Browser, Page, expect

from portal.web.limits import Limit, spend
from portal.web.tests import counted
from scheduling import notices
from scheduling.choices import AppointmentState
from scheduling.models import Appointment
from scheduling.tests import factories as make
from scheduling.tests import in_browser
from scheduling.tests.in_browser import LANGUAGES, faults, fill_in, go_to, held

KILOBYTE = 1000
# Measured cold, with everything in it: styles, scripts and fonts.
MOST_BYTES, MOST_REQUESTS = 100 * KILOBYTE, 10
WEIGHT = """() => performance.getEntriesByType("navigation").concat(performance.getEntriesByType("resource"))
    .map(entry => entry.transferSize)"""

MORNING = ["09:00", "09:30", "10:00", "10:30", "11:00", "11:30"]
AFTERNOON = ["12:00", "12:30", "13:00", "13:30", "14:00", "14:30"]
EVENING = ["16:00", "16:30", "17:00", "17:30", "18:00", "18:30"]


@pytest.fixture(autouse=True)
def _a_tuesday_morning_in_december() -> Iterator[None]:
    with time_machine.travel(make.AT, tick=True):
        yield


@pytest.fixture
def site(transactional_db: None) -> Iterator[str]:  # noqa: ARG001  the server reads what was committed
    """Serve an office through the whole middleware, static files too, as production does."""
    card = make.service(
        "CARD",
        minutes=30,
        purpose_en="You collect your card.",
        bring_en="Passport\nProof of the fee",
        bring_pl="Paszport",
        bring_ru="Паспорт",
        needs_case_number=True,
    )
    office = make.working_office(card, slug="krakow", on=())
    make.counter(office, make.service("HEARING", booked_by="clerk"))
    make.service("FILE", valid_to=date(2026, 4, 26), closed_note_en="Use **MOS**.")
    counter = office.counter_set.get(services=card)
    for on in (make.MONDAY, date(2026, 12, 8), date(2027, 1, 11)):
        make.duty(counter, on=on, starts="09:00", ends="15:00")
        make.duty(counter, on=on, starts="15:00", ends="19:00")
    with in_browser.served() as address:
        yield address


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:  # noqa: ARG001  it leaves before the server does
    with in_browser.phone(browser) as page:
        yield page


def walk(page: Page, site: str, language: str, *, at_each: Callable[[str], None]) -> None:
    """Book a visit and cancel it, and look at each page on the way."""
    for path in ("", "krakow/FILE/", "krakow/HEARING/", "krakow/CARD/", "krakow/CARD/times/2026-02-30/"):
        page.goto(f"{site}/{language}/visits/{path}")
        at_each(path or "services")
    page.goto(f"{site}/{language}/contact/")
    at_each("contact")
    page.goto(f"{site}/{language}/visits/details/")
    at_each("nothing held")
    page.goto(f"{site}/{language}/visits/krakow/CARD/")
    page.locator("a.portal-button--start").click()
    at_each("start")
    page.locator("#start button").click()
    at_each("month")
    page.locator("a.portal-day--free").first.click()
    at_each("day")
    page.get_by_role("button", name="09:30").click()
    at_each("details")
    page.locator("#details button").first.click()
    at_each("details with errors")
    fill_in(page)
    page.locator("#details button").first.click()
    at_each("check")
    page.locator("form[action$='/code/mail/'] button").click()
    at_each("code")
    page.locator("#id_code").fill("123")
    page.locator("form[action$='/visits/code/'] button").click()
    at_each("code with an error")
    page.locator("#id_code").fill(notices.code_of(held()))
    page.locator("form[action$='/visits/code/'] button").click()
    at_each("booked")
    page.locator("a[href$='/cancellation/']").click()
    at_each("cancel")
    page.locator("form[action$='/cancellation/'] button").click()
    at_each("cancelled")


@pytest.mark.parametrize("language", LANGUAGES)
def test_everybody_sees_the_free_times_in_their_language(page: Page, site: str, language: str) -> None:
    page.goto(f"{site}/{language}/visits/krakow/CARD/times/2026-12-07/")

    assert page.locator("html").get_attribute("lang") == language
    assert page.get_by_role("main").get_by_role("button").all_inner_texts() == MORNING + AFTERNOON + EVENING
    reason = {"pl": "Dezynfekcja", "en": "Disinfection", "ru": "Дезинфекция"}[language]
    expect(page.get_by_text(f"15:00–16:00: {reason}")).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_accessible_and_fits_a_phone(page: Page, site: str, language: str) -> None:
    wrong: dict[str, object] = {}
    titles: list[str] = []

    def look(name: str) -> None:
        if found := faults(page):
            wrong[name] = found
        titles.append(page.title())

    walk(page, site, language, at_each=look)

    assert wrong == {}
    assert len(set(titles)) == len(titles)
    assert all(title.count(" – ") for title in titles)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["", "krakow/CARD/", "krakow/CARD/times/"])
def test_the_first_view_is_light(page: Page, site: str, language: str, path: str) -> None:
    page.goto(f"{site}/{language}/visits/{path}", wait_until="networkidle")

    sizes = page.evaluate(WEIGHT)
    assert len(sizes) <= MOST_REQUESTS
    assert 0 < sum(sizes) <= MOST_BYTES


def test_an_arrow_turns_the_calendar_and_the_list_together(page: Page, site: str) -> None:
    page.goto(f"{site}/en/visits/krakow/CARD/times/")
    page.evaluate("() => { document.body.dataset.same = 'yes' }")

    page.get_by_role("link", name="Later month").click()

    expect(page.get_by_role("heading", name="January 2027", exact=True)).to_be_visible()
    expect(page.locator("#days")).to_contain_text("Monday 11 January 2027 18 free times")
    assert page.locator("body").get_attribute("data-same") == "yes"
    assert page.url.endswith("?month=2027-01")
    assert page.title() == "Choose a day in January 2027: Service CARD – Foreigners' Portal"
    assert hrefs(page, "#days li a") == hrefs(page, "#calendar td a")
    page.go_back()
    expect(page.get_by_role("heading", name="December 2026", exact=True)).to_be_visible()


def hrefs(page: Page, selector: str) -> list[str]:
    found: list[str] = page.locator(selector).evaluate_all("links => links.map(link => link.href)")
    return found


def test_a_visit_is_booked_without_javascript(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    seen: list[str] = []

    walk(page, site, "en", at_each=seen.append)

    expect(page.get_by_role("heading", level=1)).to_have_text("Your visit is cancelled")
    assert len(seen) == 18
    context.close()


def test_more_time_can_be_had_without_losing_what_was_typed(page: Page, site: str) -> None:
    page.goto(f"{site}/en/visits/krakow/CARD/times/2026-12-07/")
    page.get_by_role("button", name="09:30").click()
    page.get_by_label("Given names").fill("Оксана")

    page.get_by_role("button", name="Keep the time for longer").click()

    expect(
        page.get_by_role("status").filter(has_text="We are keeping this time for you until")
    ).to_be_visible()
    expect(page.get_by_label("Given names")).to_have_value("Оксана")


def test_a_visit_is_booked_with_the_keyboard_alone(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{site}/en/visits/krakow/CARD/")

    go_to(page, "Choose a time")
    page.keyboard.press("Enter")
    page.wait_for_url("**/start/")
    go_to(page, "Continue")
    page.keyboard.press("Enter")
    page.wait_for_url("**/times/")
    go_to(page, "7 December 2026, Monday")
    page.keyboard.press("Enter")
    page.wait_for_url("**/2026-12-07/")
    go_to(page, "10:00")
    page.keyboard.press("Enter")
    page.wait_for_url("**/details/")
    go_to(page, "", control="id_given_names")
    for typed in ("Оксана", "Żółć", "27", "3", "1990", "Ukr", "SC-II.6151.12345.2025", "o@example.test"):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/check/")
    go_to(page, "Send me the code")
    page.keyboard.press("Enter")
    page.wait_for_url("**/code/")
    go_to(page, "", control="id_code")
    page.keyboard.type(notices.code_of(held()))
    page.keyboard.press("Enter")
    page.wait_for_url("**/booked/**")

    expect(page.get_by_role("heading", level=1)).to_have_text("Your visit is booked")
    assert Appointment.objects.get(state=AppointmentState.BOOKED).citizenship == "UA"


def test_every_stop_of_the_keyboard_is_in_order_and_can_be_seen(page: Page, site: str) -> None:
    wrong: dict[str, object] = {}

    def look(name: str) -> None:
        if found := in_browser.faults_of_focus(page):
            wrong[name] = found

    walk(page, site, "ru", at_each=look)

    assert wrong == {}


def test_the_buttons_of_times_are_large_enough_for_a_thumb(page: Page, site: str) -> None:
    page.goto(f"{site}/en/visits/krakow/CARD/times/2026-12-07/")

    boxes = [button.bounding_box() for button in page.get_by_role("main").get_by_role("button").all()]
    assert boxes
    assert all(box and box["height"] >= 44 and box["width"] >= 44 for box in boxes)


def test_who_has_to_wait_is_told_until_when_and_goes_on_with_what_was_chosen(page: Page, site: str) -> None:
    page.goto(f"{site}/en/visits/krakow/CARD/times/2026-12-07/")
    page.get_by_role("button", name="09:30").click()
    fill_in(page)
    page.locator("#details button").first.click()
    code = Limit("code.contact", 6, timedelta(hours=1))
    for _ in range(code.times):
        spend((code, "oksana@example.test"), at=make.AT)

    page.get_by_role("button", name="Send me the code").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Please wait before you try again")
    expect(page.get_by_text("You can try again at 11:00.")).to_be_visible()
    counted.forget()  # as good as an hour
    page.get_by_role("button", name="Try again").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Look in your e-mail")
