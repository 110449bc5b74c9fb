"""The delivery log, as staff see it."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from portal.accounts.choices import Role
from portal.accounts.tests.factories import member, superuser
from portal.notifications.actions.wording import NO_MORE_TRUE
from portal.notifications.choices import Channel, State
from portal.notifications.models import Notice
from portal.notifications.tests.factories import NOON, notice

pytestmark = pytest.mark.django_db

LIST = "admin:notifications_notice_changelist"


@pytest.fixture
def administrator(client: Client, settings: Settings) -> Client:
    settings.STAFF_NEED_SECOND_FACTOR = False
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.force_login(superuser())
    return client


def ended(state: State, *, reason: str = "", **fields: Any) -> Notice:  # noqa: ANN401  any field of the model
    """Return a notice that came to this end."""
    written = notice()
    if state == State.SENT:
        fields["sent_at"] = NOON
    Notice.objects.filter(pk=written.pk).update(state=state, reason=reason, next_try_at=None, **fields)
    written.refresh_from_db()
    return written


def listed(client: Client, **query: str) -> list[Notice]:
    return list(client.get(reverse(LIST), query).context["cl"].result_list)


def shown(client: Client, written: Notice) -> str:
    return client.get(reverse("admin:notifications_notice_change", args=[written.pk])).content.decode()


def test_staff_find_a_notice_by_its_key_and_do_not_see_the_whole_address(administrator: Client) -> None:
    wanted = notice()
    notice(recipient="zofia@example.test")

    page = administrator.get(reverse(LIST), {"q": wanted.key}).content.decode()

    assert listed(administrator, q=wanted.key) == [wanted]
    assert "a•••@example.test" in page
    assert "anna@" not in page
    assert "z•••@example.test" not in page


def test_a_row_says_what_it_is_about_by_what_finds_it(administrator: Client) -> None:
    wanted = notice()
    notice()
    about = f"{wanted.subject_label}.{wanted.subject_pk}"

    assert f">{about}<" in administrator.get(reverse(LIST)).content.decode()
    assert listed(administrator, q=f"{about}:") == [wanted]


def test_dates_in_the_list_stand_in_one_line(administrator: Client) -> None:
    ended(State.SENT)

    page = administrator.get(reverse(LIST)).content.decode()

    assert '<span class="whitespace-nowrap">2 March 2026, 13:00</span>' in page


@pytest.mark.usefixtures("sample_kind")
def test_staff_see_the_notices_of_one_kind(administrator: Client) -> None:
    wanted, other = notice(), notice(kind="other")

    assert listed(administrator, kind=wanted.kind) == [wanted]
    assert listed(administrator) == [other, wanted]


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
            first = ended(State.FAILED, reason="550 no such user")
            Notice.objects.filter(pk=notice(channel=Channel.SMS).pk).update(instead_of=first)
        with CaptureQueriesContext(connection) as queries:
            rows = listed(administrator)
        asked.append((len(rows), len(queries)))

    assert asked == [(2, asked[0][1]), (6, asked[0][1])]


@pytest.mark.usefixtures("sample_kind")
def test_the_list_says_in_words_what_was_sent_and_how_it_went(administrator: Client) -> None:
    dropped = ended(State.DROPPED, reason=NO_MORE_TRUE, occasion="PT3H")

    page = administrator.get(reverse(LIST)).content.decode()

    assert "The office opens" in page
    assert "no longer needed" in page
    assert "It was no longer true when it was to be sent." in page
    assert "3 hours before" in shown(administrator, dropped)


def test_a_kind_that_nobody_knows_any_more_is_shown_by_its_name(administrator: Client) -> None:
    notice(kind="of_long_ago")

    assert ">of_long_ago<" in administrator.get(reverse(LIST)).content.decode()


def test_what_needs_attention_is_what_failed_and_what_perhaps_went(administrator: Client) -> None:
    failed, uncertain = ended(State.FAILED, reason="550"), ended(State.UNCERTAIN, reason="?")
    sent, dropped, waiting = ended(State.SENT), ended(State.DROPPED, reason="?"), notice()

    assert listed(administrator, attention="yes") == [uncertain, failed]
    assert listed(administrator) == [waiting, dropped, sent, uncertain, failed]
    assert (
        'href="/admin/notifications/notice/?attention=yes"'
        in administrator.get(reverse(LIST)).content.decode()
    )


def test_a_message_and_the_one_sent_instead_lead_to_each_other(administrator: Client) -> None:
    failed = ended(State.FAILED, reason="550")
    replacement = notice(channel=Channel.SMS)
    Notice.objects.filter(pk=replacement.pk).update(instead_of=failed)

    assert f'href="/admin/notifications/notice/{failed.pk}/change/">e-mail #{failed.pk}</a>' in shown(
        administrator, replacement
    )
    assert (
        f'href="/admin/notifications/notice/{replacement.pk}/change/">text message #{replacement.pk}</a>'
        in shown(administrator, failed)
    )


def test_the_page_of_a_notice_says_when_it_was_handed_over_and_delivered(administrator: Client) -> None:
    sent = ended(State.SENT, handed_at=NOON.replace(hour=13), delivered_at=NOON.replace(hour=14))

    page = shown(administrator, sent)

    assert "2 March 2026, 14:00" in page  # in Warsaw
    assert "2 March 2026, 15:00" in page


@pytest.mark.parametrize("role", [Role.CLERK, Role.CONSULTANT, Role.SUPERVISOR])
def test_who_works_at_an_office_does_not_see_the_whole_outbox(administrator: Client, role: Role) -> None:
    written = notice()
    administrator.force_login(member(role))

    pages = [reverse(LIST), reverse("admin:notifications_notice_change", args=[written.pk])]

    assert [administrator.get(page).status_code for page in pages] == [403, 403]


def test_an_administrator_sees_the_outbox(administrator: Client) -> None:
    written = notice()
    administrator.force_login(member(Role.ADMINISTRATOR))

    assert listed(administrator) == [written]
