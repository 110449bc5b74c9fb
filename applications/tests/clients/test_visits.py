"""Booking for several clients: one after another, each as that person would."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from applications.choices import Reason
from applications.models import Application
from applications.tests.clients.world import NOW, held, numbered, organisation, signed_in, text_of
from portal.accounts.models import Office, User
from scheduling.models import Counter, Service
from scheduling.rules.identity import case_digest
from scheduling.tests import factories as visits

pytestmark = pytest.mark.django_db

LIST, QUEUE = "/en/clients/", "/en/clients/visits/"


@pytest.fixture
def service(office: Office) -> Service:
    """What a case needs whose person has to come in person."""
    row = visits.service("COMPLETE")
    visits.counter(office, row)
    return row


def client_of(office: Office, proxy: User, family_name: str, **fields: Any) -> Application:  # noqa: ANN401  of the mandate
    """Return a case that needs a visit."""
    case = numbered(office, family_name=family_name)
    Application.objects.filter(pk=case.pk).update(reason=Reason.APPEARANCE)
    held(case, proxy, **fields)
    return case


def visit_of(case: Application) -> str:
    return reverse("client_visit", args=[case.pk])


def test_those_chosen_are_booked_one_after_another(office: Office, proxy: User, service: Service) -> None:
    first, second = client_of(office, proxy, "First"), client_of(office, proxy, "Second")
    client = signed_in(proxy)

    chosen = client.post(QUEUE, {"client": [first.pk, second.pk]}, follow=True)
    response = client.post(visit_of(first))

    assert [turn.service for turn in chosen.context["turns"]] == [service, service]
    assert "2 visits still to book." in text_of(chosen)
    assert response.status_code == 302
    assert response["Location"].startswith(f"/en/visits/{office.slug}/COMPLETE/start/")
    kept = client.session["case_pass"]
    assert kept["number"] == first.case_number
    assert (kept["person"]["family_name"], kept["person"]["birth_date"]) == ("First", "1990-05-17")
    assert "email" not in kept["person"]


def test_what_is_booked_is_done(office: Office, proxy: User, service: Service) -> None:
    case = client_of(office, proxy, "First")
    digest = case_digest(settings.IDENTITY_KEY.encode(), case_number=case.case_number)
    start = NOW + timedelta(days=7)
    visits.appointment(Counter.objects.get(), service, start, case_digest=digest)
    client = signed_in(proxy)

    page = client.post(QUEUE, {"client": [case.pk]}, follow=True)

    assert page.context["next"] is None
    assert "Nothing is left to book for these clients." in text_of(page)
    assert "Visit:" in text_of(client.get(LIST))
    assert "Go on booking visits" in text_of(client.get(LIST))


def test_a_case_that_needs_no_visit_gets_none(office: Office, proxy: User, service: Service) -> None:
    case = numbered(office)
    held(case, proxy)
    client = signed_in(proxy)

    page = client.post(QUEUE, {"client": [case.pk]}, follow=True)
    answer = client.post(visit_of(case), follow=True)

    assert page.context["turns"][0].service is None
    assert "This case needs no visit at the moment." in text_of(answer)
    assert "case_pass" not in client.session
    assert service.pk


@pytest.mark.parametrize(
    "fields",
    [{"may_give": False}, {"revoked_at": NOW}, {"accepted_at": None}, {"may_see": False, "may_give": False}],
    ids=["only-sees", "revoked", "asked-for", "blind"],
)
def test_who_may_not_act_books_nothing(
    office: Office, proxy: User, service: Service, fields: dict[str, Any]
) -> None:
    case = client_of(office, proxy, "First", **fields)
    client = signed_in(proxy)

    chosen = client.post(QUEUE, {"client": [case.pk]}, follow=True)

    assert "Choose at least one client" in text_of(chosen)
    assert client.post(visit_of(case)).status_code == 404
    assert "case_pass" not in client.session
    assert service.pk


def test_who_left_the_firm_meanwhile_sees_none_of_those_chosen(
    office: Office, proxy: User, owner: User, service: Service
) -> None:
    firm = organisation(owner, proxy)
    case = client_of(office, owner, "First")
    held(case, firm)
    client = signed_in(proxy)
    client.post(QUEUE, {"client": [case.pk]})
    firm.members.filter(user=proxy).update(left_at=NOW)

    assert client.get(QUEUE).context["turns"] == []
    assert service.pk


def test_twenty_are_taken_at_once(office: Office, proxy: User) -> None:
    cases = [numbered(office) for _each in range(21)]
    for case in cases:
        held(case, proxy)
    client = signed_in(proxy)

    page = client.post(QUEUE, {"client": [case.pk for case in cases]}, follow=True)

    assert len(page.context["turns"]) == 20
    assert "At most 20 clients are in the list at once" in text_of(page)


@pytest.mark.parametrize("typed", [[], [""], ["x"], ["²"], ["9" * 40], ["-1"], ["999999999999"]])
def test_nobody_chosen_is_said(proxy: User, typed: list[str]) -> None:
    page = signed_in(proxy).post(QUEUE, {"client": typed}, follow=True)

    assert "Choose at least one client for whom you may book visits." in text_of(page)


def test_an_open_address_gives_no_pass(office: Office, proxy: User, service: Service) -> None:
    case = client_of(office, proxy, "First")
    client = signed_in(proxy)

    assert client.get(visit_of(case))["Location"] == QUEUE
    assert "case_pass" not in client.session
    assert service.pk
