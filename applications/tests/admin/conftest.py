"""The admin in English, on a Tuesday morning, and nobody asked for a second factor."""

from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from applications.tests import factories as make


@pytest.fixture
def now() -> datetime:
    return make.AT


@pytest.fixture(autouse=True)
def _now(settings: Settings, client: Client, now: datetime) -> Iterator[None]:
    settings.STAFF_NEED_SECOND_FACTOR = False
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    with time_machine.travel(now, tick=False):
        yield
