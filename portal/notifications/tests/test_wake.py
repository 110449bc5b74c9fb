"""Many messages in a moment wake a sender twice: at the first, and a moment after the last."""

import time
from collections.abc import Iterator

import pytest
import redis
from django.conf import settings

from portal.notifications.actions import waking
from portal.notifications.choices import Channel


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> Iterator[redis.Redis]:
    bell = waking.Bell(rung_at=time.monotonic() - 1)
    monkeypatch.setattr(waking, "_bell", bell)
    monkeypatch.setattr(waking, "PAUSE", 0.5)
    with redis.Redis.from_url(settings.REDIS_URL) as server:
        server.delete("celery")
        yield server
        while bell.is_to_ring:  # another test may count its own
            time.sleep(0.05)
        server.delete("celery")


def test_the_first_wakes_a_sender_at_once(broker: redis.Redis) -> None:
    waking.wake_sender(Channel.EMAIL)

    assert broker.llen("celery") == 1


def test_those_that_follow_wake_one_more_together(broker: redis.Redis) -> None:
    for _ in range(50):
        waking.wake_sender(Channel.EMAIL)
    before = broker.llen("celery")
    end = time.monotonic() + 10
    while broker.llen("celery") < 2 and time.monotonic() < end:
        time.sleep(0.05)

    assert (before, broker.llen("celery")) == (1, 2)


def test_a_worker_that_has_more_to_do_does_not_wait(broker: redis.Redis) -> None:
    for _ in range(3):
        waking.call_senders(Channel.EMAIL)

    assert broker.llen("celery") == 3


def test_each_channel_has_senders_of_its_own(broker: redis.Redis) -> None:
    waking.wake_sender(Channel.SMS, Channel.EMAIL)

    assert broker.llen("celery") == 2
