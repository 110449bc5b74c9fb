"""A second click of a clerk, and a page that was opened before something changed, harm nobody."""

from typing import Any

import pytest
from django.test import Client

from portal.accounts.choices import Role
from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from portal.audit.rules.actors import VISITOR
from scheduling.actions import cancelling, desk
from scheduling.choices import AppointmentState, StaffReason
from scheduling.models import Appointment, StaffAct
from scheduling.rules.parties import Party
from scheduling.tests import factories as make
from scheduling.tests.test_parties import NAMES, details
from scheduling.tests.views.walk import hidden, text

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

CHANGED = "Nothing is changed: the visit was changed meanwhile. This is how it is now."
SENT = {"reason": "phone", "has_seen": "on"}
BOTH = pytest.mark.parametrize("name", ["cancellation", "contest"])


@pytest.fixture
def office() -> Office:
    return make.working_office(make.service(minutes=30))


@pytest.fixture
def clerk(office: Office, client: Client) -> User:
    made = accounts.member(Role.CLERK, at=office)
    client.force_login(made)
    return made


def book(clerk: User, people: int) -> Appointment:
    office = clerk.membership_set.get().office
    return desk.book(
        office=office,
        service=office.counter_set.get().services.get(),
        start=make.local(office, make.MONDAY, "09:00"),
        party=Party(people),
        details=details(*NAMES[:people]),
        reason=StaffReason.PHONE,
        clerk=clerk,
        by=VISITOR,
        at=make.AT,
    )


def page(visit: Appointment, name: str) -> str:
    return f"/admin/scheduling/staffact/desk/visits/{visit.pk}/{name}/"


def booked(lead: Appointment) -> list[str]:
    rows = Appointment.objects.together_with(lead).filter(state=AppointmentState.BOOKED)
    return list(rows.order_by("number").values_list("given_names", flat=True))


@BOTH
@pytest.mark.parametrize(
    ("number", "left"), [(2, ["Oksana"]), (1, ["Taras"]), (1, ["Taras", "Ivan"]), (2, ["Oksana", "Ivan"])]
)
def test_a_second_click_takes_nobody_else_out(
    client: Client, clerk: User, name: str, number: int, left: list[str]
) -> None:
    lead = book(clerk, len(left) + 1)
    sent = SENT | {"number": str(number), "seen": hidden(client.get(page(lead, name)), "seen")}

    client.post(page(lead, name), sent)
    once = booked(lead)
    again = client.post(page(lead, name), sent, follow=True)

    assert (once, booked(lead)) == (left, left)
    assert CHANGED in text(again)
    assert StaffAct.objects.count() == 2


@BOTH
@pytest.mark.parametrize("number", ["1", "2", "all"])
def test_an_old_page_cancels_nothing_once_the_family_has_cancelled_one_of_them(
    client: Client, clerk: User, name: str, number: str
) -> None:
    lead = book(clerk, 3)
    sent = SENT | {"number": number, "seen": hidden(client.get(page(lead, name)), "seen")}
    cancelling.cancel_member(appointment=lead, number=1, by=VISITOR, at=make.AT)

    answer = client.post(page(lead, name), sent, follow=True)

    assert booked(lead) == ["Taras", "Ivan"]
    assert CHANGED in text(answer)
    assert StaffAct.objects.count() == 1


@BOTH
@pytest.mark.parametrize("people", [1, 2])
@pytest.mark.parametrize("change", [{"seen": ""}, {"seen": "x"}, {"seen": "7"}, {"number": "9"}])
def test_what_no_page_of_now_sends_cancels_nothing(
    client: Client, clerk: User, name: str, people: int, change: dict[str, str]
) -> None:
    lead = book(clerk, people)
    sent = SENT | {"seen": str(lead.sequence), "number": "all"}

    answer = client.post(page(lead, name), sent | change, follow=True)

    assert booked(lead) == NAMES[:people]
    assert CHANGED in text(answer)
    client.post(page(lead, name), sent)
    assert booked(lead) == []


@BOTH
def test_the_one_who_is_left_is_not_taken_for_all_of_them(client: Client, clerk: User, name: str) -> None:
    lead = book(clerk, 2)
    left = cancelling.cancel_member(appointment=lead, number=2, by=VISITOR, at=make.AT)

    client.post(page(lead, name), SENT | {"seen": str(left.sequence), "number": "2"})

    assert booked(lead) == ["Oksana"]


@pytest.mark.parametrize("reason", [StaffReason.PHONE, StaffReason.OFFICE])
@pytest.mark.parametrize("number", [None, 2])
def test_what_was_not_seen_is_neither_cancelled_nor_freed(
    clerk: User, reason: StaffReason, number: int | None
) -> None:
    lead = book(clerk, 2)
    stale: dict[str, Any] = {"appointment": lead, "number": number, "seen": lead.sequence + 1}
    acting: dict[str, Any] = {"clerk": clerk, "by": VISITOR, "at": make.AT}

    with pytest.raises(cancelling.TooLateError):
        desk.cancel(**stale, reason=reason, **acting)
    with pytest.raises(cancelling.TooLateError):
        desk.free(**stale, **acting)

    assert booked(lead) == ["Oksana", "Taras"]
    assert StaffAct.objects.count() == 1


def correction(client: Client, row: Appointment, given_names: str) -> dict[str, str]:
    """Return what the page of a name sends, as it is now."""
    seen = hidden(client.get(page(row, "name")), "seen")
    return {"given_names": given_names, "family_name": "Melnyk", "has_seen": "on", "seen": seen}


def test_a_name_that_is_not_the_one_on_the_page_is_left_alone(client: Client, clerk: User) -> None:
    lead = book(clerk, 1)
    old = correction(client, lead, "Okxana")

    client.post(page(lead, "name"), correction(client, lead, "Oxana"))
    answer = client.post(page(lead, "name"), old, follow=True)

    assert booked(lead) == ["Oxana"]
    assert CHANGED in text(answer)


@pytest.mark.parametrize("seen", ["", "0"])
def test_a_correction_says_which_name_was_seen(client: Client, clerk: User, seen: str) -> None:
    lead = book(clerk, 1)

    answer = client.post(page(lead, "name"), correction(client, lead, "Oxana") | {"seen": seen}, follow=True)

    assert booked(lead) == ["Oksana"]
    assert CHANGED in text(answer)


def test_the_page_of_one_person_does_not_correct_whoever_has_the_row_now(client: Client, clerk: User) -> None:
    lead = book(clerk, 2)
    old = correction(client, lead, "Tarass")
    cancelling.cancel_member(appointment=lead, number=1, by=VISITOR, at=make.AT)

    client.post(page(lead, "name"), old)

    assert booked(lead) == ["Taras"]
    client.post(page(lead, "name"), correction(client, lead, "Tarass"))
    assert booked(lead) == ["Tarass"]


def test_a_refused_correction_can_be_sent_again_from_the_page_that_says_why(
    client: Client, clerk: User
) -> None:
    lead = book(clerk, 1)

    refused = client.post(page(lead, "name"), correction(client, lead, "Oxana") | {"has_seen": ""})
    again = {
        "given_names": "Oxana",
        "family_name": "Melnyk",
        "has_seen": "on",
        "seen": hidden(refused, "seen"),
    }
    client.post(page(lead, "name"), again)

    assert refused.status_code == 422
    assert booked(lead) == ["Oxana"]
