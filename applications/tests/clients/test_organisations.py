from datetime import date

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from applications.actions import organisations as actions
from applications.models import Application, Member, Organisation
from applications.tests.clients.world import NOW, TODAY, held, joined, organisation, signed_in, text_of
from portal.accounts.models import User
from portal.accounts.tests import factories as accounts
from portal.audit.rules.actors import Actor

pytestmark = pytest.mark.django_db

NEW = "/en/organisations/new/"
LIST = "/en/organisations/"
RIGHT = {"name": "Kancelaria Example", "kind": "firm", "tax_id": "PL 123-456-32-18"}


@pytest.fixture
def colleague() -> User:
    return accounts.user("colleague@example.test")


def page_of(row: Organisation) -> str:
    return reverse("organisation_detail", args=[row.pk])


def act(name: str, member: Member) -> str:
    return reverse(f"member_{name}", args=[member.organisation_id, member.pk])


def seen_by(user: User) -> list[Application]:
    return list(Application.objects.of_party(user, on=TODAY))


def asked(row: Organisation, email: str) -> Member:
    leader = User.objects.get(pk=row.members.values("user")[:1])
    return Member.objects.create(organisation=row, email=email, asked_by=leader, asked_at=NOW)


def test_whoever_enters_an_organisation_leads_it_and_it_is_entered_once(proxy: User) -> None:
    answers = [signed_in(proxy).post(NEW, RIGHT, follow=True) for _time in range(2)]

    row = Organisation.objects.get()
    member = row.members.get()
    assert (row.name, row.kind, row.tax_id, row.verified_at) == (
        "Kancelaria Example",
        "firm",
        "1234563218",
        None,
    )
    assert (member.user, member.is_manager, member.joined_at) == (proxy, True, NOW)
    assert "proof not seen yet" in text_of(answers[0])


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"name": ""}, "Enter the name of the organisation"),
        ({"kind": ""}, "Choose what it is"),
        ({"tax_id": ""}, "Enter the tax number (NIP)"),
        ({"tax_id": "1234563219"}, "Check the tax number (NIP)"),
        ({"tax_id": "9" * 40}, "Check the tax number (NIP)"),
    ],
)
def test_an_organisation_that_is_wrong_says_so(proxy: User, data: dict[str, str], said: str) -> None:
    response = signed_in(proxy).post(NEW, {**RIGHT, **data})

    assert response.status_code == 422
    assert said in text_of(response)
    assert not Organisation.objects.exists()


def test_a_person_enters_ten_and_no_more(proxy: User) -> None:
    for number in range(10):
        organisation(proxy, name=f"Firm {number}")

    response = signed_in(proxy).post(NEW, RIGHT)

    assert response.status_code == 422
    assert Organisation.objects.count() == 10


def test_who_proves_the_address_comes_in_and_sees_the_clients(
    case: Application, proxy: User, colleague: User
) -> None:
    firm = organisation(proxy)
    held(case, firm)
    signed_in(proxy).post(page_of(firm), {"email": "Colleague@example.test"})
    row = Member.objects.get(email="colleague@example.test")
    client = signed_in(colleague)
    assert "Kancelaria Example" in text_of(client.get(LIST))
    assert seen_by(colleague) == []

    answers = [client.post(act("accept", row), follow=True) for _time in range(2)]

    assert "You act for Kancelaria Example now" in text_of(answers[0])
    assert seen_by(colleague) == [case]
    assert Member.objects.filter(user=colleague).count() == 1


def test_nobody_comes_in_by_an_address_that_is_not_proven(
    case: Application, proxy: User, colleague: User
) -> None:
    firm = organisation(proxy)
    held(case, firm)
    row = asked(firm, "else@example.test")
    EmailAddress.objects.create(user=colleague, email="else@example.test", verified=False)
    client = signed_in(colleague)

    assert "Kancelaria Example" not in text_of(client.get(LIST))
    assert client.post(act("accept", row)).status_code == 404
    assert seen_by(colleague) == []


def test_who_leaves_or_is_taken_out_sees_nothing_at_once(
    case: Application, proxy: User, colleague: User
) -> None:
    firm = organisation(proxy, colleague)
    other = joined(firm, accounts.user("third@example.test"))
    held(case, firm)
    third = other.user
    assert third is not None
    assert seen_by(colleague) == seen_by(third) == [case]

    signed_in(colleague).post(act("remove", Member.objects.get(user=colleague)))
    signed_in(proxy).post(act("remove", other))

    assert seen_by(colleague) == seen_by(third) == []
    assert signed_in(colleague).get(page_of(firm)).status_code == 404
    assert seen_by(proxy) == [case]


def test_who_was_asked_may_say_no_and_may_not_come_in_any_more(proxy: User, colleague: User) -> None:
    row = asked(organisation(proxy), colleague.email)
    client = signed_in(colleague)

    client.post(act("remove", row))

    assert client.post(act("accept", row)).status_code == 404
    assert "You are asked in" not in text_of(client.get(LIST))


def test_only_who_leads_asks_in_takes_out_and_lets_others_lead(proxy: User, colleague: User) -> None:
    firm = organisation(proxy, colleague)
    third = joined(firm, accounts.user())
    client = signed_in(colleague)

    answers = [
        client.post(page_of(firm), {"email": "new@example.test"}),
        client.post(act("remove", third)),
        client.post(act("promote", third)),
    ]

    assert [answer.status_code for answer in answers] == [404] * 3
    assert "Ask a colleague in" not in text_of(client.get(page_of(firm)))
    assert list(Member.objects.filter(is_manager=True).values_list("user", flat=True)) == [proxy.pk]
    assert Member.objects.filter(left_at=None).count() == 3


def test_a_stranger_finds_no_organisation(proxy: User, colleague: User) -> None:
    firm = organisation(proxy)
    client = signed_in(colleague)
    member = firm.members.get()

    answers = [
        client.get(page_of(firm)),
        client.post(page_of(firm), {"email": colleague.email}),
        *(client.post(act(name, member)) for name in ("accept", "remove", "promote")),
        client.get("/en/organisations/999999999999999999999999/"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 6


def test_the_last_who_leads_stays_while_there_are_others(proxy: User, colleague: User) -> None:
    firm = organisation(proxy, colleague)
    mine, theirs = Member.objects.get(user=proxy), Member.objects.get(user=colleague)
    client = signed_in(proxy)

    said = text_of(client.post(act("remove", mine), follow=True))
    client.post(act("promote", theirs))
    client.post(act("remove", mine))

    assert "Nobody else may ask others in." in said
    assert [row.user for row in firm.members.filter(left_at=None)] == [colleague]
    assert firm.members.get(user=colleague).is_manager


def test_who_is_alone_may_leave(proxy: User) -> None:
    firm = organisation(proxy)

    signed_in(proxy).post(act("remove", firm.members.get()))

    assert not firm.members.filter(left_at=None).exists()


def test_who_was_asked_twice_is_in_once(proxy: User, colleague: User) -> None:
    EmailAddress.objects.create(user=colleague, email="second@example.test", verified=True)
    firm = organisation(proxy, colleague)
    row = asked(firm, "second@example.test")

    signed_in(colleague).post(act("accept", row))

    assert firm.members.filter(user=colleague, left_at=None).count() == 1
    assert firm.members.filter(left_at=None).count() == 2


def test_an_open_address_changes_nothing(proxy: User, colleague: User) -> None:
    row = asked(organisation(proxy), colleague.email)

    assert [signed_in(colleague).get(act(name, row)).status_code for name in ("accept", "remove")] == [
        302
    ] * 2
    row.refresh_from_db()
    assert (row.user, row.left_at) == (None, None)


def test_who_is_asked_in_already_is_asked_once(proxy: User) -> None:
    firm = organisation(proxy)
    for email in ("new@example.test", "New@Example.test"):
        signed_in(proxy).post(page_of(firm), {"email": email})

    assert firm.members.filter(email__iexact="new@example.test").count() == 1


def test_one_number_is_confirmed_for_one_organisation(proxy: User) -> None:
    rows = [organisation(proxy, name=name, is_verified=False) for name in ("One", "Two")]
    Organisation.objects.update(tax_id="1234563218")
    clerk = Actor.user(proxy.pk)

    actions.verify(organisation=rows[0], by=clerk, at=NOW)
    actions.verify(organisation=rows[0], by=clerk, at=NOW)

    with pytest.raises(actions.NumberTakenError):
        actions.verify(organisation=rows[1], by=clerk, at=NOW)
    assert Organisation.objects.get(verified_at=NOW).name == "One"


def test_a_mandate_of_an_organisation_ends_for_all(case: Application, proxy: User, colleague: User) -> None:
    held(case, organisation(proxy, colleague), ended_on=date(2026, 11, 30))

    assert seen_by(proxy) == seen_by(colleague) == []
