"""What every test may use: a browser that is really there, and a clean world."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection
from django.utils import translation
from playwright.sync_api import Browser, Playwright, sync_playwright
from playwright.sync_api import Error as BrowserError
from pytest_django.plugin import DjangoDbBlocker

AUDIT_TABLES = ("audit_event", "audit_seal")
CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--accept-lang=en-US",  # without its window Chromium asks for no language
]


def pytest_configure() -> None:
    # Half a second a person, spent on hashing a password that opens nothing.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Try again where the browser gave way, as it does on a busy machine; a false assertion never.

    The end of the run counts what was tried again.
    """
    for item in items:
        if {"browser", "whole_browser"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.flaky(reruns=2, only_rerun=[BrowserError]))


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Begin each test in English: a page that another test asked for leaves its language behind."""
    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:  # noqa: ARG001  runs first
    """Let tests that commit truncate the audit after them; changing and deleting stay refused.

    And begin without reminders, as such a test leaves it: who wants some makes them.
    """
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table in AUDIT_TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_stays_whole")
        cursor.execute("DELETE FROM scheduling_reminderrule")


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Return the one driver of the run: Playwright cannot be started twice in a process."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Playwright, chromium_path: str) -> Iterator[Browser]:
    """Return the one browser of the run, without its window where the machine has that."""
    chromium = playwright.chromium.launch(executable_path=chromium_path, args=CHROMIUM)
    yield chromium
    chromium.close()


@pytest.fixture(scope="session")
def whole_browser(playwright: Playwright, whole_chromium_path: str) -> Iterator[Browser]:
    """Return a browser with all it has: what comes to a device, only a whole one shows."""
    chromium = playwright.chromium.launch(executable_path=whole_chromium_path, args=CHROMIUM)
    yield chromium
    chromium.close()
