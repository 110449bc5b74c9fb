from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from portal.accounts.models import Office
from scheduling.models import Service
from scheduling.tests import factories as make


@pytest.fixture(autouse=True)
def _a_tuesday_morning_in_december() -> Iterator[None]:
    with time_machine.travel(make.AT, tick=False):
        yield


@pytest.fixture
def card(db: None) -> Service:  # noqa: ARG001  it is written there
    return make.service(
        "CARD",
        minutes=30,
        purpose_en="You collect your card. It must be ready.",
        bring_en="Passport\nProof of the fee",
        is_holder_only=True,
    )


@pytest.fixture
def office(card: Service) -> Office:
    """Return an office open on one Monday, 7 December 2026: 07:30–15:00 and 16:00–19:00."""
    return make.working_office(card, slug="krakow")


@pytest.fixture
def stranger() -> Client:
    return Client()
