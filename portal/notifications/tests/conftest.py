"""A world with one kind of notice, and mail servers that answer as they are told."""

from collections.abc import Callable, Iterator

import pytest
from django.db import connection, connections

from portal.notifications.actions.delivery import SENDERS_LOCK
from portal.notifications.choices import Channel
from portal.notifications.rules import kinds
from portal.notifications.tests import sample
from portal.notifications.tests.sink import Sink


@pytest.fixture
def sample_kind(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(kinds, "_kinds", {})
    sample.register()
    return sample.KIND


@pytest.fixture
def sink() -> Iterator[Sink]:
    with Sink() as server:
        yield server


@pytest.fixture
def taking() -> Iterator[Callable[[int], None]]:
    """Yield a function that lets so many senders of text messages be at work in another session."""
    other = connections.create_connection("default")
    other.settings_dict = connection.settings_dict
    first = list(Channel).index(Channel.SMS) << 16

    def take(count: int) -> None:
        for seat in range(first, first + count):
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [SENDERS_LOCK, seat])

    with other.cursor() as cursor:
        yield take
    other.close()
