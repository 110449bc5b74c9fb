"""A hint goes out once the change stands, and never stands in anybody's way."""

import time

import pytest
from django.db import transaction
from pytest_django.fixtures import Settings
from redis import Redis

from portal.web import hints
from portal.web.hints import CHANNEL, hint

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _no_outage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hints.outage, "until", float("-inf"))


def test_a_hint_is_heard_when_the_change_stands(settings: Settings) -> None:
    with Redis.from_url(settings.REDIS_URL) as client, client.pubsub() as ear:
        ear.subscribe(CHANNEL)
        ear.get_message(timeout=5)
        with transaction.atomic():
            hint("queue:1")
            before = ear.get_message(timeout=0.1)
        after = ear.get_message(timeout=5)

    assert before is None
    assert after
    assert after["data"] == b"queue:1"


def test_what_is_undone_is_not_hinted_at(settings: Settings) -> None:
    with Redis.from_url(settings.REDIS_URL) as client, client.pubsub() as ear:
        ear.subscribe(CHANNEL)
        ear.get_message(timeout=5)
        with transaction.atomic():
            hint("queue:1")
            transaction.set_rollback(True)

        assert ear.get_message(timeout=0.2) is None


def test_without_valkey_a_change_stands_and_the_loss_is_logged_once(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    began = time.monotonic()
    for _ in range(20):
        hint("queue:1")

    assert time.monotonic() - began < hints.SECONDS * 2
    assert [record.message for record in caplog.records] == ["A hint was lost."]
