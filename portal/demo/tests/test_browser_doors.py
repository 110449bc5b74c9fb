"""The front page of the demonstration in a real browser: through four doors, and back."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from portal.accounts.tests import factories as accounts
from portal.demo import clock
from portal.demo.tests.test_start import demonstrate
from portal.demo.world.staff import logins
from scheduling.tests import factories as make
from scheduling.tests import in_browser

TUESDAY = datetime(2026, 11, 24, 9, 50, tzinfo=UTC)
DOORS = {
    "Go in as a visitor": "/en/visits/",
    "As Olena, who has booked": "/en/visits/mine/",
    "Go in as a clerk": "/admin/scheduling/staffact/desk/",
    "Go in as a consultant": "/admin/",
    "Go in as a supervisor": "/admin/scheduling/duty/rota/",
}


@pytest.fixture
def site(
    settings: LazySettings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    transactional_db: None,  # noqa: ARG001  the server reads what was committed
) -> Iterator[str]:
    demonstrate(settings)
    settings.VAR_DIR = tmp_path
    settings.STATICFILES_DIRS = [settings.BASE_DIR / "portal" / "demo" / "static"]
    monkeypatch.setattr(clock, "known", clock.Known())
    monkeypatch.setattr(timezone, "now", clock.now)
    clock.set_to(TUESDAY)
    logins([accounts.office("krakow"), make.working_office(make.service())], at=TUESDAY)
    with in_browser.served() as address:
        yield address


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    with in_browser.phone(browser) as page:
        page.goto(f"{site}/en/demo/")
        yield page


def test_each_door_is_one_click_away_and_each_page_leads_back(page: Page, site: str) -> None:
    found = {}
    for button in DOORS:
        page.get_by_role("button", name=button, exact=True).click()
        found[button] = page.url.removeprefix(site)
        page.get_by_role("link", name="All doors").first.click()

    assert found == DOORS


@pytest.mark.parametrize("language", in_browser.LANGUAGES)
def test_everybody_can_read_and_use_it_on_a_phone(page: Page, site: str, language: str) -> None:
    page.goto(f"{site}/{language}/demo/")

    assert in_browser.faults(page) == {}
    assert in_browser.faults_of_focus(page) == []


def test_the_clock_ticks_is_set_by_one_click_and_complains_in_words(page: Page) -> None:
    face = page.locator("[data-demo-clock]")
    expect(face).to_have_text(re.compile(r"10:50:\d\d"))
    expect(face).not_to_have_text(face.inner_text())
    page.get_by_role("button", name="15:30, in the break").click()
    shown = page.locator(".portal-demo__time").inner_text()

    page.get_by_text("Another day and time").click()
    page.locator("#id_on_day").fill("31")
    page.locator("#id_on_month").fill("2")
    page.locator("#id_on_year").fill("2027")
    page.locator("#id_time").fill("10:50")
    page.locator("details").get_by_role("button", name="Set the clock").click()
    page.wait_for_load_state()

    assert shown == "Tuesday 24 November 2026, 15:30"
    assert page.locator("[data-error-summary] a").all_inner_texts() == ["The date must be a real date"]
    assert page.locator("#id_on_day").input_value() == "31"
    assert in_browser.faults(page) == {}
