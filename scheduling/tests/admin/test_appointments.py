"""Visits in the admin: for looking, by those who may, and every look is written down."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from portal.accounts.choices import Role
from portal.accounts.models import Office
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event
from scheduling.models import Appointment
from scheduling.tests import factories as make
from scheduling.tests.views.walk import text

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

LIST = "/admin/scheduling/appointment/"


@pytest.fixture
def office() -> Office:
    return make.working_office(make.service())


@pytest.fixture
def visit(office: Office) -> Appointment:
    counter = office.counter_set.get()
    return make.appointment(
        counter,
        counter.services.get(),
        make.local(office, make.MONDAY, "09:00"),
        given_names="Olena",
        family_name="Kovalenko",
        email="olena@example.test",
        phone="+48600000000",
    )


def page(visit: Appointment) -> str:
    return f"{LIST}{visit.pk}/change/"


def test_the_page_of_a_visit_writes_every_time_alike(
    client: Client, office: Office, visit: Appointment, settings: Settings
) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.force_login(accounts.member(Role.CLERK, at=office))
    Appointment.objects.filter(pk=visit.pk).update(created_at=make.AT, booked_at=make.AT + timedelta(hours=1))

    said = text(client.get(page(visit)))

    assert "Time Monday 7 December 2026, 09:00–09:15" in said
    assert "Taken Tuesday 1 December 2026 at 10:00" in said
    assert "Booked Tuesday 1 December 2026 at 11:00" in said


def found(client: Client, query: str) -> list[Appointment]:
    return list(client.get(LIST, {"q": query}).context["cl"].queryset)


def test_a_clerk_opens_a_visit_and_that_is_written_down(
    client: Client, office: Office, visit: Appointment
) -> None:
    clerk = accounts.member(Role.CLERK, at=office)
    client.force_login(clerk)

    shown = client.get(page(visit)).content.decode()

    assert "Kovalenko" in shown
    assert "+48600000000" in shown
    event = Event.objects.get(action="appointment.seen")
    assert (event.user_id, event.subject_pk, event.office_id) == (clerk.pk, str(visit.pk), office.pk)


def test_the_clerk_reads_what_is_needed_at_the_counter_on_the_page_and_not_in_the_list(
    client: Client, office: Office, visit: Appointment, settings: Settings
) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.force_login(accounts.member(Role.CLERK, at=office))
    Appointment.objects.update(arrangements=["companion", "step_free"], accompanied_by="Ivan Kovalenko")

    said = text(client.get(page(visit)))

    assert "Somebody comes along to help, A counter without steps, for a wheelchair or a pram" in said
    assert "Who comes along Ivan Kovalenko" in said
    assert "without steps" not in client.get(LIST).content.decode()


@pytest.mark.parametrize("is_longer", [True, False])
def test_the_clerk_reads_whether_more_time_was_asked_for_and_what_for(
    client: Client, office: Office, visit: Appointment, settings: Settings, *, is_longer: bool
) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.force_login(accounts.member(Role.CLERK, at=office))
    Appointment.objects.update(is_longer=is_longer, matter=make.matter(visit.service))

    shown = client.get(page(visit))

    assert "Matter Matter CHANGE" in text(shown)
    assert f"More time is needed {'Yes' if is_longer else 'No'}" in text(shown)


def test_the_list_names_nobody_and_is_no_look(client: Client, office: Office, visit: Appointment) -> None:
    client.force_login(accounts.member(Role.CLERK, at=office))

    shown = client.get(LIST).content.decode()

    assert visit.reference in shown
    assert "Kovalenko" not in shown
    assert "olena@" not in shown
    assert "+48600000000" not in shown
    assert not Event.objects.filter(action="appointment.seen").exists()


def test_a_clerk_elsewhere_does_not_find_it(client: Client, visit: Appointment) -> None:
    client.force_login(accounts.member(Role.CLERK))

    assert client.get(page(visit)).status_code == 302
    assert found(client, visit.reference) == []
    assert not Event.objects.filter(action="appointment.seen").exists()


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.CONSULTANT])
def test_who_has_no_business_with_visits_sees_none(
    client: Client, office: Office, visit: Appointment, role: Role
) -> None:
    client.force_login(accounts.member(role, at=office))

    assert client.get(LIST).status_code == 403
    assert client.get(page(visit)).status_code in {302, 403}
    assert not Event.objects.filter(action="appointment.seen").exists()


@pytest.mark.parametrize("role", [Role.CLERK, Role.SUPERVISOR, None])
def test_nobody_adds_changes_or_deletes_one_here(
    client: Client, office: Office, visit: Appointment, role: Role | None
) -> None:
    client.force_login(accounts.member(role, at=office) if role else accounts.superuser())
    before = Appointment.objects.values().get()

    answers = [
        client.post(f"{LIST}add/", {}),
        client.post(page(visit), {"family_name": "X", "state": "cancelled"}),
        client.post(f"{LIST}{visit.pk}/delete/", {"post": "yes"}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert Appointment.objects.values().get() == before


@pytest.mark.parametrize(
    "query",
    [
        "kovalenko",
        "KOVA",
        "olena@example.test",
        "Olena@Example.test",
        "+48600000000",
        "600 000 000",
    ],
)
def test_a_visit_is_found_by_name_address_or_phone(
    client: Client, office: Office, visit: Appointment, query: str
) -> None:
    client.force_login(accounts.member(Role.CLERK, at=office))

    assert found(client, query) == [visit]
    assert found(client, f"{query}x") == []


def test_a_visit_is_found_by_its_reference_however_it_is_typed(
    client: Client, office: Office, visit: Appointment
) -> None:
    client.force_login(accounts.member(Role.CLERK, at=office))

    assert found(client, visit.reference.lower().replace("-", " ")) == [visit]
    assert found(client, " ") == [visit]


@pytest.mark.parametrize(
    ("day", "names"),
    [
        pytest.param("today", ["today"], id="today"),
        pytest.param("week", ["today", "in-6-days"], id="week"),
        pytest.param("coming", ["today", "in-6-days", "in-7-days"], id="coming"),
        pytest.param("past", ["yesterday"], id="past"),
        pytest.param("x", ["yesterday", "today", "in-6-days", "in-7-days"], id="anything-else"),
    ],
)
def test_visits_are_chosen_by_day(client: Client, office: Office, day: str, names: list[str]) -> None:
    client.force_login(accounts.member(Role.CLERK, at=office))
    midnight = make.local(office, make.AT.date(), "00:00")
    starts = {
        "yesterday": midnight - timedelta(minutes=15),
        "today": midnight,
        "in-6-days": midnight + timedelta(days=7, minutes=-15),
        "in-7-days": midnight + timedelta(days=7),
    }
    counter = office.counter_set.get()
    for name, start in starts.items():
        make.appointment(counter, counter.services.get(), start, given_names=name)

    rows = client.get(LIST, {"day": day}).context["cl"].queryset

    assert [row.given_names for row in rows.order_by("period")] == names
