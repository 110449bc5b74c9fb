"""A clerk with a duty at a counter."""

import pytest

from portal.accounts.choices import Role
from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from scheduling.models import Counter, Duty, Service
from scheduling.tests import factories as make


@pytest.fixture
def office() -> Office:
    return accounts.office()


@pytest.fixture
def service() -> Service:
    return make.service()


@pytest.fixture
def counter(office: Office, service: Service) -> Counter:
    return make.counter(office, service, code="01")


@pytest.fixture
def clerk(office: Office) -> User:
    return accounts.member(Role.CLERK, at=office, name="Ala")


@pytest.fixture
def duty(counter: Counter, clerk: User) -> Duty:
    return make.duty(counter, clerk=clerk)
