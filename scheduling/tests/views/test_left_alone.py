"""Children who would be left without an adult: whoever cancels is told before, and not hindered."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from portal.accounts.choices import Role
from portal.accounts.models import Office
from portal.accounts.tests import factories as accounts
from portal.audit.rules.actors import VISITOR
from scheduling import notices
from scheduling.actions import desk
from scheduling.actions.booking import Details, Person
from scheduling.choices import StaffReason
from scheduling.models import Appointment, Service
from scheduling.models.together import leaves_minors, together
from scheduling.rules.parties import Party
from scheduling.tests import factories as make
from scheduling.tests.views.walk import hidden, text

pytestmark = pytest.mark.django_db

MOTHER, SON, AUNT = date(1990, 1, 2), date(2022, 1, 2), date(1985, 1, 2)
GROWN = date(2008, 12, 7)  # eighteen on the day of the visit, not a day sooner
NAMES = ("Oksana", "Taras", "Ivan")
SAID = "Nobody left in this booking is 18 or older: a parent or guardian has to come along."


@pytest.fixture(autouse=True)
def _now(settings: Settings, client: Client) -> Iterator[None]:
    settings.STAFF_NEED_SECOND_FACTOR = False
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    with time_machine.travel(make.AT, tick=False):
        yield


@pytest.fixture
def office() -> Office:
    return make.working_office(make.service(minutes=30))


def book(office: Office, *births: date, accompanied_by: str = "") -> Appointment:
    people: list[dict[str, Any]] = [
        {"given_names": name, "family_name": "Melnyk", "birth_date": born, "citizenship": "UA"}
        for name, born in zip(NAMES, births, strict=False)
    ]
    first, *others = people
    lead = desk.book(
        office=office,
        service=Service.objects.get(),
        start=make.local(office, make.MONDAY, "09:00"),
        party=Party(len(births)),
        details=Details(
            **first,
            email="melnyk@example.test",
            language="en",
            accompanied_by=accompanied_by,
            others=tuple(Person(**each) for each in others),
        ),
        reason=StaffReason.PHONE,
        clerk=accounts.member(Role.CLERK, at=office),
        by=VISITOR,
        at=make.AT,
    )
    return Appointment.objects.for_page().get(pk=lead.pk)


def keepers(lead: Appointment) -> list[str]:
    """Return without whom the others need somebody who comes along."""
    return [row.given_names for row in together(lead) if leaves_minors(lead, going=row)]


@pytest.mark.parametrize(
    ("births", "without"),
    [
        ((MOTHER, SON), ["Oksana"]),
        ((SON, MOTHER), ["Taras"]),
        ((MOTHER, SON, SON.replace(year=2020)), ["Oksana"]),
        ((MOTHER, AUNT, SON), []),
        ((MOTHER, GROWN), []),
        ((MOTHER, date(2008, 12, 9)), ["Oksana"]),
        ((MOTHER,), []),
    ],
)
def test_the_only_adult_keeps_the_others(
    office: Office, births: tuple[date, ...], without: list[str]
) -> None:
    assert keepers(book(office, *births)) == without


def test_whoever_comes_along_already_is_not_asked_for_again(office: Office) -> None:
    assert keepers(book(office, MOTHER, SON, accompanied_by="Anna Nowak")) == []


def test_a_card_is_collected_without_an_adult_from_thirteen(office: Office) -> None:
    Service.objects.update(hands_over_card=True)

    assert keepers(book(office, MOTHER, date(2012, 1, 2))) == []


def test_a_mother_who_cancels_for_herself_is_told_and_may(office: Office, client: Client) -> None:
    lead = book(office, MOTHER, SON)
    page = f"/en/visits/booked/{notices.token_of(lead)}/people/"

    of_mother = client.get(f"{page}1/cancellation/")
    of_son = client.get(f"{page}2/cancellation/")
    client.post(f"{page}1/cancellation/", {"seen": hidden(of_mother, "seen")})

    assert (SAID in text(of_mother), SAID in text(of_son)) == (True, False)
    lead.refresh_from_db()
    assert (lead.given_names, lead.people) == ("Taras", 1)


@pytest.mark.ignore_template_errors
@pytest.mark.parametrize("name", ["cancellation", "contest"])
def test_a_clerk_is_told_and_may(office: Office, client: Client, name: str) -> None:
    lead = book(office, MOTHER, SON)
    client.force_login(accounts.member(Role.CLERK, at=office))
    page = f"/admin/scheduling/staffact/desk/visits/{lead.pk}/{name}/"

    ask = client.get(page)
    said = text(ask)
    client.post(page, {"seen": hidden(ask, "seen"), "number": "1", "reason": "phone", "has_seen": "on"})

    assert "If you choose Oksana Melnyk , nobody left in this booking is 18 or older" in said
    assert "If you choose Taras" not in said
    lead.refresh_from_db()
    assert (lead.given_names, lead.people) == ("Taras", 1)
