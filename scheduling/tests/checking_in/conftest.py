"""A device in the hall, a quarter of an hour before somebody's visit."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from portal.accounts.models import Office
from scheduling.models import Appointment, Kiosk, Service
from scheduling.tests import factories as make
from scheduling.tests.kiosk import SHORTLY_BEFORE, browser_of, kiosk_at, moment, visit_at


@pytest.fixture
def card() -> Service:
    return make.service("CARD", minutes=30)


@pytest.fixture
def office(card: Service) -> Office:
    return make.working_office(card, slug="krakow")


@pytest.fixture(autouse=True)
def _shortly_before_the_visit(office: Office) -> Iterator[None]:
    with time_machine.travel(moment(office, SHORTLY_BEFORE), tick=False):
        yield


@pytest.fixture
def kiosk(office: Office) -> Kiosk:
    return kiosk_at(office)


@pytest.fixture
def hall(kiosk: Kiosk) -> Client:
    """Return the browser of the device."""
    return browser_of(kiosk)


@pytest.fixture
def visit(office: Office, card: Service) -> Appointment:
    return visit_at(office, card, "09:00")
