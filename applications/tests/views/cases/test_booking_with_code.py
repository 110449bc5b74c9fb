"""Booking for a case asks for its access code: else a stranger uses up the one visit that a case has."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.utils import timezone

from applications.actions.access import issue_access_code
from applications.choices import Assurance
from applications.models import Application
from applications.tests.party import owner_of
from applications.tests.views.cases.codes import WRONG, coded, knocked, typed, written
from applications.views.cases.passes import give_pass
from portal.accounts.models import Office
from portal.accounts.tests import factories as accounts
from portal.audit.rules.actors import SYSTEM
from portal.web.tests import counted
from scheduling.models import Appointment, Service
from scheduling.tests import factories as make
from scheduling.tests.views.walk import NINE, choose, describe, fields, text, the_only
from scheduling.views import case_pass

pytestmark = pytest.mark.django_db
DETAILS, CHECK = "/en/visits/details/", "/en/visits/check/"
MISS = "No case has this number and this access code. Check both"
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    counted.forget()
    with time_machine.travel(make.AT, tick=False):
        yield


@pytest.fixture
def office() -> Office:
    service = make.service("CARD", minutes=30, needs_case_number=True, needs_case_code=True, most_people=4)
    return make.working_office(service, slug="krakow")


@pytest.fixture
def case(office: Office) -> Application:
    return coded(office)[0]


def fresh_code(case: Application) -> str:
    return issue_access_code(case=case, by=SYSTEM, at=timezone.now())


def test_number_and_code_lead_on(client: Client, case: Application) -> None:
    code = fresh_code(case)
    choose(client)

    response = describe(client, case_number=case.case_number, access_code=code.lower())

    assert response["Location"] == CHECK
    assert the_only().case_number == case.case_number
    assert written()[-1] == "case.code_given"


@pytest.mark.parametrize("kind", ["wrong code", "no such number"])
def test_every_miss_is_the_same_and_writes_nothing_on_the_visit(
    client: Client, case: Application, kind: str
) -> None:
    number = case.case_number if kind == "wrong code" else "SC-II.6151.999999.2020"
    choose(client)

    response = describe(client, case_number=number, access_code=WRONG)

    assert response.status_code == 422
    assert MISS in text(response)
    assert f'value="{WRONG}"' in response.content.decode()
    assert the_only().case_number == ""
    assert written()[-1] == "case.look_up_failed"


def test_a_code_has_to_be_typed(client: Client, case: Application) -> None:
    choose(client)

    response = describe(client, case_number=case.case_number)

    assert response.status_code == 422
    assert "Enter the access code of the case" in text(response)
    assert "case.look_up_failed" not in written()


def test_once_it_was_right_it_is_not_asked_again(client: Client, case: Application) -> None:
    choose(client)
    describe(client, case_number=case.case_number, access_code=fresh_code(case))

    again = client.get(DETAILS)
    changed = describe(client, case_number=case.case_number, given_names="Olha")

    assert "access_code" not in fields(again)
    assert changed["Location"] == CHECK
    assert the_only().given_names == "Olha"


def test_another_number_needs_its_own_code(client: Client, office: Office, case: Application) -> None:
    other, _code = coded(office)
    choose(client)
    describe(client, case_number=case.case_number, access_code=fresh_code(case))

    response = describe(client, case_number=other.case_number)

    assert response.status_code == 422
    assert "Enter the access code of the case" in text(response)
    assert the_only().case_number == case.case_number


def test_tries_are_counted_with_those_of_the_look_up(client: Client, case: Application) -> None:
    code = fresh_code(case)
    choose(client)
    knocked(case.case_number, 999)
    wrong = describe(client, case_number=case.case_number, access_code=WRONG)

    right = describe(client, case_number=case.case_number, access_code=code)
    elsewhere = typed(Client(), case.case_number, code)

    assert (wrong.status_code, right.status_code, elsewhere.status_code) == (422, 429, 429)
    assert "Many case numbers and access codes were entered." in text(right)
    assert the_only().case_number == ""


def test_a_service_without_the_rule_asks_for_no_code(client: Client, case: Application) -> None:
    Service.objects.update(needs_case_code=False)
    choose(client)

    assert "access_code" not in fields(client.get(DETAILS))
    assert describe(client, case_number=case.case_number)["Location"] == CHECK


def test_a_service_without_a_case_number_asks_for_no_code(client: Client, office: Office) -> None:
    Service.objects.update(needs_case_number=False)
    choose(client)

    assert office.slug == "krakow"
    assert "access_code" not in fields(client.get(DETAILS))


def test_whoever_looked_the_case_up_types_neither(client: Client, case: Application) -> None:
    typed(client, case.case_number, fresh_code(case))
    choose(client)

    shown = fields(client.get(DETAILS))

    assert shown["case_number"] == case.case_number
    assert "access_code" not in shown
    assert not shown["given_names"]
    assert describe(client, case_number=case.case_number)["Location"] == CHECK


def test_a_pass_lasts_half_an_hour(client: Client, case: Application) -> None:
    typed(client, case.case_number, fresh_code(case))

    with time_machine.travel(make.AT + 30 * MINUTE, tick=False):
        choose(client)

        assert "access_code" in fields(client.get(DETAILS))


def test_a_code_that_is_kept_is_no_part_of_what_was_typed(client: Client, case: Application) -> None:
    choose(client)
    data = {"hold": the_only().reference, "given_names": "Olena", "access_code": WRONG, "back": "details"}

    client.post("/en/visits/hold/", data)

    assert WRONG not in str(dict(client.session))
    assert fields(client.get(DETAILS))["given_names"] == "Olena"
    assert case.pk


def test_each_of_several_has_a_code_of_their_own(client: Client, office: Office, case: Application) -> None:
    second, code = coded(office, given_names="Ivan")
    client.post("/en/visits/krakow/CARD/holds/?people=2", {"start": NINE})
    common = {"case_number": case.case_number, "access_code": fresh_code(case)}
    theirs = {
        "p2-given_names": "Ivan",
        "p2-family_name": "Kovalenko",
        "p2-birth_date_day": "1",
        "p2-birth_date_month": "2",
        "p2-birth_date_year": "1988",
        "p2-citizenship": "UA",
        "p2-case_number": second.case_number,
    }

    wrong = describe(client, **common, **theirs, **{"p2-access_code": WRONG})
    right = describe(client, **common, **theirs, **{"p2-access_code": code})

    assert "Person 2: No case has this number and this access code." in text(wrong)
    assert right["Location"] == CHECK
    assert list(Appointment.objects.order_by("number").values_list("case_number", flat=True)) == [
        case.case_number,
        second.case_number,
    ]


def asked(client: Client) -> HttpRequest:
    """Return a request with the session of a browser, for what other pages do with it."""
    request = RequestFactory().get("/")
    request.session = client.session
    return request


def test_a_pass_with_the_person_fills_in_the_form_until_it_is_sent(client: Client, case: Application) -> None:
    user = owner_of(case, Assurance.DESK, email="olena@example.test")
    Application.objects.update(email="post@example.test", phone="+48600000000")
    case.refresh_from_db()
    client.force_login(user)
    request = asked(client)
    request.user = user
    give_pass(request, case, person=True, at=make.AT)
    request.session.save()
    choose(client)

    shown = fields(client.get(DETAILS))
    describe(client, case_number=case.case_number)

    assert {name: shown[name] for name in ("given_names", "birth_date", "citizenship", "email", "phone")} == {
        "given_names": "Olena",
        "birth_date": date(1990, 5, 17),
        "citizenship": "UA",
        "email": "post@example.test",
        "phone": "+48 600 000 000",
    }
    assert "person" not in client.session[case_pass.KEY]


def test_a_pass_of_somebody_elses_case_says_nothing_of_their_contact(
    client: Client, case: Application
) -> None:
    owner_of(case)
    Application.objects.update(email="post@example.test")
    case.refresh_from_db()
    helper = accounts.user()
    client.force_login(helper)
    request = asked(client)
    request.user = helper

    give_pass(request, case, person=True, at=make.AT)

    assert set(request.session[case_pass.KEY]["person"]) == {
        "given_names",
        "family_name",
        "birth_date",
        "citizenship",
    }


def test_a_case_without_a_number_gives_no_pass(client: Client, case: Application) -> None:
    case.case_number = ""
    request = asked(client)

    give_pass(request, case, person=False, at=make.AT)

    assert case_pass.KEY not in request.session
