"""The list of a day, its results entered together, and who could not be served."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from portal.accounts.choices import Role
from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event
from scheduling.actions.queue.day_lists import save_day_lists
from scheduling.choices import Arrangement, OutcomeKind, TicketState
from scheduling.models import Appointment, Outcome, Service, Ticket
from scheduling.tests import factories as make
from scheduling.tests.views.walk import text

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

DAY = "/admin/scheduling/appointment/day/"
RESULTS, UNSERVED, SAVED = f"{DAY}results/", f"{DAY}unserved/", f"{DAY}saved/"
THAT_NOON = make.AT + timedelta(days=6, hours=2)  # Monday, 7 December 2026, 12:00 in Kraków


@pytest.fixture
def now() -> datetime:
    return THAT_NOON


@pytest.fixture(autouse=True)
def _folder(settings: Settings, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path


@pytest.fixture
def service() -> Service:
    return make.service("CARD")


@pytest.fixture
def office(service: Service) -> Office:
    return make.working_office(service, slug="krakow")


@pytest.fixture
def visit(office: Office, service: Service) -> Appointment:
    return book(
        office,
        service,
        "09:00",
        family_name="Kovalenko",
        birth_date=make.MONDAY.replace(year=1990),
        citizenship="UA",
        arrangements=[Arrangement.STEP_FREE],
    )


@pytest.fixture
def clerk(office: Office, client: Client) -> User:
    clerk = accounts.member(Role.CLERK, at=office)
    client.force_login(clerk)
    return clerk


def book(office: Office, service: Service, clock: str, **fields: Any) -> Appointment:  # noqa: ANN401  any field of the model
    counter = office.counter_set.order_by("pk")[0]
    return make.appointment(counter, service, make.local(office, make.MONDAY, clock), **fields)


def sent(visit: Appointment, ended: str, note: str = "") -> dict[str, str]:
    return {f"{visit.pk}-ended": ended, f"{visit.pk}-note": note}


@pytest.mark.usefixtures("clerk")
def test_the_list_says_who_comes(client: Client, visit: Appointment) -> None:
    page = client.get(DAY)

    said = text(page)
    assert "Counter" in said
    assert f"09:00 Kovalenko 1990-12-07 Service CARD {visit.reference} A counter without steps" in said
    assert "no-store" in page["Cache-Control"]


@pytest.mark.usefixtures("clerk")
@pytest.mark.parametrize(
    ("address", "name"),
    [(DAY, "day_list.seen"), (RESULTS, "day_results.seen"), (UNSERVED, "day_unserved.seen")],
)
def test_who_reads_the_names_of_a_day_is_written_down(
    client: Client, office: Office, address: str, name: str
) -> None:
    client.get(address)

    event = Event.objects.get(action__endswith=".seen")
    assert (event.action, event.office_id, event.data) == (name, office.pk, {"on": "2026-12-07"})


@pytest.mark.usefixtures("clerk", "visit")
def test_another_day_and_another_order_are_asked_for_by_the_address(client: Client) -> None:
    assert "Kovalenko" not in text(client.get(DAY, {"on": "2026-12-08"}))
    assert "09:00" in text(client.get(DAY, {"on": "yesterday", "order": "time"}))


@pytest.mark.usefixtures("clerk")
def test_the_list_asks_the_same_of_the_database_for_three_visits(
    client: Client,
    office: Office,
    visit: Appointment,
    service: Service,
) -> None:
    client.get(DAY)
    with CaptureQueriesContext(connection) as one:
        client.get(DAY)
    for clock in ("10:00", "11:00"):
        book(office, service, clock, family_name=f"{visit.family_name} {clock}")
    with CaptureQueriesContext(connection) as three:
        client.get(DAY)

    assert len(three) == len(one)


@pytest.mark.usefixtures("visit")
@pytest.mark.parametrize("address", [DAY, RESULTS, UNSERVED, SAVED])
def test_whoever_works_at_no_office_sees_nothing(client: Client, address: str) -> None:
    client.force_login(accounts.user(is_staff=True))

    assert client.get(address).status_code == 403


@pytest.mark.usefixtures("visit")
def test_another_office_is_not_there(client: Client, office: Office) -> None:
    other = make.working_office(slug="tarnow")
    client.force_login(accounts.member(Role.CLERK, at=other))

    assert "Kovalenko" not in text(client.get(DAY, {"office": office.pk}))


@pytest.mark.usefixtures("clerk")
@pytest.mark.parametrize("address", [DAY, RESULTS, UNSERVED])
def test_each_page_of_a_day_leads_back_to_the_desk(client: Client, office: Office, address: str) -> None:
    assert (
        f'href="/admin/scheduling/ticket/desk/?office={office.slug}"' in client.get(address).content.decode()
    )


@pytest.mark.usefixtures("clerk", "visit")
def test_a_saved_list_is_handed_out_as_a_file(client: Client) -> None:
    save_day_lists(at=THAT_NOON)
    name = "krakow-2026-12-07.html"

    file = client.get(SAVED, {"name": name})

    assert "Kovalenko" in file.content.decode()
    assert file["Content-Disposition"] == f'attachment; filename="{name}"'
    assert "no-store" in file["Cache-Control"]
    assert Event.objects.get(action="day_list.taken").data == {"file": name}
    assert f"name={name}" in client.get(DAY).content.decode()
    assert client.get(SAVED, {"name": "krakow-2026-12-08.html"}).status_code == 404


def test_results_are_saved_together_and_what_is_open_stays_open(
    client: Client, office: Office, service: Service, visit: Appointment, clerk: User
) -> None:
    vain = book(office, service, "09:30", family_name="Nowak")
    missed = book(office, service, "10:00")
    opened = book(office, service, "10:30", family_name="Open")

    page = client.post(
        RESULTS,
        sent(visit, "served") | sent(vain, "papers", "No photo") | sent(missed, "missed") | sent(opened, ""),
        follow=True,
    )

    assert list(Outcome.objects.order_by("pk").values_list("appointment", "kind", "note", "by")) == [
        (visit.pk, "served", "", clerk.pk),
        (vain.pk, "in_vain", "No photo", clerk.pk),
        (missed.pk, "missed", "", clerk.pk),
    ]
    said = text(page)
    assert "3 results are saved." in said
    assert ("Open" in said, "Nowak" in said) == (True, False)


@pytest.mark.usefixtures("clerk")
def test_what_is_wrong_is_said_of_its_row_and_nothing_typed_is_lost(
    client: Client, office: Office, service: Service, visit: Appointment
) -> None:
    later = book(office, service, "14:00", given_names="Late", family_name="Comer")
    other = book(office, service, "09:30", family_name="Nowak")
    noted = book(office, service, "10:00", family_name="Noted")

    page = client.post(
        RESULTS,
        sent(visit, "served")
        | sent(later, "missed", "Nobody there")
        | sent(other, "other")
        | sent(noted, "", "Came twice"),
    )

    said, html = text(page), page.content.decode()
    assert page.status_code == 422
    assert "1 result is saved." in said
    assert "Late Comer: Nothing is saved: the day of this visit has not come" in said
    assert "Nowak: Write in the note what the other reason is." in said
    assert "Noted: Choose how the visit ended, or empty the note." in said
    assert 'value="Nobody there"' in html
    assert 'value="Came twice"' in html
    assert '<option value="other" selected>' in html
    assert list(Outcome.objects.values_list("appointment", flat=True)) == [visit.pk]


def test_what_a_colleague_wrote_meanwhile_stays(client: Client, visit: Appointment, clerk: User) -> None:
    Outcome.objects.create(appointment=visit, kind=OutcomeKind.SERVED, by=clerk, at=THAT_NOON)

    page = client.post(RESULTS, sent(visit, "missed"), follow=True)

    assert Outcome.objects.get().kind == OutcomeKind.SERVED
    assert "1 result was entered by somebody else meanwhile" in text(page)


@pytest.mark.usefixtures("clerk")
def test_nonsense_is_an_error_and_no_crash(client: Client, visit: Appointment) -> None:
    page = client.post(RESULTS, sent(visit, "nonsense") | {"abc-ended": "x", "9-ended": ""})

    assert page.status_code == 422
    assert Outcome.objects.count() == 0


def test_a_supervisor_closes_the_day_in_two_steps(
    client: Client, office: Office, service: Service, visit: Appointment
) -> None:
    client.force_login(accounts.member(Role.SUPERVISOR, at=office))
    make.duty(office.counter_set.get(), on=make.MONDAY + timedelta(days=1))
    make.ticket(office, service, due_at=THAT_NOON, visit=visit, letter="R", number=7)
    make.ticket(office, service, due_at=THAT_NOON)

    asked = text(client.get(UNSERVED, {"closing": ""}))
    assert "Close the day: 2 tickets are not served" in asked
    closed = text(client.post(UNSERVED, follow=True))

    assert "The day is closed. 2 tickets could not be served" in closed
    assert "R007" in closed
    assert Appointment.objects.filter(state="booked").get().interval.start == make.local(
        office, make.MONDAY + timedelta(days=1), "09:00"
    )
    assert "without a booking" in closed
    assert list(Ticket.objects.values_list("state", flat=True)) == [TicketState.UNSERVED] * 2


@pytest.mark.usefixtures("clerk")
def test_a_clerk_does_not_close_the_day(client: Client, office: Office, service: Service) -> None:
    make.ticket(office, service, due_at=THAT_NOON)

    assert "Close the day" not in text(client.get(UNSERVED, {"closing": ""}))
    assert client.post(UNSERVED).status_code == 403
    assert Ticket.objects.get().state == TicketState.WAITING


@pytest.mark.usefixtures("clerk")
def test_who_is_still_being_served_is_listed(client: Client, office: Office, service: Service) -> None:
    place = office.counter_set.get()
    make.ticket(
        office, service, due_at=THAT_NOON, state=TicketState.SERVING, counter=place, letter="A", number=5
    )

    said = text(client.get(UNSERVED))

    assert f"the clerk finishes them at the desk. A005 at counter {place.code}" in said
    assert [words in said for words in ("still wait", "Called, and", "nobody who came")] == [False] * 3


def test_the_button_counts_whom_the_end_of_the_day_leaves_unserved(
    client: Client, office: Office, service: Service
) -> None:
    client.force_login(accounts.member(Role.SUPERVISOR, at=office))
    place = office.counter_set.get()
    make.ticket(
        office, service, due_at=THAT_NOON, state=TicketState.CALLED, counter=place, letter="A", number=5
    )
    make.ticket(office, service, due_at=THAT_NOON, state=TicketState.PARKED)
    make.ticket(office, service, due_at=THAT_NOON)

    asked = text(client.get(UNSERVED, {"closing": ""}))
    closed = text(client.post(UNSERVED, follow=True))

    assert "Called, and not being served yet: A005 at counter" in asked
    assert "2 tickets still wait. " in asked
    assert "nobody who came" not in asked
    assert "Close the day: 3 tickets are not served" in asked
    assert "3 tickets could not be served" in closed


@pytest.mark.usefixtures("clerk", "office")
def test_a_day_on_which_nobody_was_left_says_so(client: Client) -> None:
    assert "On this day nobody who came was left without being served." in text(client.get(UNSERVED))


@pytest.mark.parametrize("wrong", ["office=999999", "office=x", "on=2026-02-30", "on=soon"])
def test_no_other_day_or_office_is_closed_than_the_one_that_was_meant(
    client: Client, office: Office, service: Service, wrong: str
) -> None:
    client.force_login(accounts.member(Role.SUPERVISOR, at=office))
    waiting = make.ticket(office, service, due_at=THAT_NOON)

    response = client.post(f"{UNSERVED}?{wrong}", {"agreed": "on"})

    assert response.status_code == 404
    waiting.refresh_from_db()
    assert waiting.state == TicketState.WAITING
