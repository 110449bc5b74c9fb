"""Rules of reminders, for supervisors: before or after a day, in words."""

import pytest
from django.test import Client

from applications.admin.reminders import when
from applications.choices import ReminderKind
from applications.models import CaseReminderRule
from portal.accounts.choices import Role
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

LIST = "/admin/applications/casereminderrule/"


@pytest.fixture
def supervisor(client: Client) -> None:
    client.force_login(accounts.member(Role.SUPERVISOR))


def of(kind: ReminderKind) -> list[tuple[int, bool]]:
    return list(CaseReminderRule.objects.filter(kind=kind).order_by("days").values_list("days", "is_active"))


@pytest.mark.parametrize(
    ("kind", "days", "words"),
    [
        (ReminderKind.STAY, -1, "1 day before"),
        (ReminderKind.STAY, -14, "14 days before"),
        (ReminderKind.CARD_READY, 1, "1 day after"),
        (ReminderKind.CARD_READY, 30, "30 days after"),
        (ReminderKind.SUMMONS, 0, "on the day itself"),
        (ReminderKind.JOB_LOST, -5, "5 working days before"),
        (ReminderKind.PURPOSE, 1, "1 working day after"),
    ],
)
def test_when_it_goes_is_said_in_words(kind: ReminderKind, days: int, words: str) -> None:
    assert when(kind, days) == words


@pytest.mark.usefixtures("supervisor")
def test_all_rules_are_listed(client: Client) -> None:
    shown = client.get(LIST).content.decode()

    assert ("90 days before" in shown, "5 working days before" in shown) == (True, True)


@pytest.mark.usefixtures("supervisor")
@pytest.mark.parametrize(("side", "days"), [("before", -7), ("after", 7)])
def test_a_rule_is_added_and_written_down(client: Client, side: str, days: int) -> None:
    answer = client.post(f"{LIST}add/", {"kind": "travel", "count": "7", "side": side, "is_active": "on"})

    assert answer.status_code == 302
    assert set(of(ReminderKind.TRAVEL)) == {(-60, True), (days, True)}
    assert Event.objects.filter(action="casereminderrule.added").count() == 1


@pytest.mark.usefixtures("supervisor")
def test_a_rule_is_shown_as_it_is_and_changed(client: Client) -> None:
    rule = CaseReminderRule.objects.get(kind="card_ready", days=14)
    page = f"{LIST}{rule.pk}/change/"
    shown = client.get(page).content.decode()

    client.post(page, {"kind": "card_ready", "count": "10", "side": "after"})

    assert 'value="14"' in shown
    assert of(ReminderKind.CARD_READY) == [(10, False), (30, True)]


@pytest.mark.usefixtures("supervisor")
@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"count": "60"}, "already"),
        ({"count": "401"}, "400"),
        ({"count": "-1"}, "0"),
        ({"count": "9" * 30}, "400"),
        ({"count": ""}, "required"),
        ({"side": "sideways"}, "sideways"),
        ({"kind": "birthday"}, "birthday"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(client: Client, change: dict[str, str], error: str) -> None:
    typed = {"kind": "travel", "count": "7", "side": "before", "is_active": "on", **change}

    answer = client.post(f"{LIST}add/", typed)

    assert (answer.status_code, of(ReminderKind.TRAVEL)) == (200, [(-60, True)])
    assert error in answer.content.decode()


@pytest.mark.parametrize("role", [Role.CLERK, Role.OFFICER, Role.SIGNER])
def test_only_who_leads_cases_keeps_the_rules(client: Client, role: Role) -> None:
    client.force_login(accounts.member(role))

    assert client.get(LIST).status_code == 403
