"""An announcement is read and a barrier reported with the keyboard, at the width of a phone."""

from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from portal.accounts.tests import factories as accounts
from portal.web.models import BarrierReport
from portal.web.tests import counted
from portal.web.tests.factories import announcement
from scheduling.tests.in_browser import faults, faults_of_focus, go_to, phone, served

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    counted.forget()
    today = timezone.localdate()
    for title, office in (("Closed on Thursday", accounts.office()), ("New hours", accounts.office())):
        announcement(title, office=office, first_on=today, last_on=today)
    with served() as site, phone(browser, base_url=site) as opened:
        yield opened


def test_what_is_announced_is_read_and_a_barrier_reported_by_keyboard(page: Page) -> None:
    page.goto("/en/info/")
    assert (faults(page), faults_of_focus(page)) == ({}, [])
    region = page.get_by_role("region", name="Announcements")
    expect(region.get_by_text("From 12:00.").first).to_be_hidden()
    page.reload()
    go_to(page, "Closed on Thursday")
    page.keyboard.press("Enter")
    expect(region.get_by_text("From 12:00.").first).to_be_visible()
    assert faults(page) == {}

    go_to(page, "Report a barrier")
    page.keyboard.press("Enter")
    expect(page.get_by_label("On which page?")).to_have_value("/en/info/")
    assert (faults(page), faults_of_focus(page)) == ({}, [])
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("alert")).to_contain_text("Write what does not work")
    assert faults(page) == {}

    page.get_by_label("What does not work?").fill("The list is read as one word.")
    page.get_by_label("E-mail address").fill("ola@example.test")
    page.get_by_role("button", name="Send the report").click()
    report = BarrierReport.objects.get()
    expect(page.get_by_role("main")).to_contain_text(report.number)
    assert (faults(page), faults_of_focus(page)) == ({}, [])


def test_a_barrier_is_reported_without_scripts(browser: Browser) -> None:
    with served() as site, phone(browser, base_url=site, java_script_enabled=False) as page:
        page.goto("/ru/accessibility/report/")
        page.locator("#id_problem").fill("Ничего не слышно.")
        page.locator("#id_phone").fill("+48 12 345 67 89")
        page.locator("main button").click()
        page.wait_for_url("**/report/*/")

    assert BarrierReport.objects.get().language == "ru"
