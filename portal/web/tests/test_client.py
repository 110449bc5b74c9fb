import pytest
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from portal.web.client import client_address

PEER = "192.0.2.1"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        pytest.param(0, "198.51.100.7", PEER, id="nobody's-word-is-taken"),
        pytest.param(1, None, PEER, id="nothing-was-told"),
        pytest.param(1, "198.51.100.7", "198.51.100.7", id="one-proxy"),
        pytest.param(1, "203.0.113.9, 198.51.100.7", "198.51.100.7", id="a-visitor-who-lies"),
        pytest.param(2, "203.0.113.9, 198.51.100.7, 10.0.0.1", "198.51.100.7", id="two-proxies"),
        pytest.param(2, "198.51.100.7", "198.51.100.7", id="fewer-than-there-should-be"),
        pytest.param(1, "rubbish", PEER, id="no-address"),
        pytest.param(1, "2001:DB8::1", "2001:db8::1", id="version-6"),
        pytest.param(1, "::ffff:198.51.100.7", "198.51.100.7", id="version-4-in-6"),
    ],
)
def test_the_address_is_the_one_our_own_proxies_saw(
    settings: Settings, proxies: int, forwarded: str | None, address: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}

    request = RequestFactory().get("/", REMOTE_ADDR=PEER, headers=headers)

    assert client_address(request) == address


def test_a_socket_without_an_address_has_none() -> None:
    assert client_address(RequestFactory().get("/", REMOTE_ADDR="")) == ""
