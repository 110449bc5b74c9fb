"""The clerk's pages: booking for a person, moving, cancelling, correcting, freeing, and the slip."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from portal.accounts.choices import Role
from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from scheduling.choices import AppointmentState
from scheduling.models import Appointment, Service, StaffAct
from scheduling.tests import factories as make
from scheduling.tests.views.walk import text

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

DESK = "/admin/scheduling/staffact/desk/"
VISITS = f"{DESK}visits/"
DAY = timedelta(days=1)
PERSON = {
    "given_names": "Oksana",
    "family_name": "Kovalenko",
    "birth_date_day": "27",
    "birth_date_month": "3",
    "birth_date_year": "1990",
    "citizenship": "UA",
}


@pytest.fixture(autouse=True)
def _now(settings: Settings, client: Client) -> Iterator[None]:
    settings.STAFF_NEED_SECOND_FACTOR = False
    settings.SMS_GATEWAY_URL = "http://localhost:1/"
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    with time_machine.travel(make.AT, tick=False):
        yield


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


def filled(office: Office, **changes: str) -> dict[str, str]:
    service = Service.objects.get()
    choice = {"office": str(office.pk), "service": str(service.pk), "people": "1", "day": "2026-12-07"}
    rest = {"language": "ru", "reason": "phone", "start": "2026-12-07T08:00:00Z"}
    mark = {"shown": f"{office.pk}-{service.pk}-1-0-2026-12-07"}
    return choice | rest | mark | PERSON | changes


def test_a_clerk_books_for_a_caller_and_comes_to_the_slip(
    client: Client, office: Office, clerk: User
) -> None:
    answer = client.post(DESK, filled(office))

    visit = Appointment.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"{VISITS}{visit.pk}/slip/")
    assert (visit.state, visit.person, visit.language) == (
        AppointmentState.BOOKED,
        "Oksana Kovalenko",
        "ru",
    )
    assert visit.interval.start == make.local(office, make.MONDAY, "09:00")
    assert StaffAct.objects.get().by == clerk


@pytest.mark.usefixtures("clerk")
def test_the_page_opens(client: Client) -> None:
    assert "Book for a person" in text(client.get(DESK))
