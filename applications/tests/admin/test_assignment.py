"""Who has how many cases, and cases given out."""

import pytest
from django.test import Client

from applications.actions.assigning import give, give_out
from applications.models import Application, CaseEvent
from applications.models.staffing import loads
from applications.signals import case_changed
from applications.tests import factories as make
from applications.tests.admin.worklist_world import ASSIGNMENT, DAY, NOW, TODAY, case, signed_in
from portal.accounts.choices import Role
from portal.accounts.models import Membership, Office
from portal.accounts.tests import factories as accounts
from portal.audit.rules.actors import SYSTEM

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


@pytest.fixture
def office() -> Office:
    return accounts.office("krakow")


def test_loads_count_what_is_open_missed_and_due_within_two_weeks(office: Office) -> None:
    anna = accounts.member(Role.CLERK, at=office, name="Anna")
    left = accounts.member(Role.CLERK, at=office, name="Zofia")
    accounts.member(Role.OFFICER, at=office, name="Idle")
    accounts.member(Role.SIGNER, at=office, name="Signer")
    case(office, clerk=anna, due_on=TODAY - DAY)
    case(office, clerk=anna, due_on=TODAY)
    case(office, clerk=anna, due_on=TODAY + 14 * DAY)
    case(office, clerk=anna, due_on=TODAY + 15 * DAY)
    closed = case(office, clerk=anna, due_on=None)
    Application.objects.filter(pk=closed.pk).update(closed_on=TODAY)
    case(office, clerk=left, due_on=None)
    case(office, due_on=TODAY - DAY)
    case(accounts.office("tarnow"))
    Membership.objects.filter(user=left).delete()

    found = [
        (str(each.clerk), each.works_here, each.open, each.missed, each.soon)
        for each in loads(office, on=TODAY)
    ]

    assert found == [
        ("None", True, 1, 1, 0),
        ("Zofia", False, 1, 0, 0),
        ("Anna", True, 4, 1, 2),
        ("Idle", True, 0, 0, 0),
    ]


@pytest.mark.parametrize(
    ("order", "given"),
    [
        pytest.param("oldest", ["Oldest", "Older"], id="oldest-first"),
        pytest.param("term", ["Urgent", "Older"], id="term-first"),
    ],
)
def test_so_many_are_given_out_in_that_order(
    client: Client, office: Office, order: str, given: list[str]
) -> None:
    supervisor = signed_in(client, Role.SUPERVISOR, at=office)
    anna = accounts.member(Role.CLERK, at=office, name="Anna")
    case(office, "Urgent", filed_on=TODAY - DAY, due_on=TODAY)
    case(office, "Oldest", filed_on=TODAY - 9 * DAY, due_on=None)
    case(office, "Older", filed_on=TODAY - 5 * DAY, due_on=TODAY + DAY)
    case(office, "Taken", filed_on=TODAY - 20 * DAY, clerk=supervisor)

    answer = client.post(ASSIGNMENT, {"to": anna.pk, "number": "2", "order": order})

    assert (answer.status_code, answer.headers["Location"]) == (302, ASSIGNMENT)
    entries = CaseEvent.objects.filter(kind="assigned", data={"clerk": anna.pk}).order_by("pk")
    assert [each.application.family_name for each in entries] == given
    assert {(each.by, each.on) for each in entries} == {(supervisor, TODAY)}


def test_when_there_are_fewer_than_asked_for_all_are_given(office: Office) -> None:
    anna = accounts.member(Role.CLERK, at=office)
    case(office)

    acting = {"by": SYSTEM, "parts": make.EVERY_PART, "at": NOW}
    given = give_out(office=office, to=anna, number=5, **acting)  # type: ignore[arg-type]  # as above
    again = give_out(office=office, to=anna, number=5, **acting)  # type: ignore[arg-type]  # likewise

    assert (len(given), again) == (1, [])


def test_a_case_that_another_gives_out_meanwhile_is_left_to_them(office: Office) -> None:
    anna, bela = (accounts.member(Role.CLERK, at=office) for _each in range(2))
    first, second, third = (case(office, filed_on=TODAY - days * DAY) for days in (9, 8, 7))

    def give_the_second(*, application: int, **_said: object) -> None:
        if application == first.pk:
            give(case=second, to=bela, by=SYSTEM, parts=make.EVERY_PART, at=NOW)

    case_changed.connect(give_the_second)
    try:
        given = give_out(office=office, to=anna, number=2, by=SYSTEM, parts=make.EVERY_PART, at=NOW)
    finally:
        case_changed.disconnect(give_the_second)

    second.refresh_from_db()
    assert [each.application_id for each in given] == [first.pk, third.pk]
    assert second.clerk == bela


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"number": ""}, "Enter how many cases"),
        ({"number": "many"}, "Enter the number of cases in digits"),
        ({"number": "0"}, "Enter a number of at least 1"),
        ({"number": "201"}, "Give out at most 200 cases at once"),
        ({"number": "9" * 400}, "Give out at most 200 cases at once"),
        ({"to": ""}, "Choose to whom the cases are given"),
        ({"to": "0"}, "Select a valid choice. That choice is not one of the available choices."),
    ],
)
def test_a_wrong_form_gives_out_nothing(
    client: Client, office: Office, wrong: dict[str, str], said: str
) -> None:
    supervisor = signed_in(client, Role.SUPERVISOR, at=office)
    case(office)

    page = client.post(ASSIGNMENT, {"to": supervisor.pk, "number": "2", "order": "term"} | wrong)

    assert page.status_code == 422
    assert [error.message for error in page.context["errors"]] == [said]
    assert CaseEvent.objects.filter(kind="assigned").count() == 0


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.OFFICER, 200),
        (Role.SUPERVISOR, 200),
        (Role.CLERK, 403),
        (Role.SIGNER, 403),
        (Role.ADMINISTRATOR, 403),
    ],
)
def test_only_who_gives_out_cases_has_the_page(
    client: Client, office: Office, role: Role, status: int
) -> None:
    signed_in(client, role, at=office)

    assert client.get(ASSIGNMENT).status_code == status


def test_nothing_left_is_said(client: Client, office: Office) -> None:
    supervisor = signed_in(client, Role.SUPERVISOR, at=office)

    page = client.post(ASSIGNMENT, {"to": supervisor.pk, "number": "2", "order": "term"}, follow=True)

    assert [str(each) for each in page.context["messages"]] == ["There was no case left that nobody has."]
