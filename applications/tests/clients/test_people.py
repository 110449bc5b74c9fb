from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from applications.choices import MandateKind
from applications.models import Application, Mandate
from applications.tests.clients.world import NOW, TODAY, held, organisation, owned, signed_in, text_of
from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
RIGHT = {
    "kind": "proxy",
    "name": "Anna Nowak",
    "email": "Proxy@example.test",
    "scope": ["give", "notices"],
    "document": "Power of attorney of 3 June 2026",
}


def people_of(case: Application) -> str:
    return reverse("mandate_list", args=[case.pk])


def end_of(mandate: Mandate) -> str:
    return reverse("mandate_revoke", args=[mandate.application_id, mandate.pk])


def seen_by(user: User) -> list[Application]:
    return list(Application.objects.of_party(user, on=TODAY))


def test_the_person_names_somebody_and_nobody_sees_anything_by_it(
    case: Application, owner: User, proxy: User
) -> None:
    response = signed_in(owner).post(people_of(case), RIGHT, follow=True)

    row = Mandate.objects.get()
    assert (row.kind, row.name, row.email, row.user, row.document, row.noted_by) == (
        MandateKind.PROXY,
        "Anna Nowak",
        "proxy@example.test",
        None,
        "Power of attorney of 3 June 2026",
        owner,
    )
    assert (row.accepted_at, row.may_see, row.may_give, row.gets_notices) == (None, True, True, True)
    assert "Nobody sees your case before a clerk has seen the paper." in text_of(response)
    assert "Waiting for the office" in text_of(response)
    assert seen_by(proxy) == []
    assert Event.objects.get(action="case.mandate_named").data == {"mandate": row.pk}


def test_whether_somebody_has_an_account_is_not_told(case: Application, owner: User, proxy: User) -> None:
    client = signed_in(owner)
    pages = [
        text_of(client.post(people_of(case), {**RIGHT, "email": email}, follow=True)).replace(email, "@")
        for email in (proxy.email, "nobody@example.test")
    ]

    assert pages[0] == pages[1]
    assert "example.test" not in "".join(pages)
    assert Mandate.objects.get().email == "nobody@example.test"


def test_what_is_sent_twice_is_named_once_and_with_less_it_opens_less(case: Application, owner: User) -> None:
    client = signed_in(owner)
    answers = [client.post(people_of(case), {**RIGHT, "scope": []}).status_code for _time in range(2)]

    row = Mandate.objects.get()
    assert answers == [302, 302]
    assert (row.may_see, row.may_give, row.gets_notices) == (True, False, False)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param({"kind": ""}, "Choose as what", id="no-kind"),
        pytest.param({"kind": "parent"}, "Choose as what", id="parent-of-an-adult"),
        pytest.param({"name": " - "}, "Enter their first and last name", id="no-name"),
        pytest.param({"name": "x" * 201}, "Write at most 200 letters of the name", id="long-name"),
        pytest.param({"name": "A\x00B"}, "Null characters are not allowed", id="a-nul-byte"),
        pytest.param({"email": ""}, "Enter the e-mail address", id="no-mail"),
        pytest.param({"email": "nonsense"}, "Enter an e-mail address in the right form", id="no-address"),
        pytest.param({"scope": ["everything"]}, "Select a valid choice", id="no-scope"),
        pytest.param({"document": "x" * 201}, "Write at most 200 letters about the paper", id="long-paper"),
    ],
)
def test_what_is_wrong_is_said_and_kept(
    case: Application, owner: User, data: dict[str, Any], said: str
) -> None:
    response = signed_in(owner).post(people_of(case), {**RIGHT, "document": "Of June", **data})

    assert response.status_code == 422
    assert said in text_of(response)
    assert "Of June" in response.content.decode() or "document" in data
    assert not Mandate.objects.exists()


def test_who_was_accepted_today_is_not_named_again(case: Application, owner: User) -> None:
    Mandate.objects.create(
        application=case, kind="proxy", name="Anna Nowak", began_on=TODAY, accepted_at=NOW, noted_by=owner
    )

    response = signed_in(owner).post(people_of(case), RIGHT)

    assert response.status_code == 422
    assert "This person acts for you already." in text_of(response)


def test_of_a_child_a_parent_can_be_named(office: Office, owner: User) -> None:
    case = owned(office, owner, birth_date=date(2008, 12, 2))

    assert signed_in(owner).post(people_of(case), {**RIGHT, "kind": "parent"}).status_code == 302
    assert Mandate.objects.get().kind == MandateKind.PARENT


def test_no_more_than_ten_wait_in_a_case(case: Application, owner: User) -> None:
    client = signed_in(owner)
    answers = [client.post(people_of(case), {**RIGHT, "name": f"Anna {n}"}) for n in range(11)]

    assert [answer.status_code for answer in answers] == [302] * 10 + [422]
    assert "it cannot take another one" in text_of(answers[-1])
    assert Mandate.objects.count() == 10


def test_the_person_ends_a_mandate_at_once(case: Application, owner: User, proxy: User) -> None:
    row = held(case, proxy)
    client = signed_in(owner)
    assert seen_by(proxy) == [case]

    answers = [client.post(end_of(row), follow=True) for _time in range(2)]

    row.refresh_from_db()
    assert row.revoked_at is not None
    assert seen_by(proxy) == []
    assert signed_in(proxy).get(people_of(case)).status_code == 404
    assert "Anna Nowak does not see your case any more" in text_of(answers[0])
    assert Event.objects.filter(action="case.mandate_revoked").count() == 1


def test_the_person_refuses_who_only_asks(case: Application, owner: User, proxy: User) -> None:
    row = held(case, proxy, accepted_at=None)

    page = text_of(signed_in(owner).post(end_of(row), follow=True))

    assert "It is refused: Anna Nowak does not see your case." in page
    assert not Mandate.objects.waiting().exists()


def test_a_child_does_not_end_the_mandate_of_a_parent_and_at_eighteen_it_is_over(
    office: Office, owner: User, proxy: User
) -> None:
    child = owned(office, owner, birth_date=date(2008, 12, 2))
    grown = owned(office, owner, birth_date=date(2008, 12, 1))
    rows = [held(each, proxy, kind=MandateKind.PARENT) for each in (child, grown)]
    client = signed_in(owner)

    said = text_of(client.post(end_of(rows[0]), follow=True))

    rows[0].refresh_from_db()
    assert rows[0].revoked_at is None
    assert "A parent or guardian acts for you by law until you are 18." in said
    assert seen_by(proxy) == [child]
    assert "It ended when the child turned 18." in text_of(client.get(people_of(grown)))


def test_only_the_person_names_and_ends(case: Application, owner: User, proxy: User) -> None:
    row, other = held(case, proxy), held(case, accounts.user(), name="Jan Obcy")
    client = signed_in(proxy)

    page = client.get(people_of(case))
    answers = [client.post(people_of(case), RIGHT), client.post(end_of(other))]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert "Let somebody act for you" not in text_of(page)
    assert "End this" not in text_of(page)
    assert owner.email not in page.content.decode()
    other.refresh_from_db()
    assert (other.revoked_at, row.revoked_at) == (None, None)


def test_a_mandate_of_another_case_is_not_there(case: Application, office: Office, owner: User) -> None:
    row = held(owned(office, accounts.user()), accounts.user())
    client = signed_in(owner)

    addresses = [
        reverse("mandate_revoke", args=[case.pk, row.pk]),
        reverse("mandate_revoke", args=[case.pk, 10**30]),
    ]
    assert [client.post(address).status_code for address in addresses] == [404, 404]
    row.refresh_from_db()
    assert row.revoked_at is None


def test_an_open_address_changes_nothing(case: Application, owner: User, proxy: User) -> None:
    row = held(case, proxy)

    assert signed_in(owner).get(end_of(row)).status_code == 302
    row.refresh_from_db()
    assert row.revoked_at is None


def test_who_acts_is_told_of_those_who_act_and_not_of_those_who_ask(
    case: Application, owner: User, proxy: User
) -> None:
    held(case, proxy)
    held(case, organisation(accounts.user()), name="Ewa Firma")
    held(case, accounts.user(), name="Jan Czeka", accepted_at=None)
    held(case, accounts.user(), name="Ola Dawna", ended_on=TODAY - DAY)

    theirs, own = (text_of(signed_in(who).get(people_of(case))) for who in (proxy, owner))

    assert "Ewa Firma (Kancelaria Example)" in theirs
    assert "Jan Czeka" not in theirs
    assert "Jan Czeka" in own
    assert own.index("Ola Dawna") > own.index("Who acted before")
    assert "From 1 November 2026 to 30 November 2026, both included." in own
