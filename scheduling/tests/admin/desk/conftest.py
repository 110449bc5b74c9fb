"""A clerk of an office with a phone, and a gateway for text messages."""

import pytest
from django.test import Client
from pytest_django import Settings

from portal.accounts.choices import Role
from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from scheduling.models import Service
from scheduling.tests import factories as make


@pytest.fixture(autouse=True)
def _gateway(settings: Settings) -> None:
    settings.SMS_GATEWAY_URL = "http://localhost:1/"


@pytest.fixture
def service() -> Service:
    return make.service(bring_en="Passport", bring_ru="Паспорт")


@pytest.fixture
def office(service: Service) -> Office:
    made = make.working_office(service)
    made.phone = "+48122100000"
    made.save()
    return made


@pytest.fixture
def clerk(office: Office, client: Client) -> User:
    made = accounts.member(Role.CLERK, at=office, name="Clerk Kowalska")
    client.force_login(made)
    return made
