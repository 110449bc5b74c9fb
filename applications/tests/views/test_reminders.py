"""The page of reminders: days of the case, days of one's own, a note once a month."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from applications.choices import EventKind as K
from applications.choices import KeptKind, MandateKind
from applications.models import Application, KeptDay, Mandate
from applications.tests import factories as make
from portal.accounts.models import User
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event

pytestmark = pytest.mark.django_db

TODAY, DUE = date(2026, 12, 1), date(2026, 12, 15)
TYPED = {"on_day": "22", "on_month": "3", "on_year": "2027"}


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(make.AT, tick=False):
        yield


@pytest.fixture
def owner() -> User:
    return accounts.user()


@pytest.fixture
def case(owner: User) -> Application:
    made = make.case(accounts.office(), email="olena@example.test", phone="+48600000001")
    make.happen(made, K.REGISTERED)
    Application.objects.update(account=owner, account_level="desk")
    return made


@pytest.fixture
def proxy(case: Application) -> User:
    person = accounts.user()
    Mandate.objects.create(
        application=case,
        kind=MandateKind.PROXY,
        accepted_at=make.AT,
        name="Jan Zastępca",
        user=person,
        began_on=TODAY,
        noted_by=person,
    )
    return person


def url(case: Application) -> str:
    return f"/en/cases/{case.pk}/reminders/"


def read(client: Client, case: Application) -> str:
    answer = client.get(url(case))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def kept(**fields: Any) -> list[tuple[str, date]]:  # noqa: ANN401  any filter
    return list(KeptDay.objects.filter(**fields).order_by("kind").values_list("kind", "on"))


def test_the_days_of_a_case_and_of_the_reminders_are_named(
    client: Client, case: Application, owner: User
) -> None:
    make.happen(case, K.SUMMONED, on=TODAY, data={"summons": 1, "kind": "evidence", "days": 14})
    make.happen(case, K.DELIVERED, on=TODAY, data={"summons": 1, "how": "post", "due_on": DUE})
    client.force_login(owner)

    shown = read(client, case)

    days = ["Tuesday 15 December 2026", "Saturday 12 December 2026", "Monday 14 December 2026"]
    assert [day for day in days if day not in shown] == []
    assert "<bdi>o•••@example.test and +48•••001</bdi>" in shown


def test_a_day_is_kept_with_what_is_to_be_done_by_when(
    client: Client, case: Application, owner: User
) -> None:
    client.force_login(owner)
    typed = {"wish": "keep", "kind": "job_lost", "on_day": "1", "on_month": "12", "on_year": "2026"}

    answers = [client.post(url(case), typed) for _each in range(2)]

    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, url(case))] * 2
    assert kept(by=owner) == [(KeptKind.JOB_LOST, TODAY)]
    assert "Tell the voivode by Tuesday 22 December 2026 (15 working days" in read(client, case)
    action = Event.objects.filter(action="case.day_kept").first()
    assert action is not None
    assert action.data == {"kind": "job_lost"}


def test_a_day_of_the_same_kind_takes_the_place_of_the_one_before(
    client: Client, case: Application, owner: User
) -> None:
    KeptDay.objects.create(application=case, kind=KeptKind.PASSPORT, on=TODAY, by=owner, at=make.AT)
    client.force_login(owner)

    client.post(url(case), {"wish": "keep", "kind": "passport", **TYPED})

    assert kept() == [(KeptKind.PASSPORT, date(2027, 3, 22))]


def test_a_day_is_removed_and_nothing_happens_the_second_time(
    client: Client, case: Application, owner: User
) -> None:
    KeptDay.objects.create(application=case, kind=KeptKind.PASSPORT, on=TODAY, by=owner, at=make.AT)
    client.force_login(owner)

    answers = [client.post(url(case), {"wish": "forget", "kind": "passport"}) for _each in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert (kept(), Event.objects.filter(action="case.day_forgotten").count()) == ([], 1)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"kind": ""}, "Choose what day it is"),
        ({"kind": "birthday"}, "Choose one of the kinds of days in the list"),
        ({"kind": "card\x00"}, "Choose one of the kinds of days in the list"),
        ({"on_year": ""}, "The date must include a year"),
        ({"on_day": "31", "on_month": "2"}, "The date must be a real date"),
        ({"on_day": "9" * 5000}, "The date must be a real date"),
        ({"on_year": "2025", "on_month": "11", "on_day": "29"}, "or still to come"),
        ({"on_year": "2047"}, "within the next 20 years"),
        ({"on_year": "9999"}, "within the next 20 years"),
        ({"on_year": "0001"}, "The year must have 4 digits"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    client: Client, case: Application, owner: User, change: dict[str, str], error: str
) -> None:
    client.force_login(owner)

    answer = client.post(url(case), {"wish": "keep", "kind": "card", **TYPED, **change})

    shown = answer.content.decode()
    assert (answer.status_code, kept()) == (422, [])
    assert error in shown
    assert f'value="{change.get("on_month", "3")}"' in shown


@pytest.mark.parametrize("typed", [{}, {"wish": "other"}, {"wish": "forget", "kind": "birthday"}])
def test_what_no_button_sends_is_not_found(
    client: Client, case: Application, owner: User, typed: dict[str, str]
) -> None:
    client.force_login(owner)

    assert client.post(url(case), typed).status_code == 404


def test_a_note_once_a_month_is_wanted_and_stopped(client: Client, case: Application, owner: User) -> None:
    client.force_login(owner)

    client.post(url(case), {"wish": "monthly"})
    wanted = Application.objects.get().monthly_from
    offered = read(client, case)
    client.post(url(case), {"wish": "no-monthly"})

    assert (wanted, Application.objects.get().monthly_from) == (TODAY, None)
    assert "Stop the monthly message" in offered
    assert "Write to me once a month" in read(client, case)


def test_a_proxy_reads_the_days_of_the_case_and_none_of_the_persons_own(
    client: Client, case: Application, owner: User, proxy: User
) -> None:
    KeptDay.objects.create(application=case, kind=KeptKind.JOB_LOST, on=TODAY, by=owner, at=make.AT)
    client.force_login(proxy)

    shown = read(client, case)

    assert ("job" in shown, "Days of your own" in shown, "Once a month" in shown) == (False, False, False)
    assert client.post(url(case), {"wish": "monthly"}).status_code == 404


def test_a_stranger_finds_nothing(client: Client, case: Application) -> None:
    client.force_login(accounts.user())

    assert client.get(url(case)).status_code == 404


@pytest.mark.parametrize("signed", [False, True])
def test_the_sign_of_a_decision_does_not_show_in_the_reminders(
    client: Client, case: Application, owner: User, *, signed: bool
) -> None:
    outcome = {"outcome": "positive"} if signed else {"outcome": "refusal"}
    state = {"base": "decided", "filed_on": "2026-10-05", **outcome}
    Application.objects.update(stay_until=DUE, stage="decided", state=state)
    client.force_login(owner)

    assert "Your legal stay was noted until Tuesday 15 December 2026" in read(client, case)


def test_the_page_asks_the_database_a_fixed_number_of_times(
    client: Client, case: Application, owner: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(owner)
    read(client, case)
    for kind in KeptKind:
        KeptDay.objects.create(application=case, kind=kind, on=DUE, by=owner, at=make.AT)

    with django_assert_num_queries(9):
        client.get(url(case))
