"""Where somebody is signed in is known to the minute, and costs nothing in between."""

import pytest
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from portal.accounts.tests.factories import user

pytestmark = pytest.mark.django_db
PAGE = "/en/info/"
TABLE = UserSession._meta.db_table


@pytest.fixture
def signed_in(client: Client) -> Client:
    client.force_login(user())
    client.get(PAGE)
    return client


def asked_of(client: Client, **headers: str) -> int:
    """Return how many statements a page sends to the table of sessions."""
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(PAGE, headers=headers)
    return sum(TABLE in query["sql"] for query in queries)


def test_the_first_page_writes_it_down_and_the_next_asks_nothing(signed_in: Client) -> None:
    assert UserSession.objects.count() == 1
    assert asked_of(signed_in) == 0


def test_another_browser_with_the_same_session_is_written_down_at_once(signed_in: Client) -> None:
    signed_in.get(PAGE, headers={"User-Agent": "Another/1.0"})

    assert list(UserSession.objects.values_list("user_agent", flat=True)) == ["Another/1.0"]


def test_without_valkey_each_page_writes_it_down(signed_in: Client, settings: Settings) -> None:
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }

    assert asked_of(signed_in) > 0
