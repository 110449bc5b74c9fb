"""Tests of who acts for whom: a Tuesday morning in December."""

from collections.abc import Iterator

import pytest
import time_machine

from applications.models import Application
from applications.tests.clients.world import NOW, owned
from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def office() -> Office:
    return accounts.office()


@pytest.fixture
def owner() -> User:
    return accounts.user("owner@example.test")


@pytest.fixture
def proxy() -> User:
    return accounts.user("proxy@example.test", name="Anna Nowak")


@pytest.fixture
def case(office: Office, owner: User) -> Application:
    return owned(office, owner)
