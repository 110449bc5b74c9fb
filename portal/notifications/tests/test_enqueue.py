"""Writing a notice: with its fact or not at all, and once."""

from datetime import timedelta
from threading import Thread

import pytest
import redis
from celery import Celery, current_app
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from portal.accounts.tests.factories import office
from portal.notifications.actions import outbox, waking
from portal.notifications.choices import Channel, State
from portal.notifications.models import Notice
from portal.notifications.rules.kinds import Way
from portal.notifications.tests.factories import NOON, notice
from portal.notifications.tests.sample import KIND

ANNA, BORIS = Way(Channel.EMAIL, "a@b.test"), Way(Channel.EMAIL, "b@example.test")


def waiting_for_a_worker() -> int:
    with redis.Redis.from_url(settings.REDIS_URL) as broker:
        count = broker.llen("celery")
    assert isinstance(count, int)
    return count


def somebody_rings(capture: DjangoCaptureOnCommitCallbacks) -> int:
    """Write a notice, commit, and return how many wake-ups that made."""
    before = waiting_for_a_worker()
    with capture(execute=True):
        notice()
    return waiting_for_a_worker() - before


@pytest.mark.django_db
def test_a_notice_says_what_is_to_be_sent() -> None:
    subject = office()

    written = notice(subject, version=3, language="ru")

    row = Notice.objects.get(pk=written.pk)
    assert (row.kind, row.subject_label, row.subject_pk, row.version) == (
        KIND,
        "accounts.office",
        str(subject.pk),
        3,
    )
    assert (row.channel, row.recipient, row.language) == (Channel.EMAIL, "anna@example.test", "ru")
    assert (row.state, row.attempts, row.due_at, row.next_try_at) == (State.QUEUED, 0, NOON, NOON)
    assert row.key == f"accounts.office.{subject.pk}:{KIND}:email:3"


@pytest.mark.django_db(transaction=True)
def test_a_notice_outside_a_transaction_is_refused() -> None:
    subject = office()

    with pytest.raises(transaction.TransactionManagementError, match="transaction of its fact"):
        outbox.enqueue(KIND, subject=subject, version=1, ways=[ANNA], language="en", due_at=NOON)

    assert Notice.objects.count() == 0


@pytest.mark.django_db
def test_a_notice_goes_back_with_its_fact() -> None:
    def book() -> None:
        with transaction.atomic():
            notice()
            raise ValueError("The fact did not come about.")

    with pytest.raises(ValueError, match="did not come about"):
        book()

    assert Notice.objects.count() == 0


@pytest.mark.django_db
def test_the_same_notice_is_written_once() -> None:
    subject = office()
    first = notice(subject)

    again = outbox.enqueue(KIND, subject=subject, version=1, ways=[BORIS, BORIS], language="pl", due_at=NOON)

    assert again == []
    assert list(Notice.objects.values_list("pk", "recipient")) == [(first.pk, "anna@example.test")]


@pytest.mark.django_db
def test_another_version_kind_or_subject_is_another_notice() -> None:
    subject = office()

    written = [notice(subject), notice(subject, version=2), notice(subject, kind="other"), notice(office())]

    assert len({row.key for row in written}) == len({row.message_id for row in written}) == 4


def test_a_message_id_follows_from_the_key_and_names_our_domain() -> None:
    first, second = outbox.message_id("a"), outbox.message_id("b")

    assert first == outbox.message_id("a")
    assert first != second
    assert first.startswith("<")
    assert first.endswith("@example.test>")


def test_a_fresh_installation_has_other_message_ids(settings: Settings) -> None:
    before = outbox.message_id("a")

    settings.SECRET_KEY = "another"  # noqa: S105  a test's own

    assert outbox.message_id("a") != before


@pytest.mark.django_db
def test_a_committed_notice_wakes_a_sender(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    assert somebody_rings(django_capture_on_commit_callbacks) == 1


@pytest.mark.django_db
def test_a_notice_that_was_there_already_wakes_nobody(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    subject = office()
    notice(subject)

    with django_capture_on_commit_callbacks() as callbacks:
        outbox.enqueue(KIND, subject=subject, version=1, ways=[ANNA], language="en", due_at=NOON)

    assert callbacks == []


@pytest.mark.django_db
@pytest.mark.usefixtures("dead_broker")
def test_a_broker_that_is_down_hinders_nobody(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        notice()
        notice()

    assert Notice.objects.open().count() == 2
    assert [record.getMessage() for record in caplog.records] == [
        "The broker cannot be reached; notices wait for the next tick."
    ]


@pytest.fixture
def dead_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    app = Celery("nowhere", broker="redis://127.0.0.1:1/0", set_as_current=False)
    app.conf.broker_transport_options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    monkeypatch.setattr(waking, "current_app", app)
    monkeypatch.setattr(waking, "_bell", waking.Bell())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"state": "lost"}, "notice_known_words"),
        ({"channel": "pigeon"}, "notice_known_words"),
        ({"next_try_at": None}, "notice_open_is_tried"),
        ({"state": State.SENT, "sent_at": NOON}, "notice_open_is_tried"),
        ({"claimed_by": 7}, "notice_sending_is_claimed"),
        ({"state": State.SENDING}, "notice_sending_is_claimed"),
        ({"sent_at": NOON}, "notice_sent_at_a_time"),
        ({"state": State.SENDING, "claimed_by": 7, "sent_at": NOON}, "notice_sent_at_a_time"),
        ({"state": State.SENT, "next_try_at": None}, "notice_sent_at_a_time"),
        ({"state": State.FAILED, "next_try_at": None}, "notice_end_has_reason"),
        ({"state": State.DROPPED, "next_try_at": None}, "notice_end_has_reason"),
        ({"state": State.UNCERTAIN, "next_try_at": None}, "notice_end_has_reason"),
        ({"recipient": ""}, "notice_open_has_recipient"),
    ],
)
def test_the_database_refuses_a_notice_that_contradicts_itself(
    change: dict[str, object], constraint: str
) -> None:
    written = notice()

    with pytest.raises(IntegrityError, match=constraint):
        Notice.objects.filter(pk=written.pk).update(**change)


@pytest.mark.django_db
def test_the_search_for_due_notices_uses_its_index() -> None:
    notice(due_at=NOON + timedelta(days=1))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT id FROM notifications_notice"
            " WHERE state IN ('queued', 'sending') AND channel = 'sms' AND next_try_at <= now()"
            " ORDER BY next_try_at LIMIT 20"
        )
        plan = " ".join(row[0] for row in cursor.fetchall())

    assert "using notice_due_by_channel" in plan
    assert "Sort" not in plan


def test_every_thread_rings_at_the_portals_own_broker() -> None:
    brokers: list[str] = []

    thread = Thread(target=lambda: brokers.append(current_app.conf.broker_url))
    thread.start()
    thread.join()

    assert brokers == [settings.REDIS_URL]
