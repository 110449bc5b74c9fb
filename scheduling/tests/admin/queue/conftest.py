"""A clerk at the first of two counters, on a Monday at ten."""

from datetime import datetime

import pytest
from django.test import Client

from portal.accounts.choices import Role
from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from scheduling.models import Service, Sitting
from scheduling.tests import factories as make
from scheduling.tests.admin.queue_world import NOW


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def service() -> Service:
    return make.service("CARD", bring_en="Passport", takes_walk_ins=True)


@pytest.fixture
def office(service: Service) -> Office:
    return make.working_office(service, counters=2)


@pytest.fixture
def clerk(office: Office, client: Client) -> User:
    made = accounts.member(Role.CLERK, at=office, name="Clerk Kowalska")
    client.force_login(made)
    return made


@pytest.fixture
def sitting(office: Office, clerk: User) -> Sitting:
    return make.sitting(office.counter_set.earliest("pk"), clerk)
