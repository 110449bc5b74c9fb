import pytest
from django.template import Context, Template
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from portal.web.sockets import sockets_origin, sockets_url


@pytest.mark.parametrize(
    ("host", "secure", "port", "origin"),
    [
        ("localhost:8000", False, 8001, "ws://localhost:8001"),
        ("localhost:8000", False, 0, "ws://localhost:8000"),
        ("[::1]:8000", False, 8001, "ws://[::1]:8001"),
        ("localhost", True, 0, "wss://localhost"),
        ("localhost", True, 8443, "wss://localhost:8443"),
        ("evil.example.org", False, 8001, ""),
    ],
)
def test_the_origin_of_sockets(settings: Settings, host: str, secure: bool, port: int, origin: str) -> None:
    settings.SOCKETS_PORT = port
    request = RequestFactory().get("/", headers={"host": host}, secure=secure)

    assert sockets_origin(request) == origin
    assert sockets_url(request) == (origin if port else "")


def test_a_page_names_them_for_its_script(settings: Settings) -> None:
    settings.SOCKETS_PORT = 8001
    context = Context({"request": RequestFactory().get("/")})

    page = Template('{% load portal %}<main data-sockets="{% sockets_url %}">').render(context)

    assert page == '<main data-sockets="ws://testserver:8001">'


@pytest.mark.django_db
@pytest.mark.urls("portal.web.tests.pages")
def test_the_policy_allows_the_port_of_sockets(settings: Settings, client: Client) -> None:
    settings.SOCKETS_PORT = 8001

    policy = client.get("/en/page/")["Content-Security-Policy"]

    assert "connect-src 'self' ws://testserver:8001" in policy.split("; ")
