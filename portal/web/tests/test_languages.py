"""The language of the page, of the next visit and of the messages: three different things."""

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from portal.accounts.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.urls("portal.web.tests.pages")]
HERE = "http://testserver"


@pytest.fixture
def reader(client: Client) -> User:
    reader = User.objects.create_user("reader@example.test", language="pl")
    client.force_login(reader)
    return reader


@pytest.mark.parametrize(
    ("cookie", "account", "browser", "home"),
    [
        pytest.param("ru", "en", "pl", "/ru/", id="the-last-visit-first"),
        pytest.param(None, "en", "ru", "/en/", id="then-the-account"),
        pytest.param(None, None, "ru-RU,ru;q=0.9,en;q=0.8", "/ru/", id="then-the-browser"),
        pytest.param(None, None, "uk,en;q=0.5", "/en/", id="its-second-wish"),
        pytest.param(None, None, "de", "/pl/", id="polish-for-the-rest"),
        pytest.param(None, None, None, "/pl/", id="polish-for-who-says-nothing"),
        pytest.param("de", None, "en", "/en/", id="a-language-we-do-not-speak"),
        pytest.param("//evil.example.org", None, "en", "/en/", id="no-language-at-all"),
    ],
)
def test_the_bare_address_leads_to_the_home_page_of_the_readers_language(
    client: Client, cookie: str | None, account: str | None, browser: str | None, home: str
) -> None:
    if account:
        client.force_login(User.objects.create_user("reader@example.test", language=account))
    if cookie:
        client.cookies["language"] = cookie

    response = client.get("/", headers={"Accept-Language": browser} if browser else {})

    assert (response.status_code, response["Location"]) == (302, home)
    assert {"Accept-Language", "Cookie"} <= set(response["Vary"].split(", "))


def test_a_page_is_remembered_for_the_next_visit(client: Client, settings: Settings) -> None:
    settings.LANGUAGE_COOKIE_SECURE = True

    cookie = client.get("/ru/page/").cookies["language"]

    assert cookie.value == "ru"
    assert (cookie["max-age"], cookie["samesite"], cookie["secure"], cookie["httponly"], cookie["path"]) == (
        60 * 60 * 24 * 365,
        "Lax",
        True,
        True,
        "/",
    )


@pytest.mark.parametrize("last", ["en", "de"])
def test_a_page_in_another_language_changes_what_is_remembered(client: Client, last: str) -> None:
    client.cookies["language"] = last

    assert client.get("/ru/page/").cookies["language"].value == "ru"


def test_what_is_remembered_already_is_not_sent_again(client: Client) -> None:
    client.cookies["language"] = "ru"

    assert "language" not in client.get("/ru/page/").cookies


@pytest.mark.parametrize("path", ["/plain/", "/ru/absent/", "/healthz/live", "/"])
def test_what_is_no_page_in_a_language_is_not_remembered(client: Client, path: str) -> None:
    assert "language" not in client.get(path).cookies


def test_what_is_sent_is_not_remembered(client: Client) -> None:
    assert "language" not in client.post("/ru/page/").cookies


@pytest.mark.parametrize(
    ("origin", "language"),
    [
        pytest.param(f"{HERE}/pl/page/", "en", id="from-the-same-page"),
        pytest.param(f"{HERE}/pl/page/?month=2026-12", "en", id="whatever-was-asked-of-it"),
        pytest.param(f"{HERE}/ru/page/", "en", id="from-a-third-language"),
        pytest.param(None, "pl", id="from-a-message"),
        pytest.param(f"{HERE}/en/page/", "pl", id="from-the-same-language"),
        pytest.param(f"{HERE}/pl/page/more/", "pl", id="from-another-page"),
        pytest.param(f"{HERE}/page/", "pl", id="from-no-language"),
        pytest.param("http://evil.example.org/pl/page/", "pl", id="from-another-site"),
        pytest.param("https://testserver/pl/page/", "pl", id="from-another-scheme"),
        pytest.param("http://[", "pl", id="from-nowhere"),
    ],
)
def test_messages_change_their_language_when_the_reader_switches(
    client: Client, reader: User, origin: str | None, language: str
) -> None:
    client.get("/en/page/", headers={"Referer": origin} if origin else {})

    reader.refresh_from_db()
    assert reader.language == language


def test_a_switch_is_nobody_elses(client: Client, reader: User) -> None:
    stranger = User.objects.create_user("stranger@example.test", language="pl")

    client.get("/en/page/", headers={"Referer": f"{HERE}/pl/page/"})

    stranger.refresh_from_db()
    assert (reader.language, stranger.language) == ("pl", "pl")


def test_a_visitor_without_an_account_switches_too(client: Client) -> None:
    response = client.get("/en/page/", headers={"Referer": f"{HERE}/pl/page/"})

    assert (response.status_code, response.cookies["language"].value) == (200, "en")
