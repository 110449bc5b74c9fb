from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from applications.models import Application, Mandate
from applications.tests.clients.world import (
    TODAY,
    coded,
    held,
    numbered,
    organisation,
    signed_in,
    text_of,
)
from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event
from portal.notifications.models import Notice

pytestmark = pytest.mark.django_db

ASK = "/en/clients/add/"
MISSED = "No case has this number and this access code."


def wish(case: Application, code: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401  of the form
    return {
        "case_number": case.case_number,
        "code": code,
        "kind": "proxy",
        "name": "Anna Nowak",
        "scope": ["give", "notices"],
        "document": "Power of attorney of 3 June 2026",
        **more,
    }


@pytest.fixture
def code(case: Application) -> str:
    return coded(case)


@pytest.fixture
def client(proxy: User) -> Client:
    return signed_in(proxy)


def test_who_has_number_and_code_may_ask_and_sees_nothing_until_a_clerk_accepts(
    case: Application, code: str, client: Client, proxy: User
) -> None:
    answers = [client.post(ASK, wish(case, code), follow=True) for _time in range(2)]

    row = Mandate.objects.get()
    assert (row.user, row.name, row.accepted_at, row.noted_by, row.began_on) == (
        proxy,
        "Anna Nowak",
        None,
        proxy,
        TODAY,
    )
    assert "You see the case once a clerk has accepted it." in text_of(answers[0])
    assert f"{case.case_number} Waits for the office" in text_of(answers[0])
    assert "Kovalenko" not in text_of(answers[0])
    assert client.get(reverse("mandate_list", args=[case.pk])).status_code == 404
    assert Event.objects.filter(action="case.mandate_asked").count() == 1


def test_the_person_is_told_that_there_is_news_and_no_more(
    case: Application, code: str, client: Client
) -> None:
    Application.objects.filter(pk=case.pk).update(email="owner@example.test")

    client.post(ASK, wish(case, code))

    assert [row.kind for row in Notice.objects.about(case) if row.kind == "case_news"] == ["case_news"]


@pytest.mark.parametrize("which", ["number", "code", "none", "uncoded"])
def test_every_miss_is_answered_alike(
    case: Application, code: str, client: Client, office: Office, which: str
) -> None:
    other = numbered(office)
    typed = {
        "number": {"case_number": "SC-II.6151.99999.2026"},
        "code": {"code": "AAAAA-AAAAA"},
        "none": {"case_number": "nonsense", "code": "?"},
        "uncoded": {"case_number": other.case_number},
    }[which]

    response = client.post(ASK, {**wish(case, code), **typed})

    assert response.status_code == 422
    assert MISSED in text_of(response)
    assert not Mandate.objects.exists()
    assert Event.objects.filter(action="case.mandate_missed").count() == 1


def test_guessing_has_an_end(case: Application, code: str, client: Client) -> None:
    def answer(code: str) -> int:
        return client.post(ASK, wish(case, code), REMOTE_ADDR="203.0.113.5").status_code

    answers = [answer("AAAAA-AAAAA") for _time in range(61)]

    assert (set(answers[:60]), answers[60]) == ({422}, 429)
    assert answer(code) == 429


def test_an_organisation_may_ask_and_its_members_see_that_it_waits(
    case: Application, code: str, client: Client, proxy: User
) -> None:
    colleague = accounts.user()
    firm = organisation(proxy, colleague)

    client.post(ASK, wish(case, code, whose=str(firm.pk)))

    row = Mandate.objects.get()
    assert (row.user, row.organisation) == (None, firm)
    assert case.case_number in text_of(signed_in(colleague).get(reverse("client_list")))


def test_nobody_asks_for_an_organisation_of_others(
    case: Application, code: str, client: Client, proxy: User
) -> None:
    organisation(proxy)
    others = organisation(accounts.user(), name="Inna")

    response = client.post(ASK, wish(case, code, whose=str(others.pk)))

    assert response.status_code == 422
    assert not Mandate.objects.exists()


def test_whoever_acts_already_is_told_so(case: Application, code: str, client: Client, proxy: User) -> None:
    held(case, proxy)

    page = text_of(client.post(ASK, wish(case, code), follow=True))

    assert "You act in this case already." in page
    assert Mandate.objects.count() == 1


def test_nobody_asks_as_the_parent_of_an_adult(case: Application, code: str, client: Client) -> None:
    response = client.post(ASK, wish(case, code, kind="parent"))

    assert response.status_code == 422
    assert "The person of this case is of age." in text_of(response)


def test_a_parent_asks_for_a_child_and_an_employer_in_a_work_permit_case(
    office: Office, client: Client
) -> None:
    child = numbered(office, birth_date=date(2008, 12, 2))
    permit = numbered(office, of="WP_A", party_name="Example sp. z o.o.")

    for each, kind in ((child, "parent"), (permit, "employer")):
        assert client.post(ASK, wish(each, coded(each), kind=kind)).status_code == 302
    assert list(Mandate.objects.order_by("pk").values_list("kind", flat=True)) == ["parent", "employer"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"case_number": ""}, "Enter the case number"),
        ({"case_number": "1" * 61}, "Enter the case number as it stands on the letter"),
        ({"code": ""}, "Enter the access code"),
        ({"code": "A\x00"}, "Null characters are not allowed"),
        ({"kind": ""}, "Choose as what"),
        ({"name": ""}, "Enter your first and last name"),
        ({"document": "…"}, "Say on which paper it stands"),
    ],
)
def test_what_is_wrong_is_said_and_kept_and_counts_as_no_guess(
    case: Application, code: str, client: Client, data: dict[str, str], said: str
) -> None:
    response = client.post(ASK, {**wish(case, code), **data})

    assert response.status_code == 422
    assert said in text_of(response)
    assert not Event.objects.filter(action="case.mandate_missed").exists()
    assert 'value="Anna Nowak"' in response.content.decode() or "name" in data


def test_what_was_refused_is_shown_with_the_reason(case: Application, client: Client, proxy: User) -> None:
    held(case, proxy, accepted_at=None, refused_at="2026-12-01T08:00Z", refusal="No paper in the file")

    assert "Refused No paper in the file" in text_of(client.get(reverse("client_list")))


def test_who_is_not_signed_in_is_asked_to() -> None:
    pages = ("mandate_ask", "client_list", "client_export", "client_visits", "organisation_list")
    answers = [Client().get(reverse(page)) for page in pages]

    assert {answer.headers["Location"].partition("?")[0] for answer in answers} == {"/en/account/login/"}
