"""A world with one kind of notice, and mail servers that answer as they are told."""

from collections.abc import Iterator

import pytest

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
