"""Where a clerk sees that somebody has written: in the case, in the menu, in a list."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from applications.models import Application, CaseMessage
from applications.tests.admin.case_world import page_of, registered, signed_in
from applications.tests.admin.test_messages import HTML, talk_of, text_of, wrote
from applications.tests.factories import AT
from applications.tests.party import owner_of
from portal.accounts.choices import Role
from portal.accounts.models import Office
from portal.accounts.tests import factories as accounts

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

LIST = "/admin/applications/casemessage/"


@pytest.fixture
def office() -> Office:
    return accounts.office()


@pytest.fixture
def case(office: Office) -> Application:
    case = registered(office, email="olena@example.test")
    owner_of(case, name="Olena Kovalenko")
    return case


def test_the_page_of_the_case_shows_the_latest_and_what_waits(
    client: Client, case: Application, office: Office
) -> None:
    signed_in(client, Role.CLERK, office)
    for each in range(4):
        wrote(case, f"Number {each}. " + "x" * 200, minutes=each)

    page = text_of(client, page_of(case))

    part = page[page.index("Messages with the party") :]
    assert "Olena Kovalenko To be answered Monday 30 November 2026 at 10:03 · Russian Number 3." in part
    assert "x" * 150 not in part
    assert "Number 0." not in part
    assert f'href="{talk_of(case)}">Answer</a>' in client.get(page_of(case)).content.decode()
    assert CaseMessage.objects.filter(read_at=None).count() == 4


def test_the_list_has_what_waits_at_ones_offices_the_oldest_first(
    client: Client, case: Application, office: Office
) -> None:
    clerk = signed_in(client, Role.CLERK, office)
    other = registered(office)
    owner_of(other)
    elsewhere = registered(accounts.office())
    owner_of(elsewhere)
    wrote(case, minutes=5)
    wrote(other)
    wrote(elsewhere)
    settled = wrote(case, minutes=1)
    CaseMessage.objects.filter(pk=settled.pk).update(settled_at=AT, settled_by=clerk)
    Application.objects.filter(pk=other.pk).update(clerk=clerk)

    page, mine = text_of(client, LIST), text_of(client, LIST, {"which": "mine"})

    assert page.index(other.case_number) < page.index(case.case_number)
    assert elsewhere.case_number not in page
    assert "Monday 30 November 2026 at 10:00" in page
    assert "at 10:01" not in page
    assert "at 10:01" in text_of(client, LIST, {"which": "all"})
    assert (other.case_number in mine, case.case_number in mine) == (True, False)


def test_a_line_of_the_list_leads_to_the_case(client: Client, case: Application, office: Office) -> None:
    signed_in(client, Role.CLERK, office)
    asked = wrote(case)

    assert client.get(f"{LIST}{asked.pk}/change/")["Location"] == talk_of(case)
    signed_in(client, Role.CLERK, accounts.office())
    assert client.get(f"{LIST}{asked.pk}/change/")["Location"] == "/admin/"


def test_the_menu_counts_what_waits_for_this_person(
    client: Client, case: Application, office: Office
) -> None:
    signed_in(client, Role.CLERK, office)
    wrote(case)
    wrote(case, minutes=1)
    entry = re.compile(r'href="/admin/applications/casemessage/".*?</a>', re.DOTALL)

    found = entry.search(client.get("/admin/").content.decode())

    assert found is not None
    assert HTML.sub(" ", found[0]).split()[-1] == "2"


def test_the_list_asks_the_same_for_one_row_and_for_many(
    client: Client, case: Application, office: Office
) -> None:
    signed_in(client, Role.CLERK, office)
    client.get(LIST)  # what is read once a process
    counts = []
    for number in (1, 3):
        for each in range(number):
            wrote(case, minutes=each)
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        counts.append(len(queries))

    assert counts[0] == counts[1]
