"""How somebody who acts for others wants to hear of their cases."""

import pytest
from django.test import Client

from applications.choices import Digest
from applications.models import CasePreference
from portal.accounts.models import User
from portal.accounts.tests import factories as accounts

pytestmark = pytest.mark.django_db

URL = "/en/cases/messages/"


@pytest.fixture
def proxy(client: Client) -> User:
    person = accounts.user()
    client.force_login(person)
    return person


def chosen(client: Client) -> list[str]:
    shown = client.get(URL).content.decode()
    return [
        each
        for each in Digest.values
        if f'value="{each}" id="id_digest_{Digest.values.index(each)}" checked' in shown
    ]


def test_at_first_there_is_a_message_for_each(client: Client, proxy: User) -> None:
    assert (chosen(client), CasePreference.objects.filter(user=proxy).exists()) == (["each"], False)


@pytest.mark.parametrize("digest", Digest.values)
def test_what_is_chosen_is_kept(client: Client, proxy: User, digest: str) -> None:
    answer = client.post(URL, {"digest": digest})

    assert (answer.status_code, answer["Location"]) == (302, URL)
    assert (CasePreference.objects.get(user=proxy).digest, chosen(client)) == (digest, [digest])


@pytest.mark.parametrize(
    ("digest", "error"),
    [
        ("", "Choose how you want to hear"),
        ("hourly", "Choose one of the ways"),
        ("each\x00", "Choose one of the ways"),
    ],
)
@pytest.mark.usefixtures("proxy")
def test_what_there_is_not_cannot_be_chosen(client: Client, digest: str, error: str) -> None:
    answer = client.post(URL, {"digest": digest})

    assert (answer.status_code, CasePreference.objects.exists()) == (422, False)
    assert error in answer.content.decode()


def test_whoever_is_not_signed_in_is_asked_to(client: Client) -> None:
    assert client.get(URL).status_code == 302
