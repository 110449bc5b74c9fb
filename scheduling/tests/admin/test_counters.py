"""The page of a counter: refused in words while visits are booked there."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from portal.accounts.choices import Role
from portal.accounts.models import Office
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event
from scheduling.models import Appointment, Counter, Service
from scheduling.tests import factories as make
from scheduling.tests.admin.answers import errors

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

REFUSED = "Nothing is saved: these visits are booked at this counter.<br>"


@pytest.fixture
def card() -> Service:
    return make.service("CARD")


@pytest.fixture
def office() -> Office:
    return accounts.office()


@pytest.fixture
def counter(office: Office, card: Service) -> Counter:
    return make.counter(office, card, make.service("INFO"), code="01")


@pytest.fixture
def page(client: Client, counter: Counter) -> str:
    client.force_login(accounts.superuser())
    return f"/admin/scheduling/counter/{counter.pk}/change/"


def visit(counter: Counter, card: Service, *, number: int = 0) -> Appointment:
    start = make.local(counter.office, make.MONDAY, "09:00") + number * card.length
    return make.appointment(counter, card, start, given_names="Olena", family_name="Kovalenko")


def test_closing_a_counter_lists_the_visits_and_names_nobody(
    client: Client, counter: Counter, card: Service, page: str
) -> None:
    booked = visit(counter, card)
    services = [service.pk for service in counter.services.all()]

    response = client.post(page, {"code": "02", "services": services})

    line = f"2026-12-07 09:00–09:15 · Service CARD · {booked.reference}<br>"
    assert errors(response) == {"__all__": [f"{REFUSED}{line}"]}
    assert f"{REFUSED}{line}" in response.content.decode()
    assert "Kovalenko" not in response.content.decode()
    counter.refresh_from_db()
    assert (counter.is_open, counter.code) == (True, "01")


def test_taking_a_service_away_lists_its_visits(
    client: Client, counter: Counter, card: Service, page: str
) -> None:
    booked = visit(counter, card)
    left = counter.services.exclude(pk=card.pk).get()

    response = client.post(page, {"code": "01", "services": [left.pk], "is_open": "on"})

    assert booked.reference in errors(response)["__all__"][0]
    assert counter.services.count() == 2


@pytest.mark.parametrize(
    ("visits", "ends"), [(20, "<br>"), (21, "<br>… and 1 more"), (23, "<br>… and 3 more")]
)
def test_a_long_list_is_cut_and_says_how_many_more(
    client: Client, counter: Counter, page: str, visits: int, ends: str
) -> None:
    card = counter.services.get(code="CARD")
    for number in range(visits):
        visit(counter, card, number=number)

    response = client.post(page, {"code": "01", "services": [card.pk]})

    said = errors(response)["__all__"][0]
    assert said.count("Service CARD") == 20
    assert said.endswith(ends)


def test_a_counter_is_closed_once_its_last_visit_has_begun(
    client: Client, counter: Counter, card: Service, page: str
) -> None:
    start = visit(counter, card).interval.start
    with time_machine.travel(start + timedelta(minutes=5), tick=False):
        client.post(page, {"code": "01", "services": [card.pk]})

    counter.refresh_from_db()
    assert not counter.is_open
    assert list(counter.services.all()) == [card]
    assert Event.objects.get(action="counter.changed").data == {"is_open": False, "services": ["CARD"]}


def test_a_counter_is_added_with_its_services(client: Client, office: Office, card: Service) -> None:
    client.force_login(accounts.superuser())

    client.post(
        "/admin/scheduling/counter/add/",
        {"office": office.pk, "code": "9", "services": [card.pk], "is_open": "on"},
    )

    made = Counter.objects.get()
    assert (made.office, made.code, list(made.services.all())) == (office, "9", [card])
    assert Event.objects.get(action="counter.added").subject_pk == str(made.pk)


def test_a_supervisor_elsewhere_changes_nothing(
    client: Client, counter: Counter, card: Service, page: str
) -> None:
    client.force_login(accounts.member(Role.SUPERVISOR))

    client.post(page, {"code": "99", "services": [card.pk], "is_open": "on"})

    counter.refresh_from_db()
    assert counter.code == "01"
    assert not Event.objects.filter(action="counter.changed").exists()
