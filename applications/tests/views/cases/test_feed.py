"""The calendar of somebody's cases: who may read it, and what it gives away."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from applications.choices import Assurance, Reason, Turn
from applications.choices import EventKind as K
from applications.models import Application, Mandate, Summons
from applications.tests import factories as make
from applications.tests.admin.case_world import registered, summoned
from applications.tests.party import owner_of, proxy_of
from portal.accounts.models import Office, User
from scheduling.models import Appointment
from scheduling.rules.identity import case_digest
from scheduling.tests import factories as visits

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
TODAY = date(2026, 12, 1)
PAGE = "/en/cases/calendar/"
ADDRESS = re.compile(r'id="feed-address" type="text" value="([^"]+)"')


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(make.AT, tick=False):
        yield


@pytest.fixture
def office() -> Office:
    return visits.working_office(visits.service("COMPLETE"))


def issued(client: Client, user: User, **fields: str) -> str:
    """Return the path of the calendar, as the page shows it once."""
    client.force_login(user)
    response = client.post(PAGE, {"do": "issue", **fields})
    assert response.status_code == 200
    address = ADDRESS.search(response.content.decode())
    assert address is not None
    assert address[1].startswith(f"{settings.SITE_URL}/")
    return address[1].removeprefix(settings.SITE_URL)


def read(path: str) -> list[Any]:
    """Read the calendar as a program does: without a session."""
    response = Client().get(path)
    assert response.status_code == 200
    calendar = Calendar.from_ical(response.content)
    return list(calendar.walk("VEVENT"))


def told(events: list[Any]) -> list[tuple[str, object]]:
    return [(str(event["SUMMARY"]), event["DTSTART"].dt) for event in events]


def asked(office: Office, *, due_on: date = TODAY + 7 * DAY) -> Application:
    return summoned(registered(office), delivered_on=due_on - 14 * DAY, on=due_on - 16 * DAY)


def visit(case: Application, office: Office, **fields: Any) -> Appointment:  # noqa: ANN401  of the model
    counter = office.counter_set.get()
    digest = case_digest(settings.IDENTITY_KEY.encode(), case_number=case.case_number)
    start = visits.local(office, visits.MONDAY, "10:00")
    return visits.appointment(counter, counter.services.get(), start, **{"case_digest": digest} | fields)


def test_the_calendar_says_the_last_day_and_nothing_else(client: Client, office: Office) -> None:
    case = asked(office)
    path = issued(client, owner_of(case))

    text = Client().get(path).content.decode()

    assert told(read(path)) == [("Last day to answer the office", TODAY + 7 * DAY)]
    for secret in (case.case_number, case.family_name, case.given_names, case.procedure.name, "evidence"):
        assert secret not in text
    assert f"{settings.SITE_URL}" in text.replace("\r\n ", "")


def test_the_file_is_a_calendar_that_nobody_keeps_or_finds(client: Client, office: Office) -> None:
    response = Client().get(issued(client, owner_of(asked(office))))

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]


def test_visits_with_the_number_of_the_case_are_in_it_and_those_of_the_account(
    client: Client, office: Office
) -> None:
    case = registered(office)
    user = owner_of(case)
    of_case = visit(case, office)
    counter = office.counter_set.get()
    own = visits.appointment(
        counter, counter.services.get(), visits.local(office, visits.MONDAY, "11:00"), account=user
    )
    visits.appointment(counter, counter.services.get(), visits.local(office, visits.MONDAY, "12:00"))

    found = read(issued(client, user))

    assert told(found) == [
        ("Visit to the office", of_case.interval.start),
        ("Visit to the office", own.interval.start),
    ]
    assert found[0]["LOCATION"] == "Przy Rondzie 6, 31-547 Kraków"


def test_whose_identity_was_not_checked_is_told_the_terms_and_no_visits_of_others(
    client: Client, office: Office
) -> None:
    case = asked(office)
    visit(case, office)

    found = read(issued(client, owner_of(case, Assurance.SELF)))

    assert told(found) == [("Last day to answer the office", TODAY + 7 * DAY)]


@pytest.mark.parametrize("reason", [Reason.APPEAL_TERM, Reason.STATEMENT])
def test_terms_that_are_of_no_summons_are_in_it(client: Client, office: Office, reason: Reason) -> None:
    case = registered(office)
    Application.objects.filter(pk=case.pk).update(reason=reason, turn=Turn.PARTY, until=TODAY + DAY)

    assert told(read(issued(client, owner_of(case)))) == [("Last day to answer the office", TODAY + DAY)]


def test_a_term_of_the_office_is_none_of_the_party(client: Client, office: Office) -> None:
    case = registered(office)
    Application.objects.filter(pk=case.pk).update(
        reason=Reason.OPINIONS, turn=Turn.AUTHORITY, until=TODAY + DAY
    )

    assert read(issued(client, owner_of(case))) == []


@pytest.mark.parametrize(("ago", "is_there"), [(30, True), (31, False)])
def test_a_day_stays_for_a_month(client: Client, office: Office, ago: int, is_there: bool) -> None:
    case = asked(office)
    Summons.objects.update(due_on=TODAY - ago * DAY)

    assert bool(read(issued(client, owner_of(case)))) is is_there


def test_what_was_answered_is_taken_out(client: Client, office: Office) -> None:
    case = asked(office)
    path = issued(client, owner_of(case))
    make.happen(case, K.ANSWERED, on=TODAY, data={"summons": 1})

    assert read(path) == []


def test_an_event_keeps_its_name_and_counts_its_changes(client: Client, office: Office) -> None:
    case = asked(office)
    path = issued(client, owner_of(case))
    before = read(path)[0]
    make.happen(case, K.NOTED, on=TODAY, note="Phoned")

    after = read(path)[0]

    assert before["UID"] == after["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (case.sequence - 1, case.sequence)


def test_a_proxy_has_the_days_of_all_clients_until_the_mandate_ends(client: Client, office: Office) -> None:
    first, second = asked(office, due_on=TODAY + 3 * DAY), asked(office, due_on=TODAY + 5 * DAY)
    proxy = proxy_of(first)
    Mandate.objects.create(
        application=second,
        kind="proxy",
        name="P",
        user=proxy,
        began_on=make.FILED,
        noted_by=proxy,
        accepted_at=make.AT,
    )
    path = issued(client, proxy)
    both = read(path)
    Mandate.objects.filter(application=first).update(revoked_at=make.AT)

    assert [event["DTSTART"].dt for event in both] == [TODAY + 3 * DAY, TODAY + 5 * DAY]
    assert len({event["UID"] for event in both}) == 2
    assert [event["DTSTART"].dt for event in read(path)] == [TODAY + 5 * DAY]


def test_the_words_are_in_the_language_of_the_person(client: Client, office: Office) -> None:
    path = issued(client, owner_of(asked(office), language="pl"))

    event = read(path)[0]

    assert event["SUMMARY"].params["LANGUAGE"] == "pl"


def test_two_thousand_clients_are_as_few_questions_as_one(client: Client, office: Office) -> None:
    user = owner_of(asked(office))
    path = issued(client, user)
    read(path)
    counts = []
    for _each in range(2):
        with CaptureQueriesContext(connection) as found:
            read(path)
        counts.append(len(found))
        for case in (asked(office), asked(office)):
            Application.objects.filter(pk=case.pk).update(account=user, account_level="desk")

    assert counts[0] == counts[1]
