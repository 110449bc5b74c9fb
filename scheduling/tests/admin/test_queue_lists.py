"""The lists behind the desk: tickets, the log of who came before others, the rules of the queue."""

from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.accounts.choices import Role
from portal.accounts.models import Office
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event
from scheduling.choices import Overtaking, TicketActKind, TicketState
from scheduling.models import QueueRule, Ticket, TicketAct
from scheduling.tests import factories as make
from scheduling.tests.admin.queue_world import MINUTE, NOW, waits
from scheduling.tests.views.walk import text

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

TICKETS, LOG, RULES = (f"/admin/scheduling/{name}/" for name in ("ticket", "ticketact", "queuerule"))


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def office() -> Office:
    return make.working_office(make.service("CARD"))


def act(ticket: Ticket, kind: TicketActKind = TicketActKind.OVERTOOK, *, days: int = 0) -> TicketAct:
    reason = Overtaking.SHORT if kind == TicketActKind.OVERTOOK else ""
    at = NOW - days * 1440 * MINUTE
    return TicketAct.objects.create(ticket=ticket, kind=kind, reason=reason, passed=3, note="a stamp", at=at)


def listed(client: Client, address: str) -> list[object]:
    return list(client.get(address).context["cl"].result_list)


@pytest.mark.parametrize("role", [Role.CLERK, Role.SUPERVISOR])
def test_tickets_of_today_and_of_my_office_are_listed(client: Client, office: Office, role: Role) -> None:
    client.force_login(accounts.member(role, at=office))
    today, before = waits(office), waits(office, 1440)
    done = waits(office, state=TicketState.DONE)
    waits(make.working_office(make.service("OTHER")))

    assert set(listed(client, TICKETS)) == {today, done}
    assert listed(client, f"{TICKETS}?state__exact=done") == [done]
    assert set(listed(client, f"{TICKETS}?day=all")) == {today, done, before}
    assert set(listed(client, f"{TICKETS}?day=week")) == {today, done, before}


def test_a_ticket_tells_its_course_and_is_changed_by_nobody(client: Client, office: Office) -> None:
    client.force_login(accounts.superuser())
    ticket = waits(office)
    act(ticket)

    page = client.get(f"{TICKETS}{ticket.pk}/change/")

    assert "called before others: 3 passed over" in text(page)
    assert "Only hands in or collects a paper a stamp" in text(page)
    assert 'name="_save"' not in page.content.decode()
    assert client.get(f"{TICKETS}add/").status_code == 403
    assert client.post(f"{TICKETS}{ticket.pk}/delete/").status_code == 403


def test_the_log_shows_first_who_came_before_others(client: Client, office: Office) -> None:
    client.force_login(accounts.member(Role.SUPERVISOR, at=office))
    ticket = waits(office)
    overtook, called, old = act(ticket), act(ticket, TicketActKind.CALLED), act(ticket, days=3)
    act(waits(make.working_office(make.service("OTHER"))))

    assert listed(client, LOG) == [overtook, old]
    assert listed(client, f"{LOG}?day=today") == [overtook]
    assert listed(client, f"{LOG}?day=week") == [overtook, old]
    assert listed(client, f"{LOG}?kind=called") == [called]
    assert set(listed(client, f"{LOG}?kind=all")) == {overtook, called, old}
    assert "Only hands in or collects a paper" in text(client.get(LOG))
    assert client.get(f"{LOG}add/").status_code == 403


@pytest.mark.parametrize("address", [TICKETS, LOG])
def test_lists_ask_as_often_for_three_rows_as_for_one(client: Client, office: Office, address: str) -> None:
    client.force_login(accounts.member(Role.SUPERVISOR, at=office))

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get(address)
        return len(found)

    act(waits(office))
    client.get(address)
    one = queries()
    for _ in range(2):
        act(waits(office))

    assert queries() == one


def test_a_supervisor_writes_the_rules_of_the_own_office_once(client: Client, office: Office) -> None:
    client.force_login(accounts.member(Role.SUPERVISOR, at=office))
    make.working_office(make.service("OTHER"))
    offered = list(client.get(f"{RULES}add/").context["adminform"].form.fields["office"].queryset)
    data = {
        "office": office.pk,
        "early_minutes": 45,
        "late_minutes": 10,
        "missed_minutes": 20,
        "reopen_minutes": 10,
        "turn_minutes": 10,
        "calls_before_missed": 3,
        "display_seconds": 8,
        "waiting_note_en": "Please wait in the hall.",
    }

    answer = client.post(f"{RULES}add/", data)

    assert offered == [office]
    assert answer.status_code == 302
    rule = QueueRule.objects.get()
    assert (rule.office, rule.early_minutes, rule.waiting_note) == (office, 45, "Please wait in the hall.")
    assert Event.objects.filter(action="queuerule.added").count() == 1
    assert client.get(f"{RULES}add/").status_code == 403
    assert client.get(f"{RULES}{rule.pk}/change/").status_code == 200
    assert client.post(f"{RULES}{rule.pk}/delete/").status_code == 403


def test_a_clerk_reads_the_rules_and_changes_none(client: Client, office: Office) -> None:
    client.force_login(accounts.member(Role.CLERK, at=office))
    rule = QueueRule.objects.create(office=office)

    page = client.get(f"{RULES}{rule.pk}/change/")

    assert page.status_code == 200
    assert 'name="_save"' not in page.content.decode()
