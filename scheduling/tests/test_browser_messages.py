"""From a booking in the browser to what arrives: mail and text message, and the reminder in its time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.utils import timezone, translation
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings

from portal.accounts.models import Office
from portal.notifications.choices import Channel
from portal.notifications.rules.sms import LONGEST_PARTS, parts
from portal.notifications.tasks import deliver_due
from portal.notifications.tests.sink import Sink
from scheduling import notices
from scheduling.models import Appointment
from scheduling.tests import factories as make
from scheduling.tests import in_browser
from scheduling.tests.in_browser import LANGUAGES, OKSANA, fill_in, held

if TYPE_CHECKING:
    from portal.local.gateway.running import Running

# Mondays after the nights in which the clocks change, and when "two days before" is in UTC:
# 49 hours before nine o'clock in autumn, 47 in spring.
AUTUMN = (date(2026, 10, 26), datetime(2026, 10, 24, 7, tzinfo=UTC))
SPRING = (date(2026, 3, 30), datetime(2026, 3, 28, 8, tzinfo=UTC))
NAMES = {"pl": "Urząd Wojewódzki", "en": "Voivodeship Office", "ru": "Воеводское управление"}
LINK = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class World:
    """The portal as a browser sees it, and where its messages arrive."""

    site: str
    page: Page
    sink: Sink
    gateway: "Running"

    def arrive(self) -> tuple[list[str], list[str]]:
        """Let the workers look once; return the subjects of mails and the texts that are new."""
        mails, texts = len(self.sink.accepted), len(self.gateway.delivered())
        for channel in Channel.EMAIL, Channel.SMS:
            deliver_due(channel)
        return (
            [str(message["Subject"]).strip() for message in self.sink.accepted[mails:]],
            [message["text"] for message in self.gateway.delivered()[texts:]],
        )

    def book(self, language: str, on: date) -> Appointment:
        page = self.page
        page.goto(f"{self.site}/{language}/visits/krakow/CARD/times/{on.isoformat()}/")
        page.locator("main .portal-time", has_text="09:00").click()
        fill_in(page, phone="600 000 001")
        page.locator(in_browser.CONTINUE).click()
        page.locator(in_browser.SEND_CODE).click()
        page.locator("#id_code").fill(notices.code_of(held()))
        page.locator(in_browser.BOOK).click()
        expect(page.locator(".govuk-panel, .portal-panel").first).to_be_visible()
        return Appointment.objects.for_page().get(state="booked")


@pytest.fixture
def world(
    transactional_db: None,  # noqa: ARG001  the server reads what was committed
    browser: Browser,
    settings: Settings,
    sms_gateway: "Running",
) -> Iterator[World]:
    service = make.service("CARD", minutes=30, needs_case_number=True)
    office = make.working_office(service, slug="krakow", on=[AUTUMN[0], SPRING[0]])
    Office.objects.filter(pk=office.pk).update(
        **{f"message_name_{language}": name for language, name in NAMES.items()},
        **{f"address_{language}": "Przy Rondzie 6\nKraków" for language in LANGUAGES},
    )
    make.reminder(2, by=[Channel.EMAIL, Channel.SMS])
    settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_TOKEN = sms_gateway.url, sms_gateway.token
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with Sink() as sink, in_browser.served() as site, in_browser.phone(browser) as page:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        settings.SITE_URL = site
        yield World(site, page, sink, sms_gateway)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("on", "due"), [AUTUMN, SPRING], ids=["autumn", "spring"])
def test_what_is_booked_in_the_browser_is_confirmed_and_reminded_of(
    world: World, language: str, on: date, due: datetime
) -> None:
    with time_machine.travel(due - timedelta(days=5), tick=True):
        visit = world.book(language, on)
        mails, texts = world.arrive()

    with translation.override(language):
        booked = translation.gettext("Your visit to the office is booked")
        in_two_days = translation.ngettext(
            "Your visit is in %(days)d day", "Your visit is in %(days)d days", 2
        )
    assert mails[-1] == booked
    (text,) = texts
    assert text.startswith(f"{NAMES[language]}: ")
    assert "09:00" in text
    assert parts(text).count <= LONGEST_PARTS

    with time_machine.travel(due - timedelta(seconds=30), tick=False):
        assert world.arrive() == ([], [])
    with time_machine.travel(due, tick=True):
        mails, texts = world.arrive()
        assert world.arrive() == ([], [])
        assert mails == [in_two_days % {"days": 2}]
        assert world.sink.accepted[-1]["To"] == OKSANA
        assert len(texts) == 1
        _leads_to_the_visit(world, texts[0], visit, language)


def _leads_to_the_visit(world: World, text: str, visit: Appointment, language: str) -> None:
    (link,) = LINK.findall(text)
    world.page.goto(link)
    assert world.page.url == f"{world.site}/{language}/visits/booked/{notices.token_of(visit)}/"
    expect(world.page.locator("html")).to_have_attribute("lang", language)
    assert timezone.now() < visit.interval.start
