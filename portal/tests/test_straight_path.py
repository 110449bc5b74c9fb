"""The whole portal as `make run` starts it, used by a foreigner and a clerk in a browser.

Real servers, real worker, real mail in the demonstration's mailbox. With PICTURES=1 the
walk also takes the picture of the README.
"""

import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, expect

from portal.local.ports import free_port

ROOT = Path(settings.BASE_DIR)
LANGUAGES = ["pl", "en", "ru"]
PATIENCE = 90.0  # seconds until the first page, on a machine that is busy with other tests
# What the tests set for themselves must not reach the portal that is tried.
OURS = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "IDENTITY_KEY", "DEMO", "TLS", "SITE_URL", "ALLOWED_HOSTS")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start the portal on a port of its own, with an empty var/, and stop it."""
    port = free_port()
    var = tmp_path_factory.mktemp("var")
    environment = {key: value for key, value in os.environ.items() if key not in OURS}
    log = (var / "launcher.log").open("wb")
    launcher = subprocess.Popen(
        [sys.executable, "-m", "portal.local"],
        cwd=ROOT,
        env=environment | {"PORT": str(port), "VAR_DIR": str(var / "data")},
        stdout=log,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
    )
    try:
        wait_for(f"http://localhost:{port}/healthz/ready", launcher, var / "launcher.log")
        yield f"http://localhost:{port}"
    finally:
        launcher.terminate()
        launcher.wait(30)
        log.close()


def wait_for(url: str, launcher: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and launcher.poll() is None:
        with suppress(OSError), urllib.request.urlopen(url, timeout=2):  # noqa: S310  our own address
            return
        time.sleep(0.2)
    pytest.fail(f"The portal did not start: {log.read_text()}")


@pytest.fixture
def visitor(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    yield context
    context.close()


@pytest.fixture
def clerk(browser: Browser, site: str) -> Iterator[Page]:
    """Return the admin panel, with a clerk of the demonstration signed in."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    page = context.new_page()
    page.goto(f"{site}/en/account/login/?next=/admin/")
    page.get_by_label("Email").or_(page.get_by_label("E-mail")).first.fill("clerk@example.test")
    page.get_by_label("Password").first.fill("demonstration")
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/admin/**")
    yield page
    context.close()


def times_of(page: Page) -> list[str]:
    """Return the free times that the page of a day offers."""
    texts = page.get_by_role("main").locator("form button").all_inner_texts()
    return [found.group() for text in texts if (found := re.search(r"\d\d:\d\d", text))]


def code_from_mailbox(page: Page, site: str, subject: str) -> str:
    """Wait for the mail and return the code in it."""
    page.goto(f"{site}/en/demo/mailbox/")
    letter = page.get_by_role("link", name=subject).first
    for _ in range(60):
        if letter.count():
            break
        page.wait_for_timeout(500)
        page.reload()
    letter.click()
    return page.locator("[data-code]").inner_text().strip()


def day_with_noon_free(page: Page, site: str) -> date:
    """Return a day some weeks ahead that still has times from 12:00 to 13:00."""
    on = date.today() + timedelta(days=21)  # noqa: DTZ011  a day roughly three weeks ahead
    for _ in range(20):
        page.goto(f"{site}/en/visits/krakow/INFO/times/{on}/")
        if {"12:00", "12:15"} <= set(times_of(page)):
            return on
        on += timedelta(days=1)
    pytest.fail("No day has a free time at noon.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_anyone_sees_the_free_times(site: str, visitor: BrowserContext, language: str) -> None:
    page = visitor.new_page()

    page.goto(f"{site}/{language}/")
    page.locator(".portal-hero a").click()
    page.locator("main a[href*='/krakow/COMPLETE/']").first.click()
    page.locator("main a[href$='/start/']").first.click()
    for question in page.locator("#start fieldset:has([type=radio])").all():
        question.locator("[type=radio]").first.check()
    page.locator("#start button").click()
    page.locator("main a[href*='/times/20']").first.click()

    assert page.locator("html").get_attribute("lang") == language
    assert times_of(page)
    assert not [clock for clock in times_of(page) if "15:00" <= clock < "16:00"]


def test_a_foreigner_books_moves_finds_and_cancels_with_codes_from_the_mail(
    site: str, visitor: BrowserContext
) -> None:
    page, other = visitor.new_page(), visitor.new_page()
    on = day_with_noon_free(page, site)
    day = page.url

    page.get_by_role("main").get_by_role("button", name=re.compile("12:00")).click()
    page.get_by_label("Given names").fill("Olena")
    page.get_by_label("Family name").fill("Kovalenko")
    for part, value in {"Day": "17", "Month": "5", "Year": "1990"}.items():
        page.get_by_label(part, exact=True).fill(value)
    page.get_by_label("Citizenship").select_option("UA")
    page.get_by_label(re.compile("E-mail")).fill("olena@example.test")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("main")).to_contain_text("olena@example.test")
    page.get_by_role("main").locator("form button").first.click()
    page.locator("input[name=code]").fill(code_from_mailbox(other, site, "Your code to book the visit"))
    page.get_by_role("button", name="Book the visit").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("booked"))
    reference = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", page.get_by_role("main").inner_text())
    assert reference
    booked = page.url

    # Without cookies the page is the same: it can be bookmarked.
    visitor.clear_cookies()
    page.goto(booked)
    expect(page.get_by_role("main")).to_contain_text(reference.group())

    page.get_by_role("link", name="Change the time").click()
    page.goto(f"{page.url}{on}/")
    page.get_by_role("main").get_by_role("link", name="12:15").click()
    page.get_by_role("button", name="Yes, change the time").click()
    expect(page.get_by_role("main")).to_contain_text("12:15")
    expect(page.get_by_role("main")).to_contain_text(reference.group())

    # Whoever has lost the address finds the visit again.
    visitor.clear_cookies()
    page.goto(f"{site}/en/visits/find/")
    page.get_by_label("Reference").fill(reference.group())
    page.get_by_label(re.compile("E-mail")).fill("olena@example.test")
    page.get_by_role("button", name="Send me a code").click()
    page.locator("input[name=code]").fill(code_from_mailbox(other, site, "Your code to open your visit"))
    page.get_by_role("button", name="Open the visit").click()
    expect(page).to_have_url(booked)

    page.get_by_role("link", name="Cancel the visit").click()
    page.get_by_role("main").locator("form button").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("cancelled"))
    page.goto(day)
    assert {"12:00", "12:15"} <= set(times_of(page)), on


def test_times_vanish_when_a_clerk_blocks_an_hour(site: str, visitor: BrowserContext, clerk: Page) -> None:
    page = visitor.new_page()
    on = day_with_noon_free(page, site)

    clerk.goto(f"{site}/admin/scheduling/blockedwindow/add/")
    offices = clerk.locator("#id_office option")
    clerk.locator("#id_office").select_option(index=offices.count() - 1)
    for language, reason in {"pl": "Szkolenie", "en": "Training", "ru": "Обучение"}.items():
        clerk.locator(f"#id_reason_{language}").fill(reason)
    for box in clerk.locator("input[name=weekdays]").all():
        box.check()
    clerk.locator("#id_starts").fill("12:00")
    clerk.locator("#id_ends").fill("13:00")
    clerk.locator("#id_valid_from").fill(f"{on}")
    clerk.locator("#id_valid_to").fill(f"{on}")
    save = clerk.locator("button[name=_save], input[name=_save]").first
    save.click()
    decide = clerk.locator("input[type=checkbox][name=go_ahead]")
    decide.or_(clerk.locator("#changelist")).first.wait_for()
    if decide.count():  # visits are booked in that hour: nothing is saved before they are decided about
        decide.check()
        save.click()
        clerk.locator("#changelist").wait_for()

    page.reload()
    assert not [clock for clock in times_of(page) if "12:00" <= clock < "13:00"]
    expect(page.get_by_role("main")).to_contain_text("Training")


def test_a_month_and_its_picture_for_the_readme(site: str, visitor: BrowserContext) -> None:
    page = visitor.new_page()
    page.goto(f"{site}/en/visits/krakow/COMPLETE/times/")
    page.get_by_role("link", name="Later month").click()

    expect(page.get_by_role("link", name="Earlier month")).to_be_visible()
    if os.environ.get("PICTURES"):
        page.set_viewport_size({"width": 1280, "height": 1020})
        page.screenshot(path=ROOT / "docs" / "pictures" / "month.png")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_portals_own_pages_are_accessible_and_fit_a_phone(
    site: str, browser: Browser, language: str
) -> None:
    paths = ["", "info/", "info/fees/", "info/summons/", "accessibility/", "privacy/", "contact/"]
    account = ["account/login/", "account/signup/", "account/password/reset/", "demo/mailbox/"]
    for scheme in ("light", "dark"):
        context = browser.new_context(viewport={"width": 360, "height": 800}, color_scheme=scheme)
        page = context.new_page()
        for path in [*paths, *account]:
            page.goto(f"{site}/{language}/{path}")
            found = [row["id"] for row in Axe().run(page).response["violations"]]
            width = page.evaluate("document.documentElement.scrollWidth")

            assert (path, scheme, found, width) == (path, scheme, [], 360)
        context.close()


def test_the_portals_own_pages_need_no_javascript(site: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()

    page.goto(f"{site}/en/")
    page.get_by_role("navigation", name="Language").first.get_by_role("link", name="Polski").click()
    page.get_by_role("link", name="Warto wiedzieć").or_(page.locator("a[href$='/pl/info/']")).first.click()
    page.locator("main a[href*='/info/']").first.click()

    assert page.url.startswith(f"{site}/pl/info/")
    assert page.get_by_role("heading", level=1).inner_text()
    context.close()
