"""Somebody without e-mail books and finds the visit again, with nothing but a phone's text messages."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
import time_machine
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings

from portal.notifications.choices import Channel
from portal.notifications.tasks import deliver_due
from scheduling.choices import AppointmentState, Arrangement
from scheduling.models import Appointment
from scheduling.tests import factories as make
from scheduling.tests import in_browser
from scheduling.tests.in_browser import BOOK, CONTINUE, LANGUAGES, SEND_CODE, faults, fill_in

if TYPE_CHECKING:
    from portal.local.gateway.running import Running

TYPED, PHONE, SHOWN = "00380 50 123 45 67", "+380501234567", "+380 50 123 4567"
SUBMIT = "main form button"


@dataclass(frozen=True)
class World:
    site: str
    gateway: "Running"

    def code(self) -> str:
        """Let the workers look once, and return the code that has come to the phone since the last look."""
        before = len(self.gateway.delivered())
        deliver_due(Channel.SMS)
        new = self.gateway.delivered()[before:]
        assert {text["to"] for text in new} == {PHONE}
        (code,) = [code for text in new for code in re.findall(r"\b\d{6}\b", text["text"])]
        return str(code)


@pytest.fixture
def world(
    transactional_db: None,  # noqa: ARG001  the server reads what was committed
    settings: Settings,
    sms_gateway: "Running",
) -> Iterator[World]:
    make.working_office(make.service("CARD", minutes=30, admits_interpreter=False), slug="krakow")
    settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_TOKEN = sms_gateway.url, sms_gateway.token
    with time_machine.travel(make.AT, tick=True), in_browser.served() as site:
        settings.SITE_URL = site
        yield World(site, sms_gateway)


def walk(page: Page, world: World, language: str, at_each: Callable[[str], None]) -> None:
    """Book without an address, after forgetting to give any contact; lose the link, and find the visit."""
    page.goto(f"{world.site}/{language}/visits/krakow/CARD/times/{make.MONDAY.isoformat()}/")
    page.locator("main .portal-time", has_text="09:00").click()
    at_each("details")
    fill_in(page, email="", phone="")
    page.locator(f"[value={Arrangement.STEP_FREE}]").check()
    page.locator(CONTINUE).click()
    at_each("no contact")
    page.locator(".govuk-error-summary a").click()
    expect(page.locator("#id_email")).to_have_value("")
    expect(page.locator(f"[value={Arrangement.STEP_FREE}]")).to_be_checked()
    page.locator("#id_phone").fill(TYPED)
    page.locator(CONTINUE).click()
    at_each("check")
    page.locator(SEND_CODE).click()
    expect(page.locator("main")).to_contain_text(SHOWN)
    at_each("code")
    page.locator("#id_code").fill(world.code())
    page.locator(BOOK).click()
    page.wait_for_url("**/booked/**")
    at_each("booked")
    reference = Appointment.objects.get(state=AppointmentState.BOOKED).reference
    page.context.clear_cookies()
    page.goto(f"{world.site}/{language}/visits/find/")
    page.locator("#id_reference").fill(reference)
    page.locator("#id_contact").fill(TYPED)
    page.locator(SUBMIT).first.click()
    at_each("code to find")
    page.locator("#id_code").fill(world.code())
    page.locator(SUBMIT).first.click()
    page.wait_for_url("**/booked/**")


def test_a_phone_and_no_e_mail_is_enough_without_javascript(browser: Browser, world: World) -> None:
    seen: list[str] = []
    with in_browser.phone(browser, java_script_enabled=False) as page:
        walk(page, world, "ru", seen.append)

    visit = Appointment.objects.get()
    assert len(seen) == 6
    assert (visit.email, visit.phone, visit.language) == ("", PHONE, "ru")
    assert visit.arrangements == [Arrangement.STEP_FREE]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_on_the_way_is_accessible(browser: Browser, world: World, language: str) -> None:
    wrong: dict[str, object] = {}
    with in_browser.phone(browser) as page:

        def look(name: str) -> None:
            if found := faults(page):
                wrong[name] = found

        walk(page, world, language, look)

    assert wrong == {}
