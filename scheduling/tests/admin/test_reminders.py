"""The page on which an office decides when people are reminded of their visits."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from portal.accounts.choices import Role
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event
from scheduling.models import ReminderRule, Service
from scheduling.tests import factories as make
from scheduling.tests.admin.answers import errors

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

LIST, ADD = "/admin/scheduling/reminderrule/", "/admin/scheduling/reminderrule/add/"


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(accounts.superuser())
    return client


def rule(service: Service | None = None, **fields: Any) -> ReminderRule:  # noqa: ANN401  any field of the model
    return ReminderRule.objects.create(service=service, **{"changed_at": make.AT} | fields)


def page(row: ReminderRule, verb: str = "change") -> str:
    return f"{LIST}{row.pk}/{verb}/"


@pytest.mark.parametrize("language", ["pl", "en", "ru"])
def test_every_page_renders_in_every_language(
    client: Client, staff: Client, settings: Settings, language: str
) -> None:
    row = rule(days=1, minutes=61)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    answers = [staff.get(address) for address in (LIST, ADD, page(row))]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert all(f'lang="{language}"' in answer.content.decode() for answer in answers)


def test_a_list_costs_as_many_queries_for_three_rows_as_for_one(staff: Client) -> None:
    counts = []
    for codes in (["A"], ["B", "C"]):
        for code in codes:
            rule(make.service(code), days=1)
        staff.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            rows = staff.get(LIST).context["cl"].result_list
        counts.append((len(rows), len(queries)))

    assert counts == [(1, counts[0][1]), (3, counts[0][1])]


def test_the_list_says_in_words_who_is_reminded_when_and_how(staff: Client) -> None:
    rule(days=7, by_sms=True, planned_at=make.AT + timedelta(hours=1))
    rule(make.service("CARD"), minutes=180, by_push=False)

    seen = staff.get(LIST).content.decode()

    for words in (
        "7 days before",
        "every service without a reminder of its own",
        "E-mail, text message and notification on a device",
        "1 December 2026, 11:00",  # in Warsaw
        "3 hours before",
        "Service CARD",
        "within a minute",
    ):
        assert words in seen


def test_a_rule_changed_since_it_was_given_to_visits_is_given_anew(staff: Client) -> None:
    rule(days=7, planned_at=make.AT - timedelta(seconds=1))

    assert "within a minute" in staff.get(LIST).content.decode()


def test_general_rules_come_first_and_then_the_longest_before(staff: Client) -> None:
    card = make.service("CARD")
    rows = [rule(card, days=1), rule(days=2), rule(card, days=3), rule(minutes=180)]

    assert list(staff.get(LIST).context["cl"].result_list) == [rows[1], rows[3], rows[2], rows[0]]


def test_a_rule_is_added_in_days_hours_and_minutes(staff: Client) -> None:
    card = make.service("CARD")

    staff.post(ADD, {"service": card.pk, "days": 1, "hours": 3, "minutes": 30, "by_sms": "on"})

    made = ReminderRule.objects.get()
    assert (made.service, made.days, made.minutes) == (card, 1, 210)
    assert (made.by_email, made.by_sms, made.by_push) == (False, True, False)
    assert (made.changed_at, made.planned_at) == (make.AT, None)
    assert Event.objects.get(action="reminderrule.added").subject_pk == str(made.pk)


def test_what_is_left_empty_counts_as_none(staff: Client) -> None:
    staff.post(ADD, {"days": 0, "hours": 3, "minutes": "", "by_email": "on"})

    made = ReminderRule.objects.get()
    assert (made.service, made.days, made.minutes) == (None, 0, 180)


def test_a_rule_comes_back_as_hours_and_minutes_and_is_given_to_visits_anew(staff: Client) -> None:
    row = rule(days=1, minutes=210, planned_at=make.AT)
    form = staff.get(page(row)).context["adminform"].form

    staff.post(page(row), {"days": 1, "hours": 2, "minutes": 30, "by_email": "on"})

    assert (form["hours"].value(), form["minutes"].value()) == (3, 30)
    row.refresh_from_db()
    assert (row.minutes, row.by_push, row.planned_at) == (150, False, None)
    assert Event.objects.get(action="reminderrule.changed").subject_pk == str(row.pk)


SOME_TIME = "A reminder goes some time before the visit: enter days, hours or minutes."
SOME_WAY = "Choose at least one way by which the reminder goes."


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"days": 0}, {"__all__": [SOME_TIME]}),
        ({"by_email": ""}, {"__all__": [SOME_WAY]}),
        ({"days": 367}, {"days": ["Ensure this value is less than or equal to 366."]}),
        ({"hours": 24}, {"hours": ["Ensure this value is less than or equal to 23."]}),
        ({"minutes": 60}, {"minutes": ["Ensure this value is less than or equal to 59."]}),
        ({"hours": -1}, {"hours": ["Ensure this value is greater than or equal to 0."]}),
        ({"days": 7}, {"__all__": ["There is a reminder of these visits at this time already."]}),
    ],
)
def test_what_makes_no_reminder_is_refused_in_words(
    staff: Client, changes: dict[str, Any], said: dict[str, Any]
) -> None:
    rule(days=7)
    fields = {"days": 1, "hours": 0, "minutes": 0, "by_email": "on"}

    answer = staff.post(ADD, fields | changes)

    assert errors(answer) == said
    assert ReminderRule.objects.count() == 1


def test_a_rule_is_called_by_its_time_and_service() -> None:
    assert str(rule(days=7)) == "7 days before, every service"
    assert str(rule(make.service("CARD"), days=1, minutes=180)) == "1 day and 3 hours before, Service CARD"


@pytest.mark.parametrize("days", [0, 367])
def test_a_rule_that_is_changed_into_none_comes_back_with_what_was_typed(staff: Client, days: int) -> None:
    row = rule(days=7)

    answer = staff.post(page(row), {"days": days, "hours": 0, "minutes": 0, "by_email": "on"})

    assert (answer.status_code, answer.context["adminform"].form["days"].value()) == (200, str(days))
    row.refresh_from_db()
    assert row.days == 7


def test_deleting_one_and_several_is_written_down(staff: Client) -> None:
    rows = [rule(days=days) for days in (1, 2, 3)]

    staff.post(page(rows[0], "delete"), {"post": "yes"})
    staff.post(
        LIST, {"action": "delete_selected", "_selected_action": [rows[1].pk, rows[2].pk], "post": "yes"}
    )

    assert not ReminderRule.objects.exists()
    deleted = Event.objects.filter(action="reminderrule.deleted").values_list("subject_pk", flat=True)
    assert sorted(deleted) == sorted(str(row.pk) for row in rows)


@pytest.mark.parametrize(
    ("role", "sees", "adds"),
    [
        (Role.CONSULTANT, 403, 403),
        (Role.CLERK, 200, 403),
        (Role.SUPERVISOR, 200, 403),
        (Role.ADMINISTRATOR, 200, 200),
    ],
)
def test_administrators_decide_and_the_office_may_look(
    client: Client, role: Role, sees: int, adds: int
) -> None:
    row = rule(days=1)
    client.force_login(accounts.member(role))

    assert (client.get(LIST).status_code, client.get(ADD).status_code) == (sees, adds)
    changed = client.post(page(row), {"days": 2, "by_email": "on"}).status_code
    assert changed == (302 if role == Role.ADMINISTRATOR else 403)
    row.refresh_from_db()
    assert row.days == (2 if role == Role.ADMINISTRATOR else 1)
