"""The demonstration has urgent requests to decide."""

from datetime import date

import pytest

from portal.demo.world.requests import ask_for_visits
from scheduling.models import UrgentRequest
from scheduling.tests import factories as make

pytestmark = pytest.mark.django_db


def test_two_requests_wait_and_are_made_once() -> None:
    service = make.service("COMPLETE")
    office = make.working_office(service)
    midnight = make.local(office, make.AT.date(), "00:00")

    for _ in range(2):
        ask_for_visits(office, service, at=midnight)

    waiting = UrgentRequest.objects.waiting().order_by("term_on")
    assert [(asked.office, asked.language, asked.email[-13:]) for asked in waiting] == [
        (office, "ru", "@example.test"),
        (office, "en", "@example.test"),
    ]
    assert [(asked.term_on - make.AT.date()).days for asked in waiting] == [3, 6]
    assert {asked.first_free_on for asked in waiting} == {date(2026, 12, 9)}
    assert {asked.made_at for asked in waiting} == {
        make.local(office, make.AT.date(), "00:00").replace(hour=8)
    }
