"""A clerk without a private phone: a key that plugs in, and codes on paper for the day it is lost."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.cache import cache
from playwright.sync_api import Browser, CDPSession, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from portal.accounts.choices import Role
from portal.accounts.models import User
from portal.accounts.tests.factories import PASSWORD, member
from portal.accounts.tests.test_passkey import press, sign_in

# A security key: it plugs in, knows no finger, and stores no account.
KEY = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasResidentKey": False,
    "hasUserVerification": False,
    "automaticPresenceSimulation": True,
}
ROW = "/admin/scheduling/duty/"


@dataclass(frozen=True)
class Desk:
    """A browser with a place where a key can be plugged in."""

    page: Page
    port: CDPSession
    key: str

    def lose_the_key(self) -> None:
        self.port.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": self.key})

    def leave(self) -> None:
        self.page.context.clear_cookies()


@pytest.fixture
def clerk(transactional_db: None) -> User:  # noqa: ARG001  it is written there
    return member(Role.CLERK, email="clerk@example.test")


@pytest.fixture
def desk(browser: Browser, live_server: LiveServer, settings: Settings) -> Iterator[Desk]:
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    cache.clear()
    context = browser.new_context(locale="en", base_url=live_server.url)
    page = context.new_page()
    port = context.new_cdp_session(page)
    port.send("WebAuthn.enable")
    key = port.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})["authenticatorId"]
    page.set_default_timeout(10_000)
    yield Desk(page, port, key)
    context.close()


def enrol(desk: Desk, clerk: User) -> list[str]:
    """Add the key, as one does on the first day, and return the codes on the page that follows."""
    page = desk.page
    page.goto("/en/account/login/")
    sign_in(page, clerk.email)
    page.goto("/en/account/2fa/webauthn/add/")
    if "reauthenticate" in page.url:
        page.get_by_label("Password").fill(PASSWORD)
        press(page, "Confirm")
    press(page, "Add")
    page.wait_for_url(re.compile("/2fa/recovery-codes/$"))
    return page.locator(".portal-codes code").all_inner_texts()


def test_a_clerk_with_a_key_alone_gets_in_and_without_it_with_a_code_from_paper(
    desk: Desk, clerk: User
) -> None:
    page = desk.page
    codes = enrol(desk, clerk)
    assert Authenticator.objects.get(user=clerk, type=Authenticator.Type.WEBAUTHN)
    assert codes == RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).get_unused_codes()

    desk.leave()
    page.goto(ROW)
    sign_in(page, clerk.email)
    press(page, "Use a passkey or security key")
    page.wait_for_url(f"**{ROW}")

    desk.leave()
    desk.lose_the_key()
    page.goto(ROW)
    sign_in(page, clerk.email)
    page.get_by_label("Code", exact=False).fill(codes[0])
    press(page, "Continue")
    page.wait_for_url(f"**{ROW}")

    page.goto("/en/account/2fa/")
    expect(page.get_by_role("main")).to_contain_text(f"{len(codes) - 1} codes are left.")


def test_the_codes_fill_a_sheet_of_paper_and_nothing_else_does(desk: Desk, clerk: User) -> None:
    page = desk.page
    codes = enrol(desk, clerk)

    page.emulate_media(media="print")
    shown = [line for line in page.locator("body").inner_text().splitlines() if line.strip()]

    assert len(codes) == 10
    assert shown[-11:] == [f"{len(codes)} codes are left.", *codes]
    expect(page.get_by_role("link", name="Book a visit")).to_be_hidden()
    expect(page.get_by_role("link", name="Make new codes")).to_be_hidden()
