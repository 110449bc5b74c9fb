"""Sending what is due, against a mail server on a socket."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from time import monotonic

import pytest
from django.db import connection, connections
from django.utils import translation
from pytest_django import Settings

from portal.accounts.models import Office
from portal.accounts.tests.factories import office
from portal.notifications.actions import delivery
from portal.notifications.actions.delivery import LEASE, deliver
from portal.notifications.carriers.mail import Post
from portal.notifications.choices import State
from portal.notifications.models import Notice
from portal.notifications.rules.patience import MAX_ATTEMPTS
from portal.notifications.tests.factories import NOON, notice, notices
from portal.notifications.tests.sink import Once, Sink

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_kind", "mail_server")]

BATCH = Post.batch
INSTANT = timedelta(milliseconds=1)


@pytest.fixture
def mail_server(settings: Settings, sink: Sink) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
    settings.EMAIL_TIMEOUT = 2


def state_of(written: Notice) -> tuple[str, int, str]:
    written.refresh_from_db()
    return written.state, written.attempts, written.reason


def test_a_due_notice_is_sent_and_says_so(sink: Sink) -> None:
    written = notice()

    taken = deliver(at=NOON, limit=10)

    assert taken == 1
    assert [(m["To"], m["Subject"], m["Message-ID"]) for m in sink.accepted] == [
        ("anna@example.test", "Monday 1", written.message_id)
    ]
    assert state_of(written) == (State.SENT, 1, "")
    assert written.sent_at is not None
    assert NOON <= written.sent_at < NOON + timedelta(seconds=30)


def test_a_notice_is_sent_from_the_moment_it_is_due(sink: Sink) -> None:
    written = notice()

    assert deliver(at=NOON - timedelta(seconds=30), limit=10) == 0
    assert sink.accepted == []
    assert state_of(written) == (State.QUEUED, 0, "")


def test_a_sent_notice_is_not_sent_again(sink: Sink) -> None:
    notice()
    deliver(at=NOON, limit=10)

    assert deliver(at=NOON + timedelta(days=1), limit=10) == 0
    assert len(sink.accepted) == 1


@pytest.mark.parametrize(
    ("language", "day"), [("pl", "poniedziałek"), ("en", "Monday"), ("ru", "понедельник")]
)
def test_a_notice_speaks_the_language_of_its_reader(sink: Sink, language: str, day: str) -> None:
    notice(language=language)

    with translation.override("pl" if language != "pl" else "ru"):
        deliver(at=NOON, limit=10)

    (message,) = sink.accepted
    assert message["Subject"].lower() == f"{day.lower()} 1"
    assert message["Content-Language"] == language


def test_a_message_tells_machines_not_to_answer(sink: Sink) -> None:
    notice()

    deliver(at=NOON, limit=10)

    assert sink.accepted[0]["Auto-Submitted"] == "auto-generated"


def test_what_is_no_longer_true_is_dropped(sink: Sink) -> None:
    subject = office()
    written = notice(subject)
    Office.objects.filter(pk=subject.pk).update(is_open_to_public=False)

    deliver(at=NOON, limit=10)

    assert sink.accepted == []
    assert state_of(written) == (State.DROPPED, 1, "It was no longer true when it was to be sent.")


@pytest.mark.parametrize(("step", "code"), [("RCPT", 550), ("END", 550), ("RCPT", 500)])
def test_a_final_no_ends_the_notice_and_keeps_the_reason(sink: Sink, step: str, code: int) -> None:
    sink.answers[step] = f"{code} no such person as anna@example.test"
    written = notice()

    deliver(at=NOON, limit=10)

    assert state_of(written) == (State.FAILED, 1, f"{code} no such person as a•••@example.test")


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("550 <ANNA@example.test>: nobody", "550 <A•••@example.test>: nobody"),
        ("550 anna forwards to boss@example.org", "550 a••• forwards to b•••@example.org"),
        ("550 no\x00body", "550 no body"),
    ],
)
def test_a_reason_names_nobody_however_the_server_says_it(sink: Sink, answer: str, reason: str) -> None:
    """Addresses are forgotten after some time, reasons are not; and no column takes a NUL."""
    sink.answers["RCPT"] = answer
    written, other = notice(), notice(recipient="boris@example.test")

    deliver(at=NOON, limit=10)

    assert state_of(written) == (State.FAILED, 1, reason)
    assert state_of(other)[0] == State.FAILED


@pytest.mark.parametrize(
    ("step", "answer", "reason"),
    [
        pytest.param("RCPT", "451 later", "451 later", id="busy-mailbox"),
        pytest.param("END", "452 full", "452 full", id="busy-server"),
        pytest.param("MAIL", "550 who are you", "550", id="our-sender-is-refused"),
        pytest.param("END", None, "Connection unexpectedly closed", id="hung-up"),
    ],
)
def test_trouble_that_may_pass_puts_the_notice_off(
    sink: Sink, step: str, answer: str | None, reason: str
) -> None:
    sink.answers = {step: answer}
    written = notice()

    deliver(at=NOON, limit=10)

    state, attempts, said = state_of(written)
    assert (state, attempts) == (State.QUEUED, 1)
    assert reason in said
    assert written.next_try_at is not None
    assert NOON + timedelta(seconds=4) <= written.next_try_at <= NOON + timedelta(seconds=38)


def test_an_address_that_cannot_be_written_to_ends_the_notice(sink: Sink) -> None:
    written = notice(recipient="anna@example.test\nBcc: all@example.test")

    deliver(at=NOON, limit=10)

    assert state_of(written)[:2] == (State.FAILED, 1)
    assert sink.accepted == []


@pytest.mark.parametrize("code", ["550", "451"])
def test_of_a_long_answer_the_beginning_is_kept(sink: Sink, code: str) -> None:
    sink.answers["RCPT"] = f"{code} {'x' * 400}"
    written = notice()

    deliver(at=NOON, limit=10)

    assert state_of(written)[2] == f"{code} {'x' * 296}"


def test_notices_that_failed_together_do_not_come_back_together(sink: Sink) -> None:
    sink.answers["RCPT"] = "451 later"
    notices(10)

    deliver(at=NOON, limit=10)

    pauses = [due - NOON for due in Notice.objects.values_list("next_try_at", flat=True) if due]
    assert len(set(pauses)) == 10


def test_a_notice_put_off_goes_with_the_same_message_id(sink: Sink) -> None:
    sink.answers["END"] = "451 later"
    written = notice()
    deliver(at=NOON, limit=10)
    sink.answers.clear()

    deliver(at=NOON + timedelta(minutes=1), limit=10)

    assert sink.message_ids == [written.message_id]
    assert state_of(written) == (State.SENT, 2, "")


def test_a_mail_server_that_is_away_costs_neither_an_attempt_nor_a_message(settings: Settings) -> None:
    settings.EMAIL_PORT = 1
    written = notice()

    deliver(at=NOON, limit=10)

    assert state_of(written) == (State.QUEUED, 0, "[Errno 111] Connection refused")


def test_after_the_last_attempt_the_notice_has_failed(sink: Sink) -> None:
    sink.answers["RCPT"] = "451 later"
    written = notice()
    Notice.objects.update(attempts=MAX_ATTEMPTS - 1)

    deliver(at=NOON, limit=10)

    assert state_of(written) == (State.FAILED, MAX_ATTEMPTS, "451 later")


def test_a_notice_that_ends_every_sender_is_given_up(sink: Sink) -> None:
    written = notice()
    Notice.objects.update(attempts=MAX_ATTEMPTS)

    deliver(at=NOON, limit=10)

    assert sink.accepted == []
    assert state_of(written)[0] == State.FAILED


def test_one_bad_notice_does_not_stop_the_others(sink: Sink, caplog: pytest.LogCaptureFixture) -> None:
    bad, good = notice(kind="nobody_knows"), notice()

    deliver(at=NOON, limit=10)

    assert state_of(bad) == (State.QUEUED, 1, "UnknownKindError")
    assert state_of(good) == (State.SENT, 1, "")
    assert [record.getMessage() for record in caplog.records] == [
        "The subjects of notices nobody_knows could not be read."
    ]
    assert len(sink.accepted) == 1


def test_a_run_stops_at_its_limit_and_the_next_goes_on(sink: Sink) -> None:
    notices(BATCH + 5)

    assert deliver(at=NOON, limit=BATCH + 2) == BATCH + 2
    assert deliver(at=NOON, limit=BATCH + 2) == 3
    assert len(set(sink.message_ids)) == len(sink.accepted) == BATCH + 5


def test_the_longest_due_goes_first(sink: Sink) -> None:
    late = notice(recipient="late@example.test", due_at=NOON - timedelta(hours=1))
    early = notice(recipient="early@example.test", due_at=NOON - timedelta(hours=2))

    deliver(at=NOON, limit=1)
    deliver(at=NOON, limit=1)

    assert sink.message_ids == [early.message_id, late.message_id]


def test_messages_of_one_run_share_a_connection(sink: Sink) -> None:
    notices(3)
    sink.answers["QUIT"] = "221 bye"
    greetings: list[str] = []
    sink.before_end = lambda _count, greeting: greetings.append(greeting)

    deliver(at=NOON, limit=10)

    assert len(greetings) == len(sink.accepted) == 3
    assert sink.connections == 1


def test_after_a_broken_connection_the_next_message_gets_a_new_one(sink: Sink) -> None:
    first, second = notices(2)
    sink.answers = Once(RCPT=None)

    deliver(at=NOON, limit=10)

    assert state_of(first)[0] == State.QUEUED
    assert state_of(second)[0] == State.SENT
    assert sink.connections == 2


def test_a_sender_that_is_done_signs_off() -> None:
    deliver(at=NOON, limit=10)

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
        assert cursor.fetchone() == (0,)


@pytest.fixture
def living_sender() -> Iterator[Callable[[int], None]]:
    """Yield a function that lets a sender of that number live in another session."""
    other = connections.create_connection("default")
    other.settings_dict = connection.settings_dict
    with other.cursor() as cursor:
        yield lambda number: cursor.execute("SELECT pg_advisory_lock(%s)", [number])
    other.close()


def claimed(*, by: int, lease_left: timedelta) -> Notice:
    written = notice()
    Notice.objects.update(state=State.SENDING, claimed_by=by, next_try_at=NOON + lease_left, attempts=1)
    return written


@pytest.mark.parametrize("number", [7, 2**40 + 3, 2**63 - 1])
def test_what_a_living_sender_holds_is_left_to_it(
    sink: Sink, living_sender: Callable[[int], None], number: int
) -> None:
    living_sender(number)
    written = claimed(by=number, lease_left=timedelta(minutes=5))

    assert deliver(at=NOON, limit=10) == 0
    assert sink.accepted == []
    assert state_of(written) == (State.SENDING, 1, "")


def test_what_a_dead_sender_held_is_sent_at_once(sink: Sink) -> None:
    written = claimed(by=2**40 + 3, lease_left=timedelta(minutes=5))

    deliver(at=NOON, limit=10)

    assert sink.message_ids == [written.message_id]
    assert state_of(written) == (State.SENT, 2, "")


def test_what_a_sender_holds_too_long_is_taken_from_it(
    sink: Sink, living_sender: Callable[[int], None]
) -> None:
    living_sender(7)
    written = claimed(by=7, lease_left=timedelta())

    deliver(at=NOON, limit=10)

    assert sink.message_ids == [written.message_id]


def test_a_sender_whose_lease_runs_out_leaves_the_rest_to_the_next(
    sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = notices(2)
    too_long = LEASE.total_seconds() / 2 + 1
    sink.before_end = lambda _count, _greeting: monkeypatch.setattr(
        delivery, "monotonic", lambda: monotonic() + too_long
    )

    deliver(at=NOON, limit=2)

    assert sink.message_ids == [first.message_id]
    assert state_of(second) == (State.QUEUED, 0, "")
