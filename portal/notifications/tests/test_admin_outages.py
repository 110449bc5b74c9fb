"""The staff learn that nothing goes out by a channel, where they work."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from portal.accounts.choices import Role
from portal.accounts.tests.factories import member, superuser
from portal.notifications.models import Outage

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

BEGAN = datetime(2026, 3, 2, 11, 3, tzinfo=UTC)
NOW = datetime(2026, 3, 2, 14, tzinfo=UTC)
LIST = "/admin/notifications/outage/"
START, NOTICES = "/admin/", "/admin/notifications/notice/"
SILENCE = "No text messages have gone out since 12:03."
WHY = "503 The gateway is being repaired"


@pytest.fixture
def staff(client: Client, settings: Settings) -> Client:
    settings.STAFF_NEED_SECOND_FACTOR = False
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.force_login(superuser())
    return client


def outage(channel: str = "sms", *, ended_at: datetime | None = None, reason: str = WHY) -> Outage:
    return Outage.objects.create(
        channel=channel, began_at=BEGAN, probe_at=BEGAN, ended_at=ended_at, reason=reason
    )


def page(client: Client, address: str) -> str:
    with time_machine.travel(NOW, tick=False):
        return client.get(address).content.decode()


@pytest.mark.parametrize("address", [START, NOTICES])
def test_an_outage_stands_above_the_start_page_and_the_outbox(staff: Client, address: str) -> None:
    outage()

    seen = page(staff, address)

    assert SILENCE in seen
    assert WHY in seen
    assert f'href="{LIST}"' in seen[seen.index(SILENCE) :]


@pytest.mark.parametrize("address", [START, NOTICES])
def test_an_outage_that_is_over_is_said_no_more(staff: Client, address: str) -> None:
    outage(ended_at=NOW)

    assert "have gone out" not in page(staff, address)


def test_a_clerk_learns_that_nothing_goes_and_not_why(staff: Client) -> None:
    outage()
    staff.force_login(member(Role.CLERK))

    seen = page(staff, START)

    assert SILENCE in seen
    assert WHY not in seen
    assert LIST not in seen


def test_the_list_tells_how_long_each_outage_was_and_why(staff: Client) -> None:
    outage("email", ended_at=NOW, reason="ConnectionRefusedError")
    lasting = outage()

    seen = page(staff, LIST)

    assert "2 March 2026, 12:03" in seen
    assert "2 March 2026, 15:00" in seen
    assert "still lasts" in seen
    assert "The other side cannot be reached (ConnectionRefusedError)" in seen
    with time_machine.travel(NOW, tick=False):
        assert list(staff.get(LIST, {"now": "yes"}).context["cl"].result_list) == [lasting]
        assert lasting not in staff.get(LIST, {"now": "no"}).context["cl"].result_list


@pytest.mark.parametrize(("query", "is_said"), [("", True), ("?now=no", False)])
def test_where_there_was_no_outage_the_list_says_that_all_works(
    staff: Client, query: str, is_said: bool
) -> None:
    assert ("No outages: every channel works." in page(staff, LIST + query)) == is_said


@pytest.mark.parametrize("verb", ["add", "change", "delete"])
def test_nobody_changes_an_outage_by_hand(staff: Client, verb: str) -> None:
    written = outage()
    arguments = [] if verb == "add" else [written.pk]

    answer = staff.post(reverse(f"admin:notifications_outage_{verb}", args=arguments), {"post": "yes"})

    assert answer.status_code == 403
    assert Outage.objects.get().reason == WHY


@pytest.mark.parametrize(
    ("role", "status"), [(Role.CLERK, 403), (Role.SUPERVISOR, 403), (Role.ADMINISTRATOR, 200)]
)
def test_administrators_look_at_outages(staff: Client, role: Role, status: int) -> None:
    outage()
    staff.force_login(member(role))

    assert staff.get(LIST).status_code == status
