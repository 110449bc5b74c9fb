"""A supervisor plans a week by keyboard, on a phone and at a desk; without scripts it is the same page."""

from collections.abc import Iterator
from datetime import date, time, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, ViewportSize, expect
from pytest_django import Settings

from portal.accounts.choices import Role
from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from scheduling.models import Duty, Service, ShiftPattern
from scheduling.tests import factories as make
from scheduling.tests.in_browser import OVERFLOW, served, sign_in, violations

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.ignore_template_errors]

DAY = timedelta(days=1)
MONDAY = date(2027, 1, 11)  # a week without holidays
WIDE, NARROW = ViewportSize(width=1280, height=900), ViewportSize(width=360, height=740)
FOCUSED = "() => document.activeElement.id"


@pytest.fixture
def office() -> Office:
    return accounts.office()


@pytest.fixture
def service(office: Office) -> Service:
    service = make.service()
    for code in ("01", "02"):
        make.counter(office, service, code=code)
    weekdays = {"weekdays": make.MONDAY_TO_FRIDAY, "valid_from": date(2020, 1, 1)}
    ShiftPattern.objects.create(office=office, name_en="First", starts=time(7, 30), ends=time(15), **weekdays)
    return service


@pytest.fixture
def clerks(office: Office) -> list[User]:
    return [accounts.member(Role.CLERK, at=office, name=name) for name in ("Ala", "Ewa")]


@pytest.fixture
def page(browser: Browser, settings: Settings, office: Office) -> Iterator[Page]:
    settings.STAFF_NEED_SECOND_FACTOR = False
    with served() as site:
        context = browser.new_context(viewport=WIDE, base_url=site)
        context.set_default_timeout(10_000)
        context.add_cookies([{"name": "language", "value": "en", "url": site}])
        sign_in(context, site, accounts.member(Role.SUPERVISOR, at=office, name="Zofia"))
        yield context.new_page()
        context.close()


def faults(page: Page) -> dict[str, object]:
    page.wait_for_load_state()
    found = violations(page)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    wrong = {
        "axe": found,
        "contrast": violations(page, "color-contrast"),
        "overflow": page.evaluate(OVERFLOW),
    }
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    return {what: how for what, how in wrong.items() if how}


def tab_to(page: Page, control: str) -> None:
    for _ in range(120):
        if page.evaluate(FOCUSED) == control:
            return
        page.keyboard.press("Tab")
    pytest.fail(f"The keyboard does not reach {control}.")


def test_a_week_is_planned_by_keyboard_and_read_on_a_phone(
    page: Page, office: Office, service: Service, clerks: list[User]
) -> None:
    first, second = office.counter_set.order_by("code")
    make.duty(first, on=MONDAY, starts="07:30", ends="09:00", clerk=clerks[0])
    make.appointment(first, service, make.local(office, MONDAY, "10:00"))
    assert timezone.localdate() < MONDAY
    page.goto(f"/admin/scheduling/duty/rota/?office={office.pk}&week={MONDAY}")
    expect(page.get_by_role("cell", name="No clerk 10:00–10:15: 1 visit booked")).to_be_visible()
    assert faults(page) == {}

    for control, text in (("id_add-clerk", "Ewa"), ("id_add-counter", "02"), ("id_add-pattern", "First")):
        tab_to(page, control)
        page.keyboard.type(text)
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    expect(page.get_by_text("5 duties were planned.")).to_be_visible()
    assert Duty.objects.filter(clerk=clerks[1], counter=second).count() == 5
    page.set_viewport_size(NARROW)
    expect(page.get_by_role("table")).to_be_hidden()
    expect(page.get_by_role("heading", name="Monday 11 January")).to_be_visible()
    expect(page.get_by_text("No clerk 10:00–10:15: 1 visit booked").locator("visible=true")).to_be_visible()
    assert faults(page) == {}
    plain = page.context.browser.new_context(  # type: ignore[union-attr]  # it has one
        viewport=WIDE, java_script_enabled=False, storage_state=page.context.storage_state()
    ).new_page()
    plain.goto(page.url)
    expect(plain.get_by_role("table")).to_be_visible()
    expect(plain.get_by_role("button", name="Swap")).to_be_visible()
    plain.context.close()
