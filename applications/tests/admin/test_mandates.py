"""What clerks do with mandates that wait, and with organisations."""

from datetime import date, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from applications.choices import MandateKind
from applications.models import Application, Mandate, Organisation
from applications.tests.admin.acts.world import Screen
from applications.tests.admin.acts.world import text_of as words_of
from applications.tests.clients.world import NOW, TODAY, held, numbered, organisation, owned
from portal.accounts.choices import Role
from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

DAY = timedelta(days=1)
LIST = "/admin/applications/mandate/"
ACCEPT: dict[str, Any] = {
    "answer": "accept",
    "looked": "on",
    "document": "Power of attorney of 3 June 2026",
    "scope": ["see", "give"],
    "began_on": "2026-12-01",
}


@pytest.fixture
def office() -> Office:
    return accounts.office()


@pytest.fixture
def proxy() -> User:
    return accounts.user("proxy@example.test")


@pytest.fixture
def case(office: Office) -> Application:
    return owned(office, accounts.user("owner@example.test"))


@pytest.fixture
def screen(case: Application, office: Office) -> Screen:
    return Screen(Client(), case, accounts.user()).as_(Role.CLERK, at=office)


def asked(case: Application, by: User | Organisation, **fields: Any) -> Mandate:  # noqa: ANN401  columns
    return held(case, by, accepted_at=None, noted_at=NOW, **fields)


def seen_by(user: User) -> list[Application]:
    return list(Application.objects.of_party(user, on=TODAY))


def test_an_accepted_mandate_opens_what_the_clerk_says(screen: Screen, proxy: User) -> None:
    row = asked(screen.case, proxy)

    answers = [screen.send("mandate-answer", mandate=row.pk, **ACCEPT, ended_on="2026-12-31")]
    row.refresh_from_db()

    assert [answer.status_code for answer in answers] == [302]
    assert (row.accepted_at, row.accepted_by, row.began_on, row.ended_on) == (
        NOW,
        screen.user,
        TODAY,
        date(2026, 12, 31),
    )
    assert (row.may_see, row.may_give, row.gets_notices) == (True, True, False)
    assert seen_by(proxy) == [screen.case]
    assert Event.objects.get(action="case.mandate_given").data == {"mandate": row.pk}


def test_what_is_accepted_twice_is_accepted_once(screen: Screen, proxy: User) -> None:
    row = asked(screen.case, proxy)

    first = screen.send("mandate-answer", mandate=row.pk, **ACCEPT)
    again = screen.send("mandate-answer", mandate=row.pk, **ACCEPT)

    assert (first.status_code, again.status_code) == (302, 422)
    assert Event.objects.filter(action="case.mandate_given").count() == 1


def test_who_was_named_without_an_account_gets_one_by_address(screen: Screen, proxy: User) -> None:
    row = Mandate.objects.create(
        application=screen.case,
        kind="proxy",
        name="Anna Nowak",
        email=proxy.email,
        began_on=TODAY,
        noted_by=screen.user,
    )

    page = screen.page("mandate-answer", mandate=row.pk)
    screen.send("mandate-answer", mandate=row.pk, **ACCEPT, email="Proxy@example.test")

    row.refresh_from_db()
    assert page.context["form"]["email"].value() == proxy.email
    assert row.user == proxy


def test_whoever_asked_themselves_stays_who_they_are(screen: Screen, proxy: User) -> None:
    row = asked(screen.case, proxy)

    screen.send("mandate-answer", mandate=row.pk, **ACCEPT, email=accounts.user("other@example.test").email)

    row.refresh_from_db()
    assert row.user == proxy


def test_a_refusal_has_a_reason(screen: Screen, proxy: User) -> None:
    row = asked(screen.case, proxy)

    unexplained = screen.send("mandate-answer", mandate=row.pk, answer="refuse")
    screen.send("mandate-answer", mandate=row.pk, answer="refuse", why="No paper in the file")

    row.refresh_from_db()
    assert "Write down why you refuse it" in words_of(unexplained)
    assert (row.refused_at, row.refusal, row.accepted_at) == (NOW, "No paper in the file", None)
    assert seen_by(proxy) == []
    assert Event.objects.filter(action="case.mandate_refused").count() == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"answer": ""}, "Choose whether you accept it"),
        ({"document": ""}, "Write down on which paper it stands"),
        ({"began_on": ""}, "Enter the day"),
        ({"began_on": "9999-12-31"}, "Check the year of this day"),
        ({"ended_on": "2026-11-30"}, "It ends before it begins"),
        ({"scope": ["give"]}, "Who sends documents has to see the case"),
        ({"email": "nobody@example.test"}, "There is no account with this address"),
        ({"mandate": "999"}, "Select a valid choice"),
    ],
)
def test_an_answer_that_is_wrong_changes_nothing(
    screen: Screen, proxy: User, data: dict[str, Any], said: str
) -> None:
    row = asked(screen.case, proxy)
    asked(screen.case, accounts.user(), name="Jan Drugi")

    response = screen.send("mandate-answer", **{"mandate": row.pk, **ACCEPT, **data})

    assert response.status_code == 422
    assert said in words_of(response)
    assert Mandate.objects.waiting().count() == 2


def test_nobody_is_accepted_as_the_parent_of_somebody_of_age(
    office: Office, screen: Screen, proxy: User
) -> None:
    births = (TODAY.replace(year=2008) + DAY, TODAY.replace(year=2008))
    rows = [
        asked(numbered(office, birth_date=born), proxy, kind=MandateKind.PARENT, began_on=date(2026, 11, 1))
        for born in births
    ]
    answers = []
    for row in rows:
        screen.case = row.application
        given = {**ACCEPT, "began_on": "2026-11-01"}
        answers.append(screen.send("mandate-answer", mandate=row.pk, **given))

    assert [answer.status_code for answer in answers] == [302, 422]
    assert "nobody acts as their parent" in words_of(answers[1])
    assert seen_by(proxy) == [rows[0].application]


def test_an_organisation_shows_its_proof_first(screen: Screen, proxy: User) -> None:
    row = asked(screen.case, organisation(proxy, is_verified=False))

    refused = screen.send("mandate-answer", mandate=row.pk, **ACCEPT)
    Organisation.objects.update(verified_at=NOW)
    screen.send("mandate-answer", mandate=row.pk, **ACCEPT)

    assert refused.status_code == 422
    assert "Nobody has seen a proof of this organisation yet." in words_of(refused)
    assert seen_by(proxy) == [screen.case]


def test_what_the_person_refused_meanwhile_is_not_accepted(screen: Screen, proxy: User) -> None:
    row = asked(screen.case, proxy)
    page = screen.page("mandate-answer", mandate=row.pk)
    Mandate.objects.update(revoked_at=NOW)

    response = screen.send("mandate-answer", mandate=row.pk, **ACCEPT)

    assert page.status_code == 200
    assert response.status_code == 422
    assert seen_by(proxy) == []


def test_a_mandate_of_an_organisation_is_entered_by_its_number(screen: Screen, proxy: User) -> None:
    firm = organisation(proxy)
    Organisation.objects.update(tax_id="1234563218")

    given: dict[str, Any] = {"name": "Kancelaria", "began_on": "2026-12-01", "scope": ["see"]}
    screen.send("mandate", kind_of="proxy", tax_id="123-456-32-18", **given)

    assert Mandate.objects.get().organisation == firm
    assert seen_by(proxy) == [screen.case]


def test_the_page_of_a_case_says_who_waits_and_who_was_ended(screen: Screen, proxy: User) -> None:
    asked(screen.case, proxy)
    held(screen.case, accounts.user(), name="Jan Dawny", revoked_at=NOW)
    held(screen.case, organisation(proxy), name="Ewa Firma")

    page = words_of(screen.client.get(f"/admin/applications/application/{screen.case.pk}/change/"))

    names = [page.index(name) for name in ("Anna Nowak", "Ewa Firma (Kancelaria Example)", "Jan Dawny")]
    assert names == sorted(names)
    assert "waits for you" in page
    assert "ended by the person on Tuesday 1 December 2026 at 10:00" in page
    assert "Accept or refuse" in page


def test_the_list_shows_those_of_the_office_that_wait_first(
    screen: Screen, proxy: User, office: Office
) -> None:
    held(screen.case, proxy, name="Jan Ma")
    row = asked(screen.case, accounts.user())
    asked(numbered(accounts.office()), accounts.user(), name="Ola Obca")

    page = screen.client.get(LIST)
    led = screen.client.get(f"{LIST}{row.pk}/change/")
    waiting = words_of(screen.client.get(LIST, {"state": "waiting"}))

    rows = [each.name for each in page.context["cl"].result_list]
    assert rows == ["Anna Nowak", "Jan Ma"]
    assert led["Location"].endswith(f"/acts/mandate-answer/?mandate={row.pk}")
    assert "Jan Ma" not in waiting
    assert office.pk


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.CLERK, 200), (Role.SIGNER, 200), (Role.CONSULTANT, 403), (Role.ADMINISTRATOR, 403)],
)
def test_who_sees_cases_sees_the_list(screen: Screen, role: Role, status: int) -> None:
    assert screen.as_(role).client.get(LIST).status_code == status


def test_a_clerk_confirms_an_organisation(screen: Screen, proxy: User) -> None:
    row = organisation(proxy, is_verified=False)
    page = f"/admin/applications/organisation/{row.pk}/change/"
    given = {"name": "Kancelaria", "kind": "firm", "tax_id": "1234563218", **_inline()}

    wrong = screen.client.post(page, {**given, "tax_id": "1234563219", "proof": "on"})
    screen.client.post(page, {**given, "proof": "on"})

    row.refresh_from_db()
    assert "This is no tax number" in words_of(wrong)
    assert (row.name, row.verified_at, row.verified_by) == ("Kancelaria", NOW, screen.user)
    assert Event.objects.filter(action="organisation.verified").count() == 1


def test_one_number_is_of_one_confirmed_organisation(screen: Screen, proxy: User) -> None:
    organisation(proxy, name="First")
    Organisation.objects.update(tax_id="1234563218")
    row = organisation(proxy, name="Second", is_verified=False)
    given = {"name": "Second", "kind": "firm", "tax_id": "1234563218", "proof": "on", **_inline()}

    response = screen.client.post(f"/admin/applications/organisation/{row.pk}/change/", given)

    row.refresh_from_db()
    assert "Another organisation with this number" in words_of(response)
    assert row.verified_at is None


def _inline() -> dict[str, str]:
    return {f"members-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL")}


def test_nobody_gets_a_mandate_before_a_clerk_knows_whose_account_it_is(
    screen: Screen, case: Application, proxy: User
) -> None:
    row = asked(case, proxy)

    page = words_of(screen.page("mandate-answer", mandate=row.pk))
    refused = screen.send("mandate-answer", mandate=row.pk, **{**ACCEPT, "looked": ""})

    assert proxy.email in page
    assert (refused.status_code, seen_by(proxy)) == (422, [])


def test_an_address_that_nobody_has_proven_is_nobodys(screen: Screen, case: Application, proxy: User) -> None:
    EmailAddress.objects.filter(user=proxy).update(verified=False)
    row = held(case, proxy, user=None, email=proxy.email, accepted_at=None, noted_at=NOW)

    refused = screen.send("mandate-answer", mandate=row.pk, **ACCEPT, email=proxy.email)

    assert (refused.status_code, seen_by(proxy)) == (422, [])


def test_to_whom_a_mandate_was_given_is_kept_no_longer_than_it_waits(
    screen: Screen, case: Application, proxy: User
) -> None:
    row = held(case, proxy, user=None, email=proxy.email, accepted_at=None, noted_at=NOW)

    screen.send("mandate-answer", mandate=row.pk, **ACCEPT, email=proxy.email)

    row.refresh_from_db()
    assert (row.user, row.email) == (proxy, "")
