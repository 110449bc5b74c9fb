"""A case comes to an account by number and code: first it shows where it stands, after the desk all."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from applications.actions.claiming import claim
from applications.choices import Assurance
from applications.models import Application
from applications.tests import factories as make
from applications.tests.views.cases.codes import CLAIM, MISS, WRONG, coded, knocked, typed, written
from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event
from portal.audit.rules.actors import Actor
from portal.web.tests import counted

pytestmark = pytest.mark.django_db
DIGEST = "d" * 64


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    counted.forget()
    with time_machine.travel(make.AT, tick=False):
        yield


@pytest.fixture
def office() -> Office:
    return accounts.office()


@pytest.fixture
def person(client: Client) -> User:
    user = accounts.user(language="en")
    client.force_login(user)
    return user


def linked(case: Application) -> tuple[int | None, str]:
    case.refresh_from_db()
    return case.account_id, case.account_level


def claimed(case: Application, code: str, account: User) -> Application | None:
    by = Actor.user(account.pk)
    return claim(number=case.case_number, code=code, account=account, by=by, at=make.AT)


def test_number_and_code_add_a_case_whose_person_is_not_known_yet(
    client: Client, office: Office, person: User
) -> None:
    case, code = coded(office)

    response = typed(client, case.case_number, code, at=CLAIM)

    assert response["Location"] == f"/en/cases/{case.pk}/"
    assert linked(case) == (person.pk, Assurance.SELF)
    assert Event.objects.get(action="case.claimed").data == {"level": "self"}


def test_whoever_is_not_signed_in_signs_in_first(client: Client) -> None:
    assert client.get(CLAIM)["Location"].startswith("/en/account/login/?next=")


@pytest.mark.parametrize("kind", ["no such", "wrong code", "of an employer", "of another account"])
def test_every_miss_is_the_same(client: Client, office: Office, person: User, kind: str) -> None:
    case, code = coded(office, of="WP_A" if kind == "of an employer" else "TEMP_WORK")
    if kind == "of another account":
        Application.objects.update(account=accounts.user())
    number = "SC-II.6151.999999.2020" if kind == "no such" else case.case_number

    response = typed(client, number, WRONG if kind == "wrong code" else code, at=CLAIM)

    assert response.status_code == 422
    assert MISS in response.content.decode()
    assert written()[-1] == "case.claim_failed"
    assert linked(case)[0] != person.pk


def test_a_case_added_twice_is_added_once(office: Office, person: User) -> None:
    case, code = coded(office)

    assert [claimed(case, code, person), claimed(case, code, person)] == [case, case]
    assert written().count("case.claimed") == 1


def test_adding_it_again_takes_nothing_from_what_the_desk_has_seen(office: Office, person: User) -> None:
    case, code = coded(office)
    Application.objects.update(account=person, account_level=Assurance.DESK)

    claimed(case, code, person)

    assert linked(case) == (person.pk, Assurance.DESK)


@pytest.mark.parametrize(
    ("before", "changes", "level"),
    [
        (Assurance.DESK, {}, Assurance.DESK),
        (Assurance.LOGIN_GOV, {}, Assurance.DESK),
        (Assurance.SELF, {}, Assurance.SELF),
        (Assurance.DESK, {"document_digest": "e" * 64}, Assurance.SELF),
        (Assurance.DESK, {"document_digest": ""}, Assurance.SELF),
        (Assurance.DESK, {"birth_date": "1990-05-18"}, Assurance.SELF),
        (Assurance.DESK, {"account": None}, Assurance.SELF),
    ],
)
def test_a_passport_that_the_desk_has_seen_counts_in_the_next_case(
    office: Office, person: User, before: Assurance, changes: dict[str, str | None], level: Assurance
) -> None:
    earlier, (case, code) = make.case(office), coded(office)
    Application.objects.update(document_digest=changes.pop("document_digest", DIGEST))
    Application.objects.filter(pk=case.pk, document_digest__startswith="e").update(document_digest=DIGEST)
    Application.objects.filter(pk=earlier.pk).update(
        **{"account": person.pk, "account_level": before} | changes
    )

    claimed(case, code, person)

    assert linked(case) == (person.pk, level)


def test_the_tries_are_those_of_the_look_up(client: Client, office: Office, person: User) -> None:
    case, code = coded(office)
    knocked(case.case_number, 1000)

    assert typed(client, case.case_number, code, at=CLAIM).status_code == 429
    assert linked(case)[0] != person.pk


def test_the_number_that_was_looked_up_stands_in_the_form(
    client: Client, office: Office, person: User
) -> None:
    case, code = coded(office)
    typed(client, case.case_number, code)

    assert f'value="{case.case_number}"' in client.get(CLAIM).content.decode()
    assert linked(case)[0] != person.pk
