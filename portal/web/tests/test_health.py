import socket
from collections.abc import Iterator
from time import monotonic

import pytest
from django.db import connection
from django.test import Client
from pytest_django.fixtures import Settings

from portal.web import health

pytestmark = [pytest.mark.django_db, pytest.mark.urls("portal.web.tests.pages")]


@pytest.fixture
def dead_port() -> Iterator[int]:
    """A port that is ours and that nobody listens on."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        yield server.getsockname()[1]


@pytest.fixture
def mute_port() -> Iterator[int]:
    """A port that takes calls and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.django_db(transaction=True)
def test_a_process_lives_without_looking_at_any_server(
    client: Client, django_assert_num_queries: object, settings: Settings, dead_port: int
) -> None:
    settings.REDIS_URL = f"redis://127.0.0.1:{dead_port}/0"

    with django_assert_num_queries(0):  # type: ignore[operator]  # the fixture is a context manager
        response = client.get("/healthz/live")

    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_it_is_ready_when_both_servers_answer(client: Client) -> None:
    response = client.get("/healthz/ready")

    assert (response.status_code, response.json()) == (
        200,
        {"status": "ok", "database": "ok", "valkey": "ok"},
    )


@pytest.mark.parametrize("kind", ["dead_port", "mute_port"])
def test_it_is_not_ready_without_valkey(
    client: Client, settings: Settings, request: pytest.FixtureRequest, kind: str
) -> None:
    settings.REDIS_URL = f"redis://:secret@127.0.0.1:{request.getfixturevalue(kind)}/0"
    started = monotonic()

    response = client.get("/healthz/ready")

    assert (response.status_code, response.json()) == (
        503,
        {"status": "down", "database": "ok", "valkey": "down"},
    )
    assert monotonic() - started < 2 * health.SECONDS


@pytest.mark.parametrize("kind", ["dead_port", "mute_port"])
def test_it_is_not_ready_without_a_database(
    client: Client, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest, kind: str
) -> None:
    monkeypatch.setitem(connection.settings_dict, "HOST", "127.0.0.1")
    monkeypatch.setitem(connection.settings_dict, "PORT", request.getfixturevalue(kind))
    started = monotonic()

    response = client.get("/healthz/ready")

    assert (response.status_code, response.json()) == (
        503,
        {"status": "down", "database": "down", "valkey": "ok"},
    )
    assert monotonic() - started < 2 * health.SECONDS


def test_the_log_names_the_part_and_no_secret(
    client: Client, settings: Settings, dead_port: int, caplog: pytest.LogCaptureFixture
) -> None:
    settings.REDIS_URL = f"redis://:secret@127.0.0.1:{dead_port}/0"

    client.get("/healthz/ready")

    told = [line.getMessage() for line in caplog.records if line.name == "portal.web.health"]
    assert told == ["valkey does not answer: ConnectionError"]


@pytest.mark.parametrize("path", ["/healthz/live", "/healthz/ready"])
def test_an_answer_is_not_stored_and_sets_no_cookie(client: Client, path: str) -> None:
    response = client.get(path, headers={"Accept-Language": "ru"})

    assert {"no-store", "no-cache"} <= set(response["Cache-Control"].split(", "))
    assert dict(response.cookies) == {}


@pytest.mark.parametrize("path", ["/healthz/live", "/healthz/ready"])
def test_a_probe_is_not_sent_to_tls(client: Client, settings: Settings, path: str) -> None:
    settings.SECURE_SSL_REDIRECT = True

    assert (client.get(path).status_code, client.get("/plain/").status_code) == (200, 301)


@pytest.mark.parametrize("path", ["/healthz/live", "/healthz/ready"])
def test_a_probe_only_reads(client: Client, path: str) -> None:
    assert (client.head(path).status_code, client.post(path).status_code) == (200, 405)
