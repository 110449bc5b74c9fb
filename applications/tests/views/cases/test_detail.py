"""The page of a case as its person sees it: how far it has come, whose turn it is, what it costs."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from applications.choices import Assurance, Stage
from applications.choices import EventKind as K
from applications.models import Application, CaseMessage, Pace
from applications.tests import factories as make
from applications.tests.admin.case_world import summoned
from applications.tests.views.cases.world import (
    NOW,
    TODAY,
    decided,
    entrusted,
    owned,
    read,
    somebody,
    url_of,
    written,
)
from portal.accounts.models import User
from portal.accounts.tests import factories as accounts

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
MOST_QUERIES = 12
MOST_BYTES = 100_000


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(name="me")
def me_fixture(client: Client) -> User:
    return somebody(client)


@pytest.fixture(name="case")
def case_fixture(me: User) -> Application:
    case = owned(accounts.office(name="Urząd Próbny"), me)
    make.happen(case, K.REGISTERED, data={"case_number": "SC-II.6151.5.2026"})
    return case


def test_the_page_says_what_case_it_is_and_that_it_is_information(client: Client, case: Application) -> None:
    shown = read(client, url_of(case))

    assert "Temporary residence and work permit" in shown
    assert "SC-II.6151.5.2026" in shown
    assert "Filed on 5 October 2026 at: Urząd Próbny" in shown
    assert "no legal service (doręczenie)" in shown


def test_it_says_whose_turn_it_is_until_when_and_what_to_do(client: Client, case: Application) -> None:
    summoned(case, "evidence", "Lease of the flat", delivered_on=TODAY - DAY)

    shown = read(client, url_of(case))

    assert "It is your turn" in shown
    assert "Hand in the documents that the letter names, by the last day." in shown
    assert "Your last day: <strong>Monday 14 December 2026</strong> (13 days left)" in shown
    assert "Lease of the flat" in shown
    assert "Nothing new since 30 November 2026, for 1 day." in shown


def test_what_is_asked_for_besides_stands_there_too(client: Client, case: Application) -> None:
    summoned(case, "formal", "Photographs", delivered_on=TODAY - 10 * DAY)
    summoned(case, "evidence", "Lease of the flat", delivered_on=TODAY - DAY)

    shown = read(client, url_of(case))

    assert "Your last day: <strong>Saturday 5 December 2026</strong>" in shown
    besides = shown.partition("At the same time")[2]
    assert "Your last day: <strong>Monday 14 December 2026</strong>" in besides


def test_the_step_at_which_it_stands_is_marked_for_everybody(client: Client, case: Application) -> None:
    make.happen(case, K.EXAMINED, on=TODAY)

    shown = read(client, url_of(case))

    here = shown.partition('aria-current="step"')[2]
    assert 'Examination<span class="govuk-visually-hidden"> (now)' in here
    assert shown.count(" (done)") == 2
    assert shown.count(" (ahead)") == 2


@pytest.mark.parametrize("outcome", ["positive", "refusal", "discontinued"])
def test_what_was_decided_is_not_shown_before_it_is_served(
    outcome: str, client: Client, case: Application
) -> None:
    decided(case, outcome, on=TODAY - 3 * DAY)
    assert case.stage == Stage.DECIDED

    shown = read(client, url_of(case)) + read(client, url_of(case, "history/"))
    shown += read(client, url_of(case, "print/"))

    assert "The decision is on its way to you" in shown
    for word in ("decyzja pozytywna", "decyzja odmowna", "umorzenie", "positive", "refus", "discontinued"):
        assert word not in shown


def test_a_decision_in_hand_says_what_it_says_and_how_to_appeal(client: Client, case: Application) -> None:
    decided(case, "refusal", on=TODAY - 5 * DAY)
    make.happen(case, K.SERVED, on=TODAY - 4 * DAY, data={"how": "post"})

    shown = read(client, url_of(case))

    assert "The office refuses what you applied for (decyzja odmowna)." in shown
    assert "It was delivered to you on 27 November 2026." in shown
    assert "You can appeal (odwołanie) until 11 December 2026." in shown
    assert "The day on which you post it counts." in shown


def test_after_the_last_day_no_appeal_is_offered(client: Client, case: Application) -> None:
    decided(case, "refusal", on=TODAY - 30 * DAY)
    make.happen(case, K.SERVED, on=TODAY - 20 * DAY, data={"how": "post"})

    shown = read(client, url_of(case))

    assert "The last day to appeal was 25 November 2026." in shown
    assert "You can appeal" not in shown


def test_a_missed_term_names_the_new_day_and_the_right_to_complain(client: Client, me: User) -> None:
    filed = date(2026, 6, 1)
    case = owned(accounts.office(), me, filed_on=filed)
    make.happen(case, K.REGISTERED, on=filed)
    make.happen(case, K.EXAMINED, on=filed)
    make.happen(case, K.OVERRUN_NOTIFIED, on=TODAY - 30 * DAY, data={"until": "2026-11-30"})

    shown = read(client, url_of(case))

    assert "The office should have decided by 31 July 2026." in shown
    assert "It is 123 days late." in shown
    assert "The office has named a new day: 30 November 2026." in shown
    assert "You may complain that the office does not act (ponaglenie, art. 37 KPA)" in shown

    make.happen(case, K.COMPLAINT, on=TODAY)
    shown = read(client, url_of(case))

    assert "Your complaint (ponaglenie) of 1 December 2026 is being decided." in shown
    assert "You may complain" not in shown


def test_no_complaint_is_named_in_a_work_permit_case(client: Client, me: User) -> None:
    filed = date(2026, 6, 1)
    case = make.case(accounts.office(), of="WP_A", filed_on=filed, party_name="Zakład Próbny")
    entrusted(case, me, by=accounts.user(), kind="employer")
    make.happen(case, K.REGISTERED, on=filed)

    shown = read(client, url_of(case))

    assert "The office should have decided by" in shown
    assert "ponaglenie" not in shown
    assert "Zakład Próbny" in shown


def test_fees_say_whom_to_pay_and_which_payment_was_seen(client: Client, case: Application) -> None:
    make.happen(case, K.FEE_SEEN, on=TODAY - DAY, data={"fee": "stamp", "amount": "440.00"})
    make.happen(case, K.FEE_SEEN, on=TODAY, data={"fee": "card", "amount": "50.00"})

    shown = " ".join(read(client, url_of(case)).partition(">Fees<")[2].split())
    stamp, card, half, proxy = shown.split('<li class="portal-costs__fee">')[1:5]

    assert "Paid to: the city where the office is" in stamp
    assert "440 zł" in stamp
    assert "Payment seen on 30 November 2026" in stamp
    assert "Payment not seen yet" in card
    assert "Payment seen on 1 December 2026" in half
    assert "Only if it applies to you" in proxy


def test_past_cases_are_told_as_past_cases(client: Client, case: Application) -> None:
    row = {"on": TODAY, "decided": 240, "half": 143, "most": 210, "waiting": [["2026-01-05", 312]]}
    Pace.objects.create(office=case.office, procedure=case.procedure, weekly=5.0, **row)

    shown = read(client, url_of(case))

    assert "Half of them took at most 143 days." in shown
    assert "These are past cases, not a promise." in shown
    assert "312 cases of this kind were filed before yours and are not decided yet." in shown


def test_a_new_message_is_announced(client: Client, case: Application) -> None:
    assert "The office has written to you" not in read(client, url_of(case))

    written(case, accounts.user())

    assert "The office has written to you: 1 new message" in read(client, url_of(case))
    assert CaseMessage.objects.get().read_at is None


def test_who_was_not_checked_sees_where_it_stands_and_no_more(client: Client, me: User) -> None:
    case = owned(accounts.office(), me, level=Assurance.SELF)
    make.happen(case, K.REGISTERED)
    summoned(case, "evidence", "Lease of the flat", delivered_on=TODAY - DAY)

    shown = read(client, url_of(case))

    assert "Your last day: <strong>Monday 14 December 2026</strong>" in shown
    assert "ask to have your account linked to the case" in shown
    for word in ("Lease", "Kovalenko", "Temporary residence", ">Fees<", "What happened last", "440"):
        assert word not in shown


def test_a_proxy_sees_whose_case_it_is(client: Client, me: User) -> None:
    case = make.case(accounts.office())
    entrusted(case, me, by=accounts.user())

    assert "Olena Kovalenko" in read(client, url_of(case))


@pytest.mark.parametrize("part", ["", "history/", "print/"])
def test_a_case_of_somebody_else_is_not_there(part: str, client: Client, me: User) -> None:
    case = make.case(accounts.office())

    assert me.pk
    assert client.get(url_of(case, part)).status_code == 404
    assert client.get(f"/en/cases/{'9' * 30}/{part}").status_code == 404


@pytest.mark.parametrize("part", ["", "history/", "print/"])
def test_a_form_that_there_is_not_leads_to_the_page(part: str, client: Client, case: Application) -> None:
    answer = client.post(url_of(case, part))

    assert (answer.status_code, answer.headers["Location"]) == (302, url_of(case, part))


def test_paper_names_the_person_and_the_moment(client: Client, case: Application) -> None:
    shown = read(client, url_of(case, "print/"))

    assert "Olena Kovalenko" in shown
    assert "As it stood on Tuesday 1 December 2026 at 10:00." in shown


@pytest.mark.parametrize("language", ["pl", "ru"])
def test_the_page_stands_in_each_language(language: str, client: Client, case: Application) -> None:
    assert 'id="now"' in read(client, f"/{language}/cases/{case.pk}/")


def test_the_page_asks_twelve_times_at_most_and_stays_small(client: Client, me: User) -> None:
    case = make.case(accounts.office())
    entrusted(case, me, by=accounts.user())
    make.happen(case, K.REGISTERED)
    summoned(case, "evidence", *(f"Document {number}" for number in range(40)), delivered_on=TODAY - DAY)
    make.happen(case, K.DOCUMENT_RECEIVED, on=TODAY, data={"received": [1, 2]})
    client.get(url_of(case))

    with CaptureQueriesContext(connection) as asked:
        shown = read(client, url_of(case))

    # A transaction is no question: outside of a test its begin and end are not even written.
    found = [each["sql"] for each in asked if "SAVEPOINT" not in each["sql"]]
    assert len(found) <= MOST_QUERIES
    assert len(shown.encode()) <= MOST_BYTES
