"""A passkey from first to last, in a real browser with a made-up authenticator.

WebAuthn knows plain http on `localhost` alone, and that is where the live server is.
"""

import re
from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from portal.accounts.tests.factories import PASSWORD, superuser

KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def page(browser: Browser, live_server: LiveServer, settings: Settings) -> Iterator[Page]:
    """Return a page whose browser has a fingerprint reader."""
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    cache.clear()
    context = browser.new_context(locale="en", base_url=live_server.url)
    its_page = context.new_page()
    developer = context.new_cdp_session(its_page)
    developer.send("WebAuthn.enable")
    developer.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    its_page.set_default_timeout(10_000)
    yield its_page
    context.close()


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).click()


def sign_in(page: Page, email: str) -> None:
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Sign in")


@pytest.mark.django_db(transaction=True)
def test_a_chief_sets_up_a_passkey_and_opens_the_admin_with_it_alone(page: Page) -> None:
    chief = superuser("chief@example.test")
    errors: list[str] = []
    page.on(
        "console", lambda message: errors.append(message.text) if "Content Security" in message.text else None
    )

    page.goto("/admin/")
    sign_in(page, chief.email)
    expect(page.get_by_role("heading", name="Set up a second step first")).to_be_visible()
    assert Axe().run(page).response["violations"] == []

    page.goto("/en/account/2fa/webauthn/add/")
    if "reauthenticate" in page.url:
        page.get_by_label("Password").fill(PASSWORD)
        press(page, "Confirm")
    page.locator("[name=passwordless]").check()
    press(page, "Add")
    page.wait_for_url(re.compile("/2fa/(recovery-codes/)?$"))
    assert Authenticator.objects.filter(user=chief, type=Authenticator.Type.WEBAUTHN).count() == 1

    page.context.clear_cookies()
    page.goto("/admin/accounts/user/")
    press(page, "Sign in with a passkey")
    page.wait_for_url("**/admin/accounts/user/")

    expect(page.get_by_role("main")).to_contain_text(chief.email)
    assert errors == []


@pytest.mark.django_db(transaction=True)
def test_a_passkey_that_does_not_answer_is_said_and_the_page_stays(page: Page) -> None:
    page.goto("/en/account/login/")

    message = page.get_by_text("The passkey or security key did not answer.")
    expect(message).to_be_hidden()
    page.route("**/2fa/webauthn/login/", lambda route: route.abort())
    press(page, "Sign in with a passkey")

    expect(message).to_be_visible()


@pytest.mark.django_db(transaction=True)
def test_without_javascript_nobody_is_offered_a_passkey(browser: Browser, live_server: LiveServer) -> None:
    context = browser.new_context(locale="en", base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()

    page.goto("/en/account/login/")

    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    context.close()
