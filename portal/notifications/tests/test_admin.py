"""The delivery log, as staff see it."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from portal.accounts.tests.factories import superuser
from portal.notifications.models import Notice
from portal.notifications.tests.factories import notice

pytestmark = pytest.mark.django_db

LIST = "admin:notifications_notice_changelist"


@pytest.fixture
def administrator(client: Client, settings: Settings) -> Client:
    settings.STAFF_NEED_SECOND_FACTOR = False
    client.force_login(superuser())
    return client


def test_staff_find_a_notice_by_its_key_and_do_not_see_the_whole_address(administrator: Client) -> None:
    wanted, other = notice(), notice(recipient="zofia@example.test")

    page = administrator.get(reverse(LIST), {"q": wanted.key}).content.decode()

    assert wanted.key in page
    assert "a•••@example.test" in page
    assert "anna@" not in page
    assert other.key not in page


@pytest.mark.usefixtures("sample_kind")
def test_staff_see_the_notices_of_one_kind(administrator: Client) -> None:
    wanted, other = notice(), notice(kind="other")

    page = administrator.get(reverse(LIST), {"kind": wanted.kind}).content.decode()

    assert wanted.key in page
    assert other.key not in page


def test_the_page_of_a_notice_does_not_show_the_whole_address(administrator: Client) -> None:
    page = administrator.get(
        reverse("admin:notifications_notice_change", args=[notice().pk])
    ).content.decode()

    assert "a•••@example.test" in page
    assert "anna@" not in page


@pytest.mark.parametrize("verb", ["add", "change", "delete"])
def test_nobody_changes_the_outbox_by_hand(administrator: Client, verb: str) -> None:
    written = notice()
    arguments = [] if verb == "add" else [written.pk]

    answer = administrator.post(
        reverse(f"admin:notifications_notice_{verb}", args=arguments), {"post": "yes"}
    )

    assert answer.status_code == 403
    assert Notice.objects.get().state == "queued"


def test_the_list_asks_the_database_as_often_for_three_rows_as_for_one(administrator: Client) -> None:
    administrator.get(reverse(LIST))  # what is asked once and kept in the session
    asked = []
    for more in (1, 2):
        for _ in range(more):
            notice()
        with CaptureQueriesContext(connection) as queries:
            administrator.get(reverse(LIST))
        asked.append(len(queries))

    assert asked[0] == asked[1]
