"""The staff's pages about messages and reminders, as a browser shows them."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings

from portal.accounts.tests.factories import superuser
from portal.notifications.choices import State
from portal.notifications.models import Notice, Outage
from portal.notifications.tests.factories import notice
from scheduling.models import ReminderRule
from scheduling.tests import factories as make
from scheduling.tests.in_browser import OVERFLOW, served, sign_in, violations

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.ignore_template_errors,
]

PREVIEW = "/admin/notifications/notice/preview/"
BOOKED = f"{PREVIEW}appointment_booked/pl"
PAGES = [
    "/admin/",
    "/admin/notifications/notice/",
    "/admin/notifications/outage/",
    "/admin/scheduling/reminderrule/",
    "/admin/scheduling/reminderrule/add/",
    PREVIEW,
    f"{BOOKED}/email/",
    f"{BOOKED}/sms/",
    f"{BOOKED}/push/",
]


@pytest.fixture
def site(settings: Settings) -> Iterator[str]:
    settings.STAFF_NEED_SECOND_FACTOR = False
    now = timezone.now()
    failed = notice()
    Notice.objects.filter(pk=failed.pk).update(state=State.FAILED, reason="550 no mailbox", next_try_at=None)
    Outage.objects.create(
        channel="sms", began_at=now - timedelta(hours=1), probe_at=now, reason="ReadTimeoutError"
    )
    ReminderRule.objects.create(days=7, changed_at=now)
    ReminderRule.objects.create(service=make.service("CARD"), minutes=210, by_sms=True, changed_at=now)
    with served() as address:
        yield address


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 360, "height": 740}, base_url=site)
    context.add_cookies([{"name": "language", "value": "en", "url": site}])
    sign_in(context, site, superuser())
    yield context.new_page()
    context.close()


def faults(page: Page, address: str) -> dict[str, object]:
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.goto(address)
    found = violations(page)
    overflow = page.evaluate(OVERFLOW)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    page.reload()
    wrong = {"axe": found, "contrast": violations(page, "color-contrast"), "overflow": overflow}
    return {what: how for what, how in wrong.items() if how}


def test_each_page_is_fit_for_a_phone_a_screen_reader_and_the_dark(page: Page) -> None:
    found = {address: faults(page, address) for address in PAGES}

    assert found == {address: {} for address in PAGES}


def test_the_formatted_e_mail_is_shown_in_its_frame_and_nothing_in_it_runs(page: Page) -> None:
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)

    page.goto(f"{BOOKED}/email/")

    frame = page.frame_locator(".preview-frame")
    expect(frame.locator("h1")).to_be_visible()
    assert frame.locator("h1").evaluate("heading => getComputedStyle(heading).fontSize") == "26px"
    assert frame.locator("h1").evaluate("() => origin") == "null"
    assert refused == []


def test_the_keyboard_leads_from_the_table_to_a_message_and_on_to_its_text(page: Page) -> None:
    page.goto(PREVIEW)

    page.get_by_role("link", name="English: The visit is booked, e-mail").press("Enter")
    page.get_by_role("navigation", name="Channel").get_by_role("link", name="Text message").press("Enter")

    expect(page).to_have_url(re.compile("/appointment_booked/en/sms/$"))
    expect(page.locator(".preview-bubble")).to_contain_text("your visit is booked")
