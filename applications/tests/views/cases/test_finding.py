"""The look-up: what it shows, what it does not, and that no miss tells itself from another."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from applications.actions.access import issue_access_code
from applications.choices import EventKind as K
from applications.choices import Stage
from applications.models import Application
from applications.tests import factories as make
from applications.tests.views.cases.codes import FIND, MISS, STATUS, WRONG, coded, knocked, typed, written
from portal.accounts.models import Office
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event
from portal.audit.rules.actors import SYSTEM
from portal.web.tests import counted

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
# What is another with each answer: the token of the form, and what was typed.
OWN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"|value="SC-II[^"]+"')
OWN_HEADERS = {"Content-Security-Policy", "X-Request-ID"}


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    counted.forget()
    with time_machine.travel(make.AT, tick=False):
        yield


@pytest.fixture
def office() -> Office:
    return accounts.office()


def no_such(_office: Office) -> tuple[str, str]:
    return "SC-II.6151.999999.2020", WRONG


def wrong_code(office: Office) -> tuple[str, str]:
    return coded(office)[0].case_number, WRONG


def no_code(office: Office) -> tuple[str, str]:
    case = make.case(office)
    make.happen(case, K.REGISTERED)
    return case.case_number, WRONG


def code_of_another(office: Office) -> tuple[str, str]:
    return coded(office)[0].case_number, coded(office)[1]


def of_an_employer(office: Office) -> tuple[str, str]:
    case, code = coded(office, of="WP_A")
    return case.case_number, code


def archived(office: Office) -> tuple[str, str]:
    case, code = coded(office)
    Application.objects.filter(pk=case.pk).update(stage=Stage.ARCHIVED)
    return case.case_number, code


def old_code(office: Office) -> tuple[str, str]:
    case, code = coded(office)
    issue_access_code(case=case, by=SYSTEM, at=make.AT)
    return case.case_number, code


def no_code_at_all(office: Office) -> tuple[str, str]:
    return coded(office)[0].case_number, "nothing like a code"


MISSES = (no_such, wrong_code, no_code, code_of_another, of_an_employer, archived, old_code, no_code_at_all)


def answer_of(client: Client, number: str, code: str) -> tuple[int, dict[str, str], str, list[str]]:
    """Return all that can be told apart: status, headers, words, and the questions to the database."""
    with CaptureQueriesContext(connection) as asked:
        response = typed(client, number, code)
    kinds = [query["sql"].split()[0] for query in asked]
    page = OWN.sub("", response.content.decode()).replace(code, "")
    headers = {name: value for name, value in response.headers.items() if name not in OWN_HEADERS}
    return response.status_code, headers, page, kinds


def test_number_and_code_show_where_the_case_stands(client: Client, office: Office) -> None:
    case, code = coded(office)

    response = typed(client, case.case_number.lower().replace("-", " - "), code.lower().replace("-", ""))
    page = client.get(STATUS)

    assert response["Location"] == STATUS
    assert page.status_code == 200
    assert case.case_number in page.content.decode()
    assert "no-store" in page["Cache-Control"]


def test_the_page_names_nobody_and_not_the_kind_of_case(client: Client, office: Office) -> None:
    case, code = coded(office, email="olena@example.test", phone="+48600000000")
    typed(client, case.case_number, code)

    page = client.get(STATUS).content.decode()

    shown = [
        case.given_names,
        case.family_name,
        str(case.procedure.name),
        case.email,
        case.phone,
        "1990",
        code,
    ]
    assert [each for each in shown if each in page] == []


@pytest.mark.parametrize("miss", MISSES, ids=lambda miss: miss.__name__)
def test_every_miss_is_answered_as_a_number_that_nobody_has(
    client: Client, office: Office, miss: Callable[[Office], tuple[str, str]]
) -> None:
    number, code = miss(office)
    client.get(FIND)

    found, nothing = answer_of(client, number, code), answer_of(client, f"{number[:-4]}1999", code)

    assert found == nothing
    assert found[0] == 422
    assert MISS in found[2]
    assert client.get(STATUS)["Location"] == FIND


def test_every_try_is_written_down_with_the_case_if_there_is_one(client: Client, office: Office) -> None:
    case, code = coded(office)
    typed(client, case.case_number, code)
    typed(client, case.case_number, WRONG)
    typed(client, "SC-II.6151.999999.2020", WRONG)

    assert written()[-3:] == ["case.looked_up", "case.look_up_failed", "case.look_up_failed"]
    right, wrong, none = Event.objects.order_by("-pk")[:3][::-1]
    assert (right.subject_pk, right.office_id, right.actor_kind) == (str(case.pk), office.pk, "visitor")
    assert (wrong.subject_pk, wrong.data, none.data) == ("", {"case": case.pk}, {"case": 0})


def test_each_look_at_the_status_is_written_down(client: Client, office: Office) -> None:
    case, code = coded(office)
    typed(client, case.case_number, code)

    client.get(STATUS)

    row = Event.objects.latest("pk")
    assert (row.action, row.subject_pk, row.data) == ("case.read", str(case.pk), {"whose": "code"})


@pytest.mark.parametrize(
    ("number", "code", "message"),
    [
        ("", WRONG, "Enter the number of your case"),
        ("12 345", WRONG, "Enter the whole case number as it stands in the letter"),
        ("x" * 61, WRONG, "Enter the whole case number as it stands in the letter"),
        ("SC-II.6151.1\0.2020", WRONG, "Null characters are not allowed"),
        ("SC-II.6151.1.2020", "", "Enter the access code"),
        ("SC-II.6151.1.2020", "x" * 61, "The access code has 10 letters and digits"),
    ],
)
def test_what_cannot_be_right_comes_back_and_is_no_try(
    client: Client, number: str, code: str, message: str
) -> None:
    response = typed(client, number, code)

    assert response.status_code == 422
    assert message in response.content.decode()
    assert response.context["form"].data["number"] == number
    assert written() == []


def test_the_number_of_the_address_stands_in_the_form(client: Client) -> None:
    page = client.get(FIND, {"number": "SC-II.6151.7.2020" + "x" * 60}).content.decode()

    assert f'value="{("SC-II.6151.7.2020" + "x" * 60)[:60]}"' in page


def test_the_pass_ends_after_half_an_hour(client: Client, office: Office) -> None:
    case, code = coded(office)
    typed(client, case.case_number, code)

    with time_machine.travel(make.AT + 30 * MINUTE - timedelta(seconds=1), tick=False):
        before = client.get(STATUS)
    with time_machine.travel(make.AT + 30 * MINUTE, tick=False):
        after = client.get(STATUS)

    assert (before.status_code, after.status_code, after["Location"]) == (200, 302, FIND)


def test_a_renewed_code_ends_the_pass(client: Client, office: Office) -> None:
    case, code = coded(office)
    typed(client, case.case_number, code)

    issue_access_code(case=case, by=SYSTEM, at=make.AT)

    assert client.get(STATUS)["Location"] == FIND
    assert "there is a new access code" in client.get(FIND).content.decode()


def test_a_case_that_goes_to_the_archive_is_shown_no_more(client: Client, office: Office) -> None:
    case, code = coded(office)
    typed(client, case.case_number, code)

    Application.objects.filter(pk=case.pk).update(stage=Stage.ARCHIVED)

    assert client.get(STATUS)["Location"] == FIND


def test_whoever_leaves_leaves_nothing(client: Client, office: Office) -> None:
    case, code = coded(office)
    typed(client, case.case_number, code)

    by_link, response = client.get("/en/case/leaving/"), client.post("/en/case/leaving/")

    assert by_link["Location"] == response["Location"] == FIND
    assert {"case_view", "case_pass", "case_codes"} & set(client.session.keys()) == set()


def test_a_link_alone_leaves_the_pass(client: Client, office: Office) -> None:
    case, code = coded(office)
    typed(client, case.case_number, code)

    client.get("/en/case/leaving/")

    assert client.get(STATUS).status_code == 200


def test_the_status_asks_few_questions(client: Client, office: Office) -> None:
    case, code = coded(office)
    typed(client, case.case_number, code)
    client.get(STATUS)

    with CaptureQueriesContext(connection) as asked:
        client.get(STATUS)

    statements = [each["sql"] for each in asked if not each["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(statements) <= 4  # the session, the case, what is announced, the audit


def test_tries_at_one_case_end_whether_there_is_one_or_not(client: Client, office: Office) -> None:
    case, code = coded(office)
    for number in (case.case_number, "SC-II.6151.999999.2020"):
        knocked(number, 999)
        answers = [typed(client, number, WRONG, REMOTE_ADDR=f"192.0.2.{each}") for each in range(2)]

        assert [each.status_code for each in answers] == [422, 429]
    assert typed(client, case.case_number, code, REMOTE_ADDR="192.0.2.99").status_code == 429
    with time_machine.travel(make.AT + timedelta(hours=1), tick=False):
        assert typed(client, case.case_number, code)["Location"] == STATUS


def test_tries_from_one_network_end_whatever_the_numbers(client: Client) -> None:
    answers = [
        typed(client, f"SC-II.6151.{each}.2020", WRONG, REMOTE_ADDR="192.0.2.7").status_code
        for each in range(1, 62)
    ]

    assert answers == [422] * 60 + [429]
    assert typed(client, "SC-II.6151.1.2020", WRONG, REMOTE_ADDR="192.0.2.8").status_code == 422


def test_what_a_limit_refused_is_asked_of_nobody(client: Client, office: Office) -> None:
    case, _code = coded(office)
    knocked(case.case_number, 1000)
    before = len(written())

    response = typed(client, case.case_number, WRONG, REMOTE_ADDR="192.0.2.50")

    assert len(written()) == before
    assert int(response["Retry-After"]) == 3600
    assert "Many case numbers and access codes were entered." in response.content.decode()
