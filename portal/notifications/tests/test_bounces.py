"""Mails that come back, through the pipe of a mail server: what is done with them, and how it exits."""

import io
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from portal.accounts.models import Office
from portal.accounts.tests.factories import office
from portal.notifications.choices import Channel, State
from portal.notifications.models import Notice
from portal.notifications.rules import kinds
from portal.notifications.rules.bounces import READ
from portal.notifications.tests.factories import NOON, notice
from portal.notifications.tests.mails import ABSENCE, ID, POSTFIX, QMAIL, postfix
from portal.notifications.tests.sample import OPENS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_kind")]

PHONE, MAIL = "+48600100200", "anna@example.test"
REASON = "550 5.1.1 <a•••@example.test>: Recipient address rejected: User unknown"

DONE = (0, "done: the message has failed\n")
NO_BOUNCE = (0, "ignored: this is no bounce\n")
NOT_OURS = (0, "ignored: no message of ours came back\n")
KNOWN = (0, "ignored: that is known\n")


def sent() -> Notice:
    """Return an e-mail that has gone to somebody who can be reached by text message too."""
    written = notice(office(email=MAIL, phone=PHONE), recipient=MAIL)
    Notice.objects.filter(pk=written.pk).update(state=State.SENT, sent_at=NOON, next_try_at=None)
    written.refresh_from_db()
    return written


def state_of(written: Notice) -> tuple[str, str]:
    written.refresh_from_db()
    return written.state, written.reason


def fallbacks() -> list[tuple[str, str]]:
    return list(Notice.objects.filter(channel=Channel.SMS).values_list("state", "recipient"))


def take(mail: bytes, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    """Give a mail to the command within this process, where the tests' kind of notice is known."""
    out = io.StringIO()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(mail)))
    try:
        call_command("take_bounce", stdout=out)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue()
    return 0, out.getvalue()


def running(*, database: str = "") -> subprocess.Popen[bytes]:
    """Start the command as a mail server does: a process, a pipe, an exit code."""
    server = os.environ["DATABASE_URL"].rpartition("/")[0]
    return subprocess.Popen(  # noqa: S603  our own interpreter and our own words
        [sys.executable, Path(settings.BASE_DIR) / "manage.py", "take_bounce"],
        env=os.environ | {"DATABASE_URL": database or f"{server}/{connection.settings_dict['NAME']}"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def pipe(mail: bytes, *, database: str = "") -> tuple[int, str]:
    with running(database=database) as process:
        out, _log = process.communicate(mail, timeout=60)
    return process.returncode, out.decode()


def test_a_message_that_came_back_has_failed_and_goes_by_the_next_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    written = sent()

    assert take(postfix(message_id=written.message_id), monkeypatch) == DONE
    assert state_of(written) == (State.FAILED, REASON)
    assert fallbacks() == [(State.QUEUED, PHONE)]


def test_a_mail_that_is_given_twice_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    mail = postfix(message_id=sent().message_id)
    take(mail, monkeypatch)

    assert take(mail, monkeypatch) == KNOWN
    assert fallbacks() == [(State.QUEUED, PHONE)]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        pytest.param(ID, NOT_OURS, id="another"),
        pytest.param("<%@example.test>", NOT_OURS, id="a-wildcard"),
        pytest.param("<1@example.test>", NOT_OURS, id="a-guess"),
        pytest.param("<a\x00@example.test>", NO_BOUNCE, id="nothing-that-can-be-asked-for"),
    ],
)
def test_whoever_does_not_know_a_message_cannot_make_it_fail(
    monkeypatch: pytest.MonkeyPatch, name: str, told: tuple[int, str]
) -> None:
    written = sent()

    assert take(postfix(message_id=name), monkeypatch) == told
    assert state_of(written) == (State.SENT, "")


def test_what_is_only_delayed_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    written = sent()

    assert take(postfix(message_id=written.message_id, action="delayed"), monkeypatch) == NO_BOUNCE
    assert state_of(written) == (State.SENT, "")


def test_what_a_mail_server_does_not_tell_in_the_usual_way_is_read_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    written = sent()

    assert take(QMAIL.replace(ID, written.message_id).encode(), monkeypatch) == DONE
    assert state_of(written)[0] == State.FAILED


def test_a_mistake_of_ours_costs_the_other_way_and_not_the_news(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """That a message came back is written down, whatever is wrong with its kind."""
    written = sent()
    find = dict[object, Mapping[str, Office]]().__getitem__  # a list of keys cannot be looked up in it
    monkeypatch.setattr(kinds, "_kinds", {written.kind: replace(OPENS, find=find)})

    assert take(postfix(message_id=written.message_id), monkeypatch) == DONE
    assert state_of(written) == (State.FAILED, REASON)
    assert [record.getMessage() for record in caplog.records] == [
        f"Another way for notice {written.pk} could not be found."
    ]


@pytest.mark.django_db(transaction=True)
def test_a_mail_server_hands_over_what_came_back() -> None:
    written = sent()

    assert pipe(postfix(message_id=written.message_id)) == DONE
    assert state_of(written) == (State.FAILED, REASON)


@pytest.mark.django_db(transaction=True)
def test_a_mail_server_hands_over_a_large_message_to_its_end() -> None:
    """The pipe does not break, whatever a mail server makes of one that does."""
    written = sent()
    mail = postfix(message_id=written.message_id) + b"x\n" * (4 * READ)

    with running() as process:
        assert process.stdin
        process.stdin.write(mail)
        process.stdin.close()
        process.wait(60)

    assert process.returncode == 0
    assert state_of(written)[0] == State.FAILED


def test_a_mail_server_keeps_what_came_back_while_the_database_is_away() -> None:
    code, _log = pipe(POSTFIX.encode(), database="postgres://nobody@127.0.0.1:1/none")

    assert code == 75


def test_a_mail_server_is_rid_of_what_is_no_bounce_even_then() -> None:
    assert pipe(ABSENCE.encode(), database="postgres://nobody@127.0.0.1:1/none") == NO_BOUNCE
