"""A lost access code: it comes by the contact on file alone, and no answer tells which cases there are."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from time_machine import Traveller

from applications.actions.access import access_code_of, same_access_code
from applications.choices import Stage
from applications.models import Application, CodeRequest
from applications.notices.codes import token_of
from applications.tests import factories as make
from applications.tests.views.cases.codes import coded, written
from portal.accounts.models import Office
from portal.accounts.tests import factories as accounts
from portal.notifications.models import Notice
from portal.web.tests import counted

pytestmark = pytest.mark.django_db

LOST, ASKED = "/en/case/code/", "/en/case/code/asked/"
EMAIL, PHONE = "olena@example.test", "+48600100200"
OVER = "This link does not work any more"
OWN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def clock() -> Iterator[Traveller]:
    counted.forget()
    with time_machine.travel(make.AT, tick=False) as traveller:
        yield traveller


@pytest.fixture
def office() -> Office:
    return accounts.office()


def reached(office: Office, **fields: object) -> tuple[Application, str]:
    """Return a case with a contact, and its code."""
    case, code = coded(office, **fields)
    Application.objects.filter(pk=case.pk).update(email=EMAIL, phone=PHONE)
    case.refresh_from_db()
    return case, code


def sent() -> list[tuple[str, str, str]]:
    return list(Notice.objects.filter(kind="case_code").values_list("channel", "recipient", "language"))


def asked(client: Client, case: Application) -> str:
    """Ask for the code of a case, and return the address that the message leads to."""
    client.post(LOST, {"number": case.case_number})
    row = CodeRequest.objects.latest("pk")
    return f"/en/case/code/{row.pk}/{token_of(row)}/"


def test_the_way_goes_to_the_address_on_file_and_nowhere_else(client: Client, office: Office) -> None:
    case, _code = reached(office, language="ru")

    answer = client.post(LOST, {"number": case.case_number.lower().replace(".", " ")})

    assert (answer.status_code, answer.headers["Location"]) == (302, ASKED)
    assert sent() == [("email", EMAIL, "ru")]
    assert [(row.application_id, row.asked_at, row.until) for row in CodeRequest.objects.all()] == [
        (case.pk, make.AT, make.AT + DAY)
    ]
    assert written()[-1] == "case.code_asked"


def test_without_an_address_it_goes_to_the_phone(client: Client, office: Office) -> None:
    case, _code = reached(office)
    Application.objects.filter(pk=case.pk).update(email="")

    client.post(LOST, {"number": case.case_number})

    assert sent() == [("sms", PHONE, "en")]


def no_such(_office: Office) -> str:
    return "SC-II.6151.999999.2020"


def without_contact(office: Office) -> str:
    case, _code = coded(office)
    Application.objects.filter(pk=case.pk).update(email="", phone="")
    return case.case_number


def of_an_employer(office: Office) -> str:
    return reached(office, of="WP_A")[0].case_number


def archived(office: Office) -> str:
    case, _code = reached(office)
    Application.objects.filter(pk=case.pk).update(stage=Stage.ARCHIVED)
    return case.case_number


@pytest.mark.parametrize("miss", [no_such, without_contact, of_an_employer, archived])
def test_no_answer_tells_whether_there_is_such_a_case(
    client: Client, office: Office, miss: Callable[[Office], str]
) -> None:
    hit, number = reached(office)[0].case_number, miss(office)
    answer_of(client, hit)  # what is read once in a process
    Notice.objects.all().delete()
    CodeRequest.objects.all().delete()

    answers = [answer_of(Client(), number), answer_of(Client(), hit)]

    assert answers[0] == answers[1]
    assert len(sent()) == CodeRequest.objects.count() == 1


def answer_of(client: Client, number: str) -> tuple[int, str, str, list[str]]:
    """Return all that can be told apart: status, where to, the words there, the questions to the database."""
    with CaptureQueriesContext(connection) as queries:
        answer = client.post(LOST, {"number": number})
    page = client.get(answer.headers["Location"]).content.decode()
    kinds = [query["sql"].split()[0] for query in queries]
    return answer.status_code, answer.headers["Location"], OWN.sub("", page), kinds


@pytest.mark.parametrize("number", ["", "nonsense", "9" * 200, "SC-II\x00", "Ж" * 30])
def test_what_is_no_case_number_is_said_and_kept(client: Client, number: str) -> None:
    answer = client.post(LOST, {"number": number})

    assert answer.status_code == 422
    assert CodeRequest.objects.count() == 0


def test_the_number_of_a_link_is_filled_in(client: Client) -> None:
    page = client.get(LOST, {"number": "SC-II.6151.1.2026"}).content.decode()

    assert 'value="SC-II.6151.1.2026"' in page


@pytest.mark.parametrize("is_there", [True, False])
def test_three_a_day_are_enough_whether_there_is_such_a_case_or_not(
    client: Client, office: Office, is_there: bool, clock: Traveller
) -> None:
    number = reached(office)[0].case_number if is_there else no_such(office)

    statuses = [client.post(LOST, {"number": number}).status_code for _time in range(4)]
    clock.shift(DAY)

    assert statuses == [302, 302, 302, 429]
    assert client.post(LOST, {"number": number}).status_code == 302
    assert len(sent()) == (4 if is_there else 0)


def test_one_network_asks_for_no_more_than_a_house_needs(client: Client) -> None:
    numbers = [f"SC-II.6151.{number}.2020" for number in range(1, 22)]

    statuses = [
        client.post(LOST, {"number": number}, REMOTE_ADDR="192.0.2.7").status_code for number in numbers
    ]

    assert statuses == [302] * 20 + [429]
    assert client.post(LOST, {"number": numbers[-1]}, REMOTE_ADDR="192.0.2.8").status_code == 302


def test_the_link_shows_a_button_and_the_code_by_post_alone(client: Client, office: Office) -> None:
    case, code = reached(office)
    link = asked(client, case)

    looked, shown = client.get(link), client.post(link)

    assert looked.status_code == shown.status_code == 200
    assert (code in looked.content.decode(), code in shown.content.decode()) == (False, True)
    assert "Kovalenko" not in shown.content.decode()
    assert case.case_number not in shown.content.decode()
    # With "no-referrer" browsers send a form with the origin "null", and it is refused.
    assert looked.headers["Referrer-Policy"] == shown.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in shown.headers["Cache-Control"]
    assert CodeRequest.objects.get().used_at == make.AT
    assert written()[-1] == "case.code_shown"


def test_the_link_works_once(client: Client, office: Office, clock: Traveller) -> None:
    case, code = reached(office)
    link = asked(client, case)
    client.post(link)

    again, elsewhere = client.post(link), Client().post(link)
    clock.shift(15 * MINUTE)
    later = client.post(link)

    assert (again.status_code, code in again.content.decode()) == (200, True)
    for answer in (elsewhere, later):
        assert (answer.status_code, code in answer.content.decode()) == (410, False)
        assert OVER in answer.content.decode()
    assert Client().get(link).status_code == 410


@pytest.mark.parametrize(("passed", "status"), [(DAY - MINUTE, 200), (DAY, 410)])
def test_the_link_works_for_a_day(
    client: Client, office: Office, clock: Traveller, passed: timedelta, status: int
) -> None:
    link = asked(client, reached(office)[0])
    clock.shift(passed)

    assert [client.get(link).status_code, client.post(link).status_code] == [status, status]


def test_a_link_that_was_guessed_is_none(client: Client, office: Office) -> None:
    link = asked(client, reached(office)[0])
    key = CodeRequest.objects.get().pk

    wrong = [
        link[:-2] + ("0/" if link[-2] != "0" else "1/"),
        link.replace(f"/{key}/", f"/{key + 1}/"),
        link.replace(f"/{key}/", f"/{'9' * 30}/"),
    ]

    assert [client.post(each).status_code for each in wrong] == [404, 404, 404]


def test_a_case_that_never_had_a_code_gets_one(client: Client, office: Office) -> None:
    case, _code = reached(office)
    Application.objects.filter(pk=case.pk).update(access_digest="", access_version=0, access_issued_at=None)

    page = client.post(asked(client, case)).content.decode()

    case.refresh_from_db()
    assert str(access_code_of(case)) in page


def test_a_code_from_before_is_replaced(client: Client, office: Office, clock: Traveller) -> None:
    case, old = reached(office)
    clock.shift(MINUTE)
    Application.objects.filter(pk=case.pk).update(access_version=0)

    page = client.post(asked(client, case)).content.decode()

    case.refresh_from_db()
    assert str(access_code_of(case)) in page
    assert not same_access_code(case, old)


def test_a_new_code_ends_the_old_and_is_made_once(client: Client, office: Office, clock: Traveller) -> None:
    case, old = reached(office)
    link = asked(client, case)
    clock.shift(MINUTE)
    issued = client.post(link).context["issued"].isoformat()

    pages = [client.post(link, {"wish": "renew", "issued": issued}).content.decode() for _press in range(2)]

    case.refresh_from_db()
    new = str(access_code_of(case))
    assert case.access_version == 2
    assert [new in page for page in pages] == [True, True]
    assert [same_access_code(case, code) for code in (old, new)] == [False, True]


@pytest.mark.parametrize("issued", ["", "nonsense", "2026-99-99T00:00:00"])
def test_a_page_that_does_not_know_the_code_makes_none(client: Client, office: Office, issued: str) -> None:
    case, code = reached(office)
    link = asked(client, case)
    client.post(link)

    page = client.post(link, {"wish": "renew", "issued": issued}).content.decode()

    assert code in page
    assert Application.objects.get(pk=case.pk).access_version == 1


def test_nobody_makes_a_new_code_who_has_not_seen_the_old(client: Client, office: Office) -> None:
    case, _code = reached(office)
    link = asked(client, case)

    answer = client.post(link, {"wish": "renew", "issued": make.AT.isoformat()})

    assert answer.status_code == 410
    assert Application.objects.get(pk=case.pk).access_version == 1


def test_a_case_that_was_archived_meanwhile_shows_nothing(client: Client, office: Office) -> None:
    case, code = reached(office)
    link = asked(client, case)
    Application.objects.filter(pk=case.pk).update(stage=Stage.ARCHIVED)

    answer = client.post(link)

    assert (answer.status_code, code in answer.content.decode()) == (410, False)
    assert CodeRequest.objects.get().used_at is None
