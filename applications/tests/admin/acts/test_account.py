"""The desk links a case to an account once somebody has seen the passport; and takes it away."""

import pytest
from django.urls import reverse

from applications.choices import Assurance
from applications.models import Application
from applications.tests.admin.acts.world import Screen, text_of
from applications.tests.admin.case_world import page_of
from portal.accounts.choices import Role
from portal.accounts.models import User
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


@pytest.fixture
def person() -> User:
    return accounts.user(email="olena@example.test")


def linked(at_case: Screen) -> tuple[int | None, str]:
    row = Application.objects.get(pk=at_case.case.pk)
    return row.account_id, row.account_level


def test_an_account_is_linked_once_the_passport_was_seen(at_case: Screen, person: User) -> None:
    response = at_case.send("account", email="Olena@example.test", looked="on")

    row = Event.objects.filter(action="case.account_linked").get()
    assert response.status_code == 302
    assert linked(at_case) == (person.pk, Assurance.DESK)
    assert row.data == {"account": person.pk, "before": None}
    assert "olena@example.test" in text_of(at_case.client.get(page_of(at_case.case)))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            {"email": "olena@example.test"},
            "Look at the passport of the person first, and confirm that you did",
        ),
        ({"looked": "on"}, "Enter the e-mail address of the account"),
        ({"email": "nobody@example.test", "looked": "on"}, "There is no account with this address"),
        ({"email": "olena@", "looked": "on"}, "Enter an e-mail address in the right form"),
    ],
)
def test_nothing_is_linked_without_a_look_and_an_account(
    at_case: Screen, person: User, data: dict[str, str], message: str
) -> None:
    response = at_case.send("account", **data)

    assert response.status_code == 422
    assert message in text_of(response)
    assert linked(at_case)[0] is None
    assert person.pk


def test_somebody_who_added_the_case_alone_is_known_from_then_on(at_case: Screen, person: User) -> None:
    Application.objects.update(account=person, account_level=Assurance.SELF)

    at_case.send("account", what="link", held=person.pk, email=person.email, looked="on")

    assert linked(at_case) == (person.pk, Assurance.DESK)


def test_whoever_had_the_case_wrongly_loses_it_to_its_person(at_case: Screen, person: User) -> None:
    other = accounts.user()
    Application.objects.update(account=other, account_level=Assurance.SELF)

    at_case.send("account", what="link", held=other.pk, email=person.email, looked="on")

    assert linked(at_case) == (person.pk, Assurance.DESK)
    assert Event.objects.get(action="case.account_linked").data["before"] == other.pk


def test_a_case_is_taken_from_its_account(at_case: Screen, person: User) -> None:
    Application.objects.update(account=person)

    at_case.send("account", what="unlink", held=person.pk)
    at_case.send("account", what="unlink", held=person.pk)

    assert linked(at_case)[0] is None
    assert Event.objects.filter(action="case.account_unlinked").count() == 1


def test_a_page_that_named_another_account_takes_away_none(at_case: Screen, person: User) -> None:
    Application.objects.update(account=person)

    response = at_case.send("account", what="unlink", held=person.pk + 1)

    assert response.status_code == 409
    assert linked(at_case)[0] == person.pk
    assert f'value="{person.pk}"' in response.content.decode()


def test_an_account_of_no_number_takes_away_none(at_case: Screen, person: User) -> None:
    Application.objects.update(account=person)

    assert at_case.send("account", what="unlink", held="9" * 40).status_code == 409


def test_a_link_is_written_down_once(at_case: Screen, person: User) -> None:
    for _each in range(2):
        at_case.send("account", email=person.email, looked="on")

    assert Event.objects.filter(action="case.account_linked").count() == 1


def test_a_signer_links_nothing(at_case: Screen, person: User) -> None:
    response = at_case.as_(Role.SIGNER).send("account", email=person.email, looked="on")

    assert response.status_code == 403
    assert linked(at_case)[0] is None


def test_a_case_of_an_employer_has_no_account(at_case: Screen, person: User) -> None:
    work = Application.objects.get(pk=at_case.case.pk)
    work.procedure = type(work.procedure).objects.get(code="WP_A")
    work.save(update_fields=["procedure"])

    response = at_case.send("account", email=person.email, looked="on")

    assert response.status_code == 422
    assert linked(at_case)[0] is None
    assert "Account of the applicant" not in text_of(at_case.client.get(page_of(at_case.case)))


def test_the_desk_offers_it(at_case: Screen) -> None:
    page = at_case.client.get(page_of(at_case.case)).content.decode()

    address = reverse("admin:applications_application_act", args=[at_case.case.pk, "account"])
    assert f'href="{address}"' in page
