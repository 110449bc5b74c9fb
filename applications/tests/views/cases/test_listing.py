"""The cases of somebody: their own and those in which they act, and of nobody else."""

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from applications.choices import Assurance
from applications.choices import EventKind as K
from applications.models import Application
from applications.tests import factories as make
from applications.tests.views.cases.world import NOW, entrusted, owned, read, somebody, url_of
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event

pytestmark = pytest.mark.django_db
CASES = "/en/cases/"


def test_whoever_is_not_signed_in_is_asked_to(client: Client) -> None:
    answer = client.get(CASES)

    assert answer.status_code == 302
    assert "login" in answer.headers["Location"]


def test_somebody_without_a_case_is_told_how_to_add_one(client: Client) -> None:
    somebody(client)

    assert "No case is linked to your account yet." in read(client, CASES)


@time_machine.travel(NOW, tick=False)
def test_the_list_has_own_cases_and_those_of_others_and_no_strangers_case(client: Client) -> None:
    office, me = accounts.office(), somebody(client)
    mine = owned(office, me)
    client_of_mine = make.case(office, given_names="Thi Mai", family_name="Nguyen")
    entrusted(client_of_mine, me, by=accounts.user())
    stranger = make.case(office, given_names="Aram", family_name="Petrosyan")

    shown = read(client, CASES)

    assert f'href="{url_of(mine)}"' in shown
    assert f'href="{url_of(client_of_mine)}"' in shown
    assert "Thi Mai Nguyen" in shown
    assert "Olena Kovalenko" not in shown
    assert f'href="{url_of(stranger)}"' not in shown
    assert "Petrosyan" not in shown


@time_machine.travel(NOW, tick=False)
def test_whose_names_somebody_was_shown_is_written_down(client: Client) -> None:
    office, me = accounts.office(), somebody(client)
    owned(office, me)
    case = make.case(office)
    entrusted(case, me, by=accounts.user())

    read(client, CASES)

    event = Event.objects.get(action="clients.seen")
    assert (event.subject_pk, event.data) == (str(me.pk), {"cases": [case.pk]})


@time_machine.travel(NOW, tick=False)
def test_of_ones_own_cases_alone_the_list_writes_nothing_down(client: Client) -> None:
    owned(accounts.office(), somebody(client))

    read(client, CASES)

    assert not Event.objects.filter(action="clients.seen").exists()


@time_machine.travel(NOW, tick=False)
def test_a_case_whose_person_nobody_has_checked_is_a_number_in_the_list(client: Client) -> None:
    case = owned(accounts.office(), somebody(client), level=Assurance.SELF)
    make.happen(case, K.REGISTERED, data={"case_number": "SC-II.6151.77.2026"})

    shown = read(client, CASES)

    assert "SC-II.6151.77.2026" in shown
    assert "Temporary residence" not in shown


@time_machine.travel(NOW, tick=False)
def test_an_employer_reads_which_workers_case_it_is(client: Client) -> None:
    office, employer = accounts.office(), somebody(client)
    case = make.case(office, of="WP_A", party_name="Zakład Próbny sp. z o.o.")
    entrusted(case, employer, by=accounts.user(), kind="employer")

    shown = read(client, CASES)

    assert "Olena Kovalenko, Zakład Próbny sp. z o.o." in shown


@time_machine.travel(NOW, tick=False)
def test_the_foreigner_named_in_an_employers_case_does_not_see_it(client: Client) -> None:
    case = make.case(accounts.office(), of="WP_A", party_name="Zakład Próbny sp. z o.o.")
    Application.objects.filter(pk=case.pk).update(account=somebody(client), account_level="desk")

    assert "Zakład Próbny" not in read(client, CASES)
    assert client.get(url_of(case)).status_code == 404


@time_machine.travel(NOW, tick=False)
def test_whoever_acts_for_many_is_led_to_the_list_of_clients(client: Client) -> None:
    office, me, clerk = accounts.office(), somebody(client), accounts.user()
    for number in range(11):
        entrusted(make.case(office, family_name=f"Client{number:02}"), me, by=clerk)

    shown = read(client, CASES)

    assert shown.count("Olena Client") == 10
    assert "All cases in which you act for others" in shown


@time_machine.travel(NOW, tick=False)
def test_the_list_asks_as_often_for_three_cases_as_for_one(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    office, me, clerk = accounts.office(), somebody(client), accounts.user()
    owned(office, me)
    entrusted(make.case(office), me, by=clerk)
    client.get(CASES)
    for _each in range(2):
        owned(office, me)
        entrusted(make.case(office), me, by=clerk)

    # Session, person, announcements; how many own cases, these, and those of others; the look at
    # those is written down in a transaction: three.
    with django_assert_num_queries(9):
        client.get(CASES)
