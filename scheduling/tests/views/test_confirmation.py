"""Whoever is signed in with the address of the booking needs no code from it."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from portal.notifications.models import Notice
from scheduling.choices import AppointmentState
from scheduling.models import Appointment
from scheduling.tests.views.walk import NINE, TEN, book, choose, describe, fields, text, the_only

pytestmark = pytest.mark.usefixtures("office")

CHECK = "/en/visits/check/"
CONFIRM = "/en/visits/confirmation/"


@pytest.fixture
def visitor(client: Client, office: Office) -> User:  # noqa: ARG001  the office is there first
    person = accounts.user(email="oksana@example.test")
    EmailAddress.objects.update_or_create(
        user=person, email=person.email, defaults={"verified": True, "primary": True}
    )
    client.force_login(person)
    return person


def test_the_address_of_the_account_need_not_be_typed(client: Client, visitor: User) -> None:
    choose(client)

    assert fields(client.get("/en/visits/details/"))["email"] == visitor.email


@pytest.mark.parametrize(
    ("phone", "shown"),
    [("", None), ("+48600000000", "+48 600 000 000"), ("+48123456789", None)],
    ids=["none", "a-mobile", "a-landline"],
)
def test_the_phone_of_the_account_need_not_be_typed_if_it_gets_texts(
    client: Client, visitor: User, phone: str, shown: str | None
) -> None:
    User.objects.filter(pk=visitor.pk).update(phone=phone)
    choose(client)

    assert fields(client.get("/en/visits/details/")).get("phone") == shown


def test_a_phone_that_was_taken_out_stays_out(client: Client, visitor: User) -> None:
    User.objects.filter(pk=visitor.pk).update(phone="+48600000000")
    choose(client)
    describe(client, phone="")
    again = fields(client.get("/en/visits/details/"))

    choose(client, TEN)

    assert again["phone"] is None
    assert fields(client.get("/en/visits/details/"))["phone"] is None


def test_what_was_typed_wins_over_the_address_of_the_account(client: Client, visitor: User) -> None:
    choose(client)
    describe(client, email="other@example.test", citizenship="")

    assert visitor.email != "other@example.test"
    assert fields(client.get("/en/visits/details/"))["email"] == "other@example.test"


def test_somebody_signed_in_books_without_a_code(client: Client, visitor: User) -> None:
    choose(client)
    describe(client)

    page = text(client.get(CHECK))
    response = client.post(CONFIRM)

    booked = the_only()
    assert "You are signed in with oksana@example.test , so you need no code." in page
    assert "Send me the code" not in page
    assert (booked.state, booked.account) == (AppointmentState.BOOKED, visitor)
    assert response["Location"].startswith("/en/visits/booked/")
    assert [notice.kind for notice in Notice.objects.all()] == ["appointment_booked"]


def test_booking_twice_leads_to_the_same_visit(client: Client, visitor: User) -> None:
    choose(client)
    describe(client)

    pages = {client.post(CONFIRM)["Location"] for _ in range(2)}

    assert len(pages) == 1
    assert the_only().account == visitor


def test_another_address_needs_its_code(client: Client, visitor: User) -> None:
    choose(client)
    describe(client, email="mother@example.test")

    response = client.post(CONFIRM)

    assert "Send me the code" in text(client.get(CHECK))
    assert response["Location"] == CHECK
    assert the_only().state == AppointmentState.HELD
    assert visitor.appointment_set.count() == 0


def test_an_address_that_the_account_has_not_proven_needs_its_code(client: Client, visitor: User) -> None:
    EmailAddress.objects.filter(user=visitor).update(verified=False)
    choose(client)
    describe(client)

    client.post(CONFIRM)

    assert "Send me the code" in text(client.get(CHECK))
    assert the_only().state == AppointmentState.HELD


def test_a_visitor_without_an_account_cannot_go_past_the_code(client: Client) -> None:
    choose(client)
    describe(client)

    response = client.post(CONFIRM)

    assert (response["Location"], the_only().state) == (CHECK, AppointmentState.HELD)


def test_a_time_that_is_for_nobody_yet_is_not_booked(client: Client, visitor: User) -> None:
    choose(client)

    response = client.post(CONFIRM)

    assert response.status_code == 410
    assert (the_only().state, visitor.appointment_set.count()) == (AppointmentState.HELD, 0)


def test_a_code_also_books_for_the_account(client: Client, visitor: User) -> None:
    assert book(client).account == visitor


@pytest.mark.usefixtures("visitor")
def test_one_visit_a_person_holds_for_accounts_too(client: Client, stranger: Client) -> None:
    first = book(stranger)
    choose(client, TEN)
    describe(client)

    response = client.post(CONFIRM)

    page = text(response)
    assert response.status_code == 409
    assert page.startswith("We could not book this visit")
    assert "09:00" not in page
    assert first.reference not in page


@pytest.mark.usefixtures("visitor")
def test_opening_the_address_leads_to_the_page_it_belongs_to(client: Client) -> None:
    choose(client)
    describe(client)

    assert client.get(CONFIRM)["Location"] == CHECK
    assert the_only().state == AppointmentState.HELD


@pytest.mark.usefixtures("visitor")
def test_signing_out_leaves_the_time_to_nobody(client: Client) -> None:
    choose(client)
    describe(client)

    client.post("/en/account/logout/")

    assert client.cookies["visitor"].value == ""
    assert client.get("/en/visits/details/").status_code == 404


@pytest.mark.usefixtures("visitor")
@pytest.mark.parametrize("start", [NINE, TEN])
def test_a_form_left_open_leads_nobody_to_who_signed_out(client: Client, start: str) -> None:
    """The form of a page to which the next person goes back has the key of the one before."""
    key = "k" * 43
    choose(client, NINE, key=key)
    describe(client)
    client.post("/en/account/logout/")

    choose(client, start, key=key)

    typed = fields(client.get("/en/visits/details/"))
    assert set(typed.values()) <= {None, ""}
    assert [(held.is_described, held.state) for held in Appointment.objects.order_by("pk")] == [
        (False, AppointmentState.EXPIRED),
        (False, AppointmentState.HELD),
    ]


@pytest.mark.usefixtures("office")
def test_signing_in_keeps_the_time_that_is_held(client: Client) -> None:
    choose(client)

    client.force_login(accounts.user())

    assert client.get("/en/visits/details/").status_code == 200
