"""Barrier reports on the staff's pages: the nearest term first, and each step written down."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.test import Client
from pytest_django import Settings

from portal.accounts.choices import Role
from portal.accounts.models import User
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event
from portal.audit.rules.actors import SYSTEM
from portal.notifications.models import Notice
from portal.web.barriers import actions
from portal.web.models import BarrierReport
from portal.web.tests.factories import AT, report

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

LIST = "/admin/web/barrierreport/"
OLD = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now(settings: Settings, client: Client) -> Iterator[None]:
    settings.STAFF_NEED_SECOND_FACTOR = False
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def supervisor(client: Client) -> User:
    person = accounts.member(Role.SUPERVISOR)
    client.force_login(person)
    return person


def step(row: BarrierReport, name: str) -> str:
    return f"{LIST}{row.pk}/{name}/step/"


def page(row: BarrierReport) -> str:
    return f"{LIST}{row.pk}/change/"


def offered(client: Client, row: BarrierReport) -> list[str]:
    return [each.name for each, _url in client.get(page(row)).context["steps"]]


@pytest.mark.usefixtures("supervisor")
def test_the_nearest_term_stands_first_and_what_is_overdue_is_marked(client: Client) -> None:
    new, late, done = report(), report(at=OLD), report(at=OLD)
    actions.fix(report=done, answer="x", by=SYSTEM, at=AT)

    response = client.get(LIST)

    assert list(response.context["cl"].result_list) == [late, new, done]
    html = "".join(response.content.decode().split())
    assert [html.count(f">{word}<") for word in ("overdue", "waitingforus", "fixed", "open")] == [1, 1, 1, 0]
    assert list(client.get(LIST, {"waits": "overdue"}).context["cl"].queryset) == [late]
    assert list(client.get(LIST, {"waits": "open"}).context["cl"].queryset) == [late, new]


@pytest.mark.parametrize(
    ("name", "state", "kind"),
    [
        ("fixed", "fixed", "barrier_closed"),
        ("refused", "refused", "barrier_closed"),
        ("later", "told_later", "barrier_later"),
    ],
)
def test_a_supervisor_takes_a_step_and_the_person_is_told(
    client: Client, supervisor: User, name: str, state: str, kind: str
) -> None:
    row = report()
    assert client.get(step(row, name)).status_code == 200

    response = client.post(step(row, name), {"text": "Because."})

    row.refresh_from_db()
    assert response["Location"] == page(row)
    assert (row.state, "Because." in (row.answer, row.why_later)) == (state, True)
    assert Event.objects.get(action=f"barrierreport.{state}").user_id == supervisor.pk
    assert Notice.objects.filter(kind=kind).count() == 1
    assert [str(line) for line in get_messages(response.wsgi_request)] == [
        "Written down, and the person is told by e-mail."
    ]


@pytest.mark.usefixtures("supervisor")
def test_who_left_only_a_phone_is_to_be_called(client: Client) -> None:
    row = report(email="", phone="+48123456789")

    html = client.get(page(row)).content.decode()
    response = client.post(step(row, "fixed"), {"text": "Done."})

    assert "+48 12 345 67 89" in html
    assert "The person left no e-mail address. Call them with the answer" in html
    assert [str(line) for line in get_messages(response.wsgi_request)] == [
        "Written down. The person left no e-mail address: call them now."
    ]


@pytest.mark.usefixtures("supervisor")
def test_a_step_without_words_is_refused(client: Client) -> None:
    row = report()

    response = client.post(step(row, "fixed"), {"text": "  "})

    row.refresh_from_db()
    assert (response.status_code, row.state) == (422, "open")
    assert "Write what the person is told." in response.content.decode()


@pytest.mark.usefixtures("supervisor")
def test_only_what_can_be_done_is_offered(client: Client) -> None:
    new, late, longer, done = report(), report(at=OLD), report(), report()
    actions.take_longer(report=longer, why="x", by=SYSTEM, at=AT)
    actions.refuse(report=done, answer="x", by=SYSTEM, at=AT)

    assert [offered(client, row) for row in (new, late, longer, done)] == [
        ["fixed", "later", "refused"],
        ["fixed", "refused"],
        ["fixed", "refused"],
        [],
    ]


@pytest.mark.usefixtures("supervisor")
def test_who_is_late_is_told_so_and_nothing_changes(client: Client) -> None:
    row = report(at=OLD)

    response = client.post(step(row, "later"), {"text": "x"})

    row.refresh_from_db()
    assert (response.status_code, row.state) == (302, "open")
    assert [str(line) for line in get_messages(response.wsgi_request)] == [
        "This is no longer possible: the report was answered, or its 7 days are over."
    ]


@pytest.mark.usefixtures("supervisor")
def test_a_report_itself_is_not_changed_added_or_deleted(client: Client) -> None:
    row = report()

    assert client.post(page(row), {"problem": "x"}).status_code == 403
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(f"{LIST}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    html = client.get(page(row)).content.decode()
    assert ("waiting for us" in html, row.secret in html) == (True, False)


@pytest.mark.usefixtures("supervisor")
@pytest.mark.parametrize("path", ["0/fixed/step/", "{pk}/lost/step/"])
def test_a_step_that_is_none_is_not_there(client: Client, path: str) -> None:
    assert client.get(LIST + path.format(pk=report().pk)).status_code == 404


def test_a_clerk_neither_sees_nor_answers(client: Client) -> None:
    row = report()
    client.force_login(accounts.member(Role.CLERK))

    assert client.get(LIST).status_code == 403
    assert client.post(step(row, "fixed"), {"text": "x"}).status_code == 403
    row.refresh_from_db()
    assert row.state == "open"
