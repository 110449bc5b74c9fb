"""Power cuts and crowds: real senders, each with its own session, and a real mail server."""

import os
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from portal.notifications.actions.delivery import deliver
from portal.notifications.carriers.mail import Post
from portal.notifications.carriers.parcels import Parcel
from portal.notifications.choices import Channel, State
from portal.notifications.models import Notice
from portal.notifications.rules import kinds
from portal.notifications.rules.kinds import About
from portal.notifications.tests.factories import notices
from portal.notifications.tests.sink import Sink, kill_named_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("sample_kind", "mail_server")]

SENDERS = 4
CROWD = 200
CUT_EVERY = 8
CUT_UP = 40


@pytest.fixture
def mail_server(settings: Settings, sink: Sink) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
    settings.SENDERS = SENDERS


def in_a_crowd(send: Callable[[], object]) -> None:
    """Let several senders start at the same moment, and wait for them all."""
    start = Barrier(SENDERS)

    def one() -> None:
        start.wait()
        try:
            send()
        finally:
            connection.close()

    threads = [Thread(target=one) for _ in range(SENDERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def parcel(notice: Notice) -> Parcel:
    kind = kinds.named(notice.kind)
    about = About(notice.subject_pk, notice.version, "", Channel.EMAIL, timezone.now())
    mail = kind.written(kind.find([notice.subject_pk])[notice.subject_pk], about)
    return Parcel(mail, notice.recipient, notice.language, notice.message_id)


def read_send_mark() -> None:
    """Send as one does who has read nothing about it: the negative control."""
    with Post() as post:
        for notice in list(Notice.objects.open()):
            post.send(parcel(notice))
            Notice.objects.filter(pk=notice.pk).update(
                state=State.SENT, sent_at=timezone.now(), next_try_at=None
            )


def test_senders_in_a_crowd_send_each_notice_once(sink: Sink) -> None:
    written = notices(CROWD, due_at=timezone.now())

    in_a_crowd(lambda: deliver(at=timezone.now(), limit=CROWD))

    assert Counter(sink.message_ids) == Counter(notice.message_id for notice in written)
    assert set(Notice.objects.values_list("state", "attempts")) == {(State.SENT, 1)}


def test_senders_that_do_not_claim_send_twice(sink: Sink) -> None:
    written = notices(CROWD, due_at=timezone.now())

    in_a_crowd(read_send_mark)

    assert set(sink.message_ids) == {notice.message_id for notice in written}
    assert len(sink.message_ids) > CROWD


def sender(sink: Sink) -> subprocess.Popen[bytes]:
    server = os.environ["DATABASE_URL"].rpartition("/")[0]
    return subprocess.Popen(  # noqa: S603  our own interpreter and our own words
        [
            sys.executable,
            *("-m", "django", "shell", "--verbosity", "0", "-c"),
            "from portal.notifications.tests.sender import run; run()",
        ],
        env=os.environ
        | {
            "DATABASE_URL": f"{server}/{connection.settings_dict['NAME']}",
            "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
            "DJANGO_SETTINGS_MODULE": "portal.settings",
        },
    )


def test_senders_that_are_killed_lose_nothing_and_double_only_what_was_in_doubt(sink: Sink) -> None:
    """Each cut falls when the mail server has the message and the sender does not know it yet."""
    written = notices(CUT_UP, due_at=timezone.now())
    killed: list[int] = []

    def cut(count: int, greeting: str) -> None:
        if count % CUT_EVERY == 0:
            killed.append(count)
            kill_named_in(greeting)

    sink.before_end = cut
    while Notice.objects.open().exists():
        running = [sender(sink) for _ in range(2)]
        for process in running:
            process.wait(60)

    sent: dict[str, list[str]] = defaultdict(list)
    for message in sink.accepted:
        sent[message["To"]].append(message["Message-ID"])
    assert {to: set(ids) for to, ids in sent.items()} == {n.recipient: {n.message_id} for n in written}
    assert len(sink.accepted) == CUT_UP + len(killed)
    assert len(killed) >= CUT_UP // CUT_EVERY
    assert set(Notice.objects.values_list("state", flat=True)) == {State.SENT}


def test_what_a_sender_is_just_sending_no_other_takes(sink: Sink) -> None:
    notices(2, due_at=timezone.now())
    taken: list[int] = []

    def send_too(_count: int, _greeting: str) -> None:
        sink.before_end = lambda _count, _greeting: None
        taken.append(deliver(at=timezone.now(), limit=10))
        connection.close()

    sink.before_end = send_too
    deliver(at=timezone.now(), limit=10)

    assert taken == [0]
    assert len(sink.accepted) == 2


def test_a_sender_that_was_overtaken_still_says_that_it_has_sent(sink: Sink) -> None:
    (written,) = notices(1, due_at=timezone.now())

    def overtake(_count: int, _greeting: str) -> None:
        Notice.objects.update(claimed_by=8)
        connection.close()

    sink.before_end = overtake
    deliver(at=timezone.now(), limit=10)

    written.refresh_from_db()
    assert (written.state, written.claimed_by) == (State.SENT, None)


def test_a_sender_that_was_overtaken_leaves_a_failure_to_the_other(sink: Sink) -> None:
    (written,) = notices(1, due_at=timezone.now())
    sink.answers["END"] = "250 kept"

    def overtake(_count: int, _greeting: str) -> None:
        Notice.objects.update(claimed_by=8)
        connection.close()
        sink.answers["END"] = "451 later"

    sink.before_end = overtake
    deliver(at=timezone.now(), limit=10)

    written.refresh_from_db()
    assert (written.state, written.claimed_by, written.attempts) == (State.SENDING, 8, 1)


def test_a_sender_whose_database_is_cut_off_leaves_its_notices_to_the_next(sink: Sink) -> None:
    written = notices(3, due_at=timezone.now())

    def cut(_count: int, _greeting: str) -> None:
        sink.before_end = lambda _count, _greeting: None
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        connection.close()

    sink.before_end = cut
    with pytest.raises(Exception, match=r"terminat|closed"):
        deliver(at=timezone.now(), limit=10)
    connection.close()
    deliver(at=timezone.now(), limit=10)

    assert Counter(sink.message_ids) == Counter([written[0].message_id, *(n.message_id for n in written)])
    assert set(Notice.objects.values_list("state", flat=True)) == {State.SENT}
