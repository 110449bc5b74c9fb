"""The secret address of somebody's calendar: given out once, and taken back."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from applications.models import CasePreference
from applications.tests import factories as make
from applications.tests.party import owner_of
from applications.tests.views.cases.test_feed import ADDRESS, PAGE, asked, issued, read
from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event
from scheduling.rules.codes import token_digest
from scheduling.tests import factories as visits

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(make.AT, tick=False):
        yield


@pytest.fixture
def office() -> Office:
    return visits.working_office(visits.service("COMPLETE"))


def test_the_address_is_kept_as_a_digest_alone(client: Client, office: Office) -> None:
    path = issued(client, owner_of(asked(office)))

    token = path.rstrip("/").rpartition("/")[2]
    row = CasePreference.objects.get()
    assert (row.feed_digest, row.feed_issued_at) == (token_digest(token), make.AT)
    assert len(token) == 43
    assert token not in client.get(PAGE).content.decode()


def test_a_new_address_makes_the_old_one_worthless(client: Client, office: Office) -> None:
    user = owner_of(asked(office))
    old = issued(client, user)

    new = issued(client, user, seen=make.AT.isoformat())

    assert (Client().get(old).status_code, Client().get(new).status_code) == (404, 200)
    assert Event.objects.filter(action="case_calendar.issued").count() == 2


@pytest.mark.parametrize("seen", ["", "nonsense", "2026-12-01T08:59:00+00:00", "9" * 50])
def test_a_form_sent_twice_makes_one_address(client: Client, office: Office, seen: str) -> None:
    user = owner_of(asked(office))
    path = issued(client, user)

    response = client.post(PAGE, {"do": "issue", "seen": seen})

    assert response.status_code == 409
    assert "The address was changed meanwhile" in response.content.decode()
    assert ADDRESS.search(response.content.decode()) is None
    assert Client().get(path).status_code == 200


def test_pressing_twice_shows_the_same_address_again(client: Client, office: Office) -> None:
    user, key = owner_of(asked(office)), "6d1f2c1e-3d55-4a09-9a77-0c8b9a8e1f10"

    first, second = (issued(client, user, seen="", key=key) for _each in range(2))

    assert first == second
    assert Client().get(first).status_code == 200
    assert Event.objects.filter(action="case_calendar.issued").count() == 1
    assert first != issued(client, user, seen=make.AT.isoformat(), key=str(uuid4()))


def test_after_ten_minutes_nobody_is_shown_the_address_again(client: Client, office: Office) -> None:
    key = "6d1f2c1e-3d55-4a09-9a77-0c8b9a8e1f10"
    issued(client, owner_of(asked(office)), seen="", key=key)

    with time_machine.travel(make.AT + timedelta(minutes=10), tick=False):
        assert client.post(PAGE, {"do": "issue", "seen": "", "key": key}).status_code == 409


def test_an_address_that_is_taken_back_opens_nothing(client: Client, office: Office) -> None:
    path = issued(client, owner_of(asked(office)))

    for _each in range(2):
        response = client.post(PAGE, {"do": "revoke"})
        assert (response.status_code, response["Location"]) == (302, PAGE)

    assert Client().get(path).status_code == 404
    assert Event.objects.filter(action="case_calendar.revoked").count() == 1
    assert "Make the address" in client.get(PAGE).content.decode()


def test_an_account_that_is_closed_has_no_calendar(client: Client, office: Office) -> None:
    user = owner_of(asked(office))
    path = issued(client, user)
    User.objects.filter(pk=user.pk).update(is_active=False)

    assert Client().get(path).status_code == 404


def test_no_address_opens_the_calendar_of_those_who_have_none() -> None:
    CasePreference.objects.create(user=accounts.user())

    assert Client().get(reverse("case_feed", args=["x"])).status_code == 404


def test_that_it_is_read_is_written_down_once_a_day(client: Client, office: Office) -> None:
    path = issued(client, owner_of(asked(office)))

    for _each in range(3):
        read(path)

    assert Event.objects.filter(action="case_calendar.read").count() == 1


def test_who_is_not_signed_in_gets_no_address(client: Client) -> None:
    assert "/login/" in client.get(PAGE)["Location"]
