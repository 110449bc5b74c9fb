"""The messages about a visit in a real browser: for the person, and turning reminders off."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings

from portal.accounts.choices import Role
from portal.accounts.models import User
from portal.accounts.tests import factories as accounts
from portal.audit.rules.actors import Actor
from portal.notifications.choices import Channel, State
from portal.notifications.models import Notice
from scheduling import notices
from scheduling.actions.telling import tell_again
from scheduling.models import Appointment, ReminderRule
from scheduling.tests import factories as make
from scheduling.tests import in_browser
from scheduling.tests.in_browser import LANGUAGES, faults, faults_of_focus, go_to
from scheduling.tests.told import REMINDER, reminders, told

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _a_tuesday_morning_in_december() -> Iterator[None]:
    with time_machine.travel(make.AT, tick=True):
        yield


@pytest.fixture
def visit(transactional_db: None) -> Appointment:  # noqa: ARG001  the server reads what was committed
    """Return a visit with a message of every fate, and more than its page shows at once."""
    card = make.service("CARD", minutes=30, name_en="Collect a residence card")
    office = make.working_office(card, slug="krakow")
    ReminderRule.objects.create(days=1, changed_at=make.AT, planned_at=make.AT)
    made = make.appointment(
        office.counter_set.get(),
        card,
        make.local(office, make.MONDAY, "09:00"),
        given_names="Оксана",
        family_name="Żółć",
        email=in_browser.OKSANA,
        phone="+48600000123",
        language="en",
    )
    visit = in_browser.with_page(Appointment.objects.for_page().get(pk=made.pk))
    reminders(visit, 8)
    told(visit, delivered_at=make.AT)
    told(visit, channel=Channel.SMS, to="+48600000123", state=State.FAILED, reason="unknown subscriber")
    told(visit, "appointment_moved", state=State.UNCERTAIN)
    told(visit, "appointment_code", state=State.QUEUED, reason="451 later")
    make.reminder(1, 60)
    told(visit, REMINDER, occasion="P1DT1H", state=State.QUEUED, due_at=make.AT + 4 * DAY)
    return visit


@pytest.fixture
def site(visit: Appointment) -> Iterator[str]:  # noqa: ARG001  it is written before anybody comes
    with in_browser.served() as address:
        yield address


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:  # noqa: ARG001  it leaves before the server does
    with in_browser.phone(browser) as page:
        yield page


def page_of(visit: Appointment, site: str, language: str = "en") -> str:
    return f"{site}/{language}/visits/booked/{notices.token_of(visit)}/"


def stop_page(visit: Appointment, site: str, language: str = "en") -> str:
    return f"{site}/{language}/visits/reminders/{visit.pk}/{notices.stop_token_of(visit)}/"


def confirmation() -> Notice:
    return Notice.objects.get(kind="appointment_booked", channel="email", occasion="")


def again_page(visit: Appointment, site: str, language: str = "en") -> str:
    return f"{page_of(visit, site, language)}messages/{confirmation().pk}/repetition/"


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_wrong_with_any_page(page: Page, site: str, visit: Appointment, language: str) -> None:
    wrong: dict[str, object] = {}
    pages = {
        "visit": page_of(visit, site, language),
        "again": again_page(visit, site, language),
        "stop": stop_page(visit, site, language),
    }
    for name, url in pages.items():
        page.goto(url)
        for details in page.locator("main details").all():
            details.evaluate("each => { each.open = true }")
        if found := faults(page):
            wrong[name] = found

    Appointment.objects.update(reminders_stopped_at=make.AT)
    for name in ("visit", "stop"):
        page.goto(pages[name])
        if found := faults(page):
            wrong[f"{name}, turned off"] = found

    assert wrong == {}


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without"])
def test_a_message_is_sent_again_from_the_page_of_the_visit(
    browser: Browser, site: str, visit: Appointment, script: bool
) -> None:
    """The whole way of a browser, which sends an `Origin` with its form."""
    with in_browser.phone(browser, java_script_enabled=script) as page:
        page.goto(page_of(visit, site))
        page.get_by_role("link", name="Send again – The visit is booked, E-mail").click()
        page.get_by_role("button", name="Yes, send it again").click()
        page.wait_for_url("**/booked/*/")

        expect(page.locator(".portal-alert")).to_contain_text("We are sending you the message again.")
        expect(page.locator("#messages")).to_contain_text("(sent again)")
    again = Notice.objects.get(occasion="again-1")
    assert (again.recipient, again.state) == (in_browser.OKSANA, State.QUEUED)


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without"])
def test_reminders_are_turned_off_and_on(
    browser: Browser, site: str, visit: Appointment, script: bool
) -> None:
    with in_browser.phone(browser, java_script_enabled=script) as page:
        page.goto(page_of(visit, site))
        page.get_by_role("link", name="Turn reminders off").click()
        page.get_by_role("button", name="Turn reminders off").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Reminders are turned off")
        stopped = Appointment.objects.get().reminders_stopped_at

        page.get_by_role("button", name="Turn reminders on again").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Do you want no reminders of your visit?")

    assert stopped is not None
    assert Appointment.objects.get().reminders_stopped_at is None


def test_all_of_it_works_with_the_keyboard_alone(page: Page, site: str, visit: Appointment) -> None:
    page.goto(page_of(visit, site))
    go_to(page, "3 earlier messages")
    page.keyboard.press("Enter")
    expect(page.locator("#messages details")).to_have_attribute("open", "")

    go_to(page, "Turn reminders off")
    page.keyboard.press("Enter")
    page.wait_for_url("**/reminders/**")
    assert faults_of_focus(page) == []
    page.goto(stop_page(visit, site))
    go_to(page, "Turn reminders off")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Reminders are turned off")

    page.goto(again_page(visit, site))
    assert faults_of_focus(page) == []
    page.goto(again_page(visit, site))
    go_to(page, "Yes, send it again")
    page.keyboard.press("Enter")
    page.wait_for_url("**/booked/*/")
    assert Notice.objects.filter(occasion="again-1").count() == 1


def test_the_short_address_opens_the_page(page: Page, site: str, visit: Appointment) -> None:
    page.goto(f"{site}/v/{notices.short_name_of(visit)}/")

    expect(page.get_by_role("heading", level=1)).to_have_text("Your visit is booked")
    assert page.url == page_of(visit, site)


@pytest.fixture
def clerk(visit: Appointment, settings: Settings) -> User:
    settings.STAFF_NEED_SECOND_FACTOR = False
    return accounts.member(Role.CLERK, at=visit.office, name="Clerk Kowalska", language="en")


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_is_wrong_with_the_pages_of_staff(
    browser: Browser, site: str, visit: Appointment, clerk: User, width: int
) -> None:
    tell_again(appointment=visit, notice_pk=confirmation().pk, by=Actor.user(clerk.pk), at=make.AT)
    one = f"{site}/admin/scheduling/appointment/{visit.pk}/"
    lost = Notice.objects.get(state=State.UNCERTAIN)
    wrong: dict[str, object] = {}
    for scheme in ("light", "dark"):
        with in_browser.phone(browser, color_scheme=scheme) as page:
            page.set_viewport_size({"width": width, "height": 800})
            in_browser.sign_in(page.context, site, clerk)
            for name, url in (
                ("visit", f"{one}change/"),
                ("again", f"{one}messages/{lost.pk}/repetition/"),
            ):
                page.goto(url)
                expect(page.locator("main")).to_contain_text("Perhaps not delivered")
                found = in_browser.violations(page)
                if found or page.evaluate(in_browser.OVERFLOW):
                    wrong[f"{name}, {scheme}"] = found

    assert wrong == {}


def test_a_clerk_sends_a_message_again(browser: Browser, site: str, visit: Appointment, clerk: User) -> None:
    with in_browser.phone(browser) as page:
        in_browser.sign_in(page.context, site, clerk)
        page.goto(f"{site}/admin/scheduling/appointment/{visit.pk}/change/")
        page.get_by_role("link", name="Send again: The visit is booked, E-mail").click()
        page.get_by_role("button", name="Send again").click()
        page.wait_for_url("**/change/")

        expect(page.locator("#messages")).to_be_visible()
    assert Notice.objects.get(occasion="again-1").state == State.QUEUED


def test_on_paper_the_messages_are_left_out(page: Page, site: str, visit: Appointment) -> None:
    page.goto(page_of(visit, site))
    page.emulate_media(media="print")

    expect(page.locator("#messages")).to_be_hidden()
