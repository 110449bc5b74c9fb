"""The list of what clerks did for people, and the count of what was out of turn."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.accounts.choices import Role
from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from scheduling.admin.desk.acts import last_months
from scheduling.choices import StaffActKind, StaffReason
from scheduling.models import StaffAct
from scheduling.tests import factories as make
from scheduling.tests.views.walk import text

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

LIST = "/admin/scheduling/staffact/"


@pytest.fixture
def office() -> Office:
    return make.working_office(make.service())


@pytest.fixture
def supervisor(office: Office, client: Client) -> User:
    made = accounts.member(Role.SUPERVISOR, at=office, name="Supervisor")
    client.force_login(made)
    return made


def did(  # noqa: PLR0917  what a row says
    office: Office,
    clerk: User,
    at: datetime = make.AT,
    reason: StaffReason = StaffReason.PHONE,
    kind: StaffActKind = StaffActKind.BOOKED,
    is_out_of_turn: bool = True,  # noqa: FBT002  as the row has it
) -> StaffAct:
    counter = office.counter_set.get()
    number = StaffAct.objects.count()
    start = make.local(office, make.MONDAY, "07:30") + number * timedelta(minutes=15)
    visit = make.appointment(counter, counter.services.get(), start)
    return StaffAct.objects.create(
        appointment=visit, kind=kind, reason=reason, is_out_of_turn=is_out_of_turn, by=clerk, at=at
    )


def listed(client: Client, **chosen: str) -> set[StaffAct]:
    return set(client.get(LIST, chosen).context["cl"].queryset)


@pytest.mark.usefixtures("supervisor")
def test_what_was_out_of_turn_is_counted_by_clerk_in_alphabetical_order(
    client: Client, office: Office
) -> None:
    zofia, anna = (accounts.member(Role.CLERK, at=office, name=name) for name in ("Zofia Lis", "anna Nowak"))
    for reason in (StaffReason.PHONE, StaffReason.URGENT, StaffReason.PHONE):
        did(office, zofia, reason=reason)
    did(office, anna)
    did(office, anna, is_out_of_turn=False)
    did(office, anna, at=datetime(2026, 11, 30, 22, 59, tzinfo=UTC))

    shown = client.get(LIST)

    assert shown.context["counts"] == [
        ("anna Nowak", 1, [("The person phoned", 1)]),
        ("Zofia Lis", 3, [("The person phoned", 2), ("An urgent request was granted", 1)]),
    ]
    assert "Out of turn in December 2026" in text(shown)
    november = client.get(LIST, {"month": "2026-11"})
    assert november.context["counts"] == [("anna Nowak", 1, [("The person phoned", 1)])]
    assert len(november.context["cl"].queryset) == 1


@pytest.mark.usefixtures("supervisor")
def test_a_month_without_any_says_so(client: Client) -> None:
    assert "Nobody took a time that the public could not have taken." in text(client.get(LIST))


@pytest.mark.usefixtures("supervisor")
def test_the_list_is_chosen_from_by_what_why_who_and_turn(client: Client, office: Office) -> None:
    one, other = (accounts.member(Role.CLERK, at=office, name=name) for name in ("One", "Other"))
    booked = did(office, one)
    moved = did(office, other, kind=StaffActKind.MOVED, reason=StaffReason.DESK, is_out_of_turn=False)

    assert listed(client, clerk=str(one.pk)) == {booked}
    assert listed(client, clerk="nobody") == {booked, moved}
    assert listed(client, kind__exact="moved") == {moved}
    assert listed(client, reason__exact="phone") == {booked}
    assert listed(client, is_out_of_turn__exact="0") == {moved}
    assert listed(client, q=booked.appointment.reference) == {booked}


@pytest.mark.usefixtures("supervisor")
def test_acts_of_another_office_are_neither_listed_nor_counted(client: Client, office: Office) -> None:
    other = make.working_office(*[office.counter_set.get().services.get()], slug="other")
    hidden = did(other, accounts.member(Role.CLERK, at=other))

    shown = client.get(LIST)

    assert (shown.context["counts"], set(shown.context["cl"].queryset)) == ([], set())
    assert client.get(f"{LIST}{hidden.pk}/change/").status_code == 302


@pytest.mark.usefixtures("supervisor")
def test_an_act_is_read_and_neither_changed_nor_deleted(
    client: Client, office: Office, supervisor: User
) -> None:
    act = did(office, supervisor)

    assert "Supervisor" in text(client.get(f"{LIST}{act.pk}/change/"))
    assert client.post(f"{LIST}{act.pk}/change/", {"note": "x"}).status_code == 403
    assert client.post(f"{LIST}{act.pk}/delete/").status_code == 403
    assert client.get(f"{LIST}add/").status_code == 403


def test_who_does_not_work_with_visits_does_not_see_them(client: Client, office: Office) -> None:
    client.force_login(accounts.member(Role.CONSULTANT, at=office))

    assert client.get(LIST).status_code == 403


@pytest.mark.usefixtures("supervisor")
def test_more_rows_are_no_more_queries(client: Client, office: Office) -> None:
    clerk = accounts.member(Role.CLERK, at=office)
    did(office, clerk)
    client.get(LIST)  # what is cached for the process is cached now
    with CaptureQueriesContext(connection) as for_one:
        client.get(LIST)
    for _ in range(2):
        did(office, clerk)

    with CaptureQueriesContext(connection) as for_three:
        client.get(LIST)

    assert len(for_three) == len(for_one)


def test_the_months_to_choose_from_go_back_over_new_year() -> None:
    months = last_months(date(2026, 2, 28))

    assert months[:3] == [date(2026, 2, 1), date(2026, 1, 1), date(2025, 12, 1)]
    assert (len(months), months[-1]) == (12, date(2025, 3, 1))
