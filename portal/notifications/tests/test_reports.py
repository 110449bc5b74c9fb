"""What a gateway says afterwards: each state and each report, repeated, at once, and in any order."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from portal.accounts.models import Office
from portal.accounts.tests.factories import office
from portal.notifications.actions.ledger import Ledger
from portal.notifications.actions.reports import Report, UnknownNoticeError, bounced, reported
from portal.notifications.choices import OPEN, Channel, State
from portal.notifications.models import Notice
from portal.notifications.rules.signatures import TOLERANCE, signed
from portal.notifications.tests.factories import NOON, notice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_kind")]

PHONE, MAIL = "+48600100200", "anna@example.test"
LATER = NOON + timedelta(minutes=3)
SENT_AT, HANDED_AT = NOON + timedelta(minutes=1), NOON + timedelta(seconds=30)
REPORTS = 4

DELIVERED, FAILED = Report.DELIVERED, Report.FAILED

# What the constraints of the table want of each state.
COLUMNS: dict[State, dict[str, Any]] = {
    State.QUEUED: {"next_try_at": LATER},
    State.SENDING: {"next_try_at": LATER, "claimed_by": 7, "attempts": 1},
    State.SENT: {"next_try_at": None, "sent_at": SENT_AT},
    State.UNCERTAIN: {"next_try_at": None, "handed_at": HANDED_AT, "reason": "It may have gone."},
    State.FAILED: {"next_try_at": None, "reason": "550 absent"},
    State.DROPPED: {"next_try_at": None, "reason": "It was no longer true."},
}


def in_state(state: State, **columns: Any) -> Notice:  # noqa: ANN401  any column of the table
    """Return a text message to somebody who can be reached by e-mail too, if it came to that."""
    written = notice(office(email=MAIL, phone=PHONE), recipient=PHONE, channel=Channel.SMS)
    Notice.objects.filter(pk=written.pk).update(state=state, **COLUMNS[state] | columns)
    written.refresh_from_db()
    return written


def told(written: Notice, status: Report, *, reason: str = "absent subscriber", at: datetime = LATER) -> bool:
    return reported(written.public_key, status=status, reason=reason, at=at)


def fallbacks() -> list[tuple[str, str, str]]:
    return list(Notice.objects.filter(channel=Channel.EMAIL).values_list("state", "recipient", "occasion"))


def row(written: Notice) -> dict[str, Any]:
    return dict(Notice.objects.values().get(pk=written.pk))


@pytest.mark.parametrize(
    ("state", "sent_at", "reason"),
    [
        (State.QUEUED, LATER, ""),
        (State.SENDING, LATER, ""),
        (State.SENT, SENT_AT, ""),
        (State.UNCERTAIN, HANDED_AT, ""),
        (State.FAILED, LATER, "It was delivered after all. Before, it was said: 550 absent"),
        (State.DROPPED, LATER, ""),
    ],
)
def test_what_was_delivered_has_been_sent_whatever_we_believed(
    state: State, sent_at: datetime, reason: str
) -> None:
    written = in_state(state)

    assert told(written, DELIVERED)
    assert row(written) == row(written) | {
        "state": State.SENT,
        "sent_at": sent_at,
        "delivered_at": LATER,
        "reason": reason,
        "next_try_at": None,
        "claimed_by": None,
    }
    assert fallbacks() == []


@pytest.mark.parametrize("state", [State.SENT, State.UNCERTAIN])
def test_what_failed_goes_by_the_next_way(state: State) -> None:
    written = in_state(state)

    assert told(written, FAILED)
    assert row(written) == row(written) | {
        "state": State.FAILED,
        "sent_at": None,
        "delivered_at": None,
        "reason": "absent subscriber",
    }
    assert fallbacks() == [(State.QUEUED, MAIL, "")]
    assert Notice.objects.get(channel=Channel.EMAIL).instead_of == written


@pytest.mark.parametrize("state", OPEN)
def test_what_failed_before_that_it_went_was_written_down_has_failed(state: State) -> None:
    written = in_state(state)

    assert told(written, FAILED)

    assert row(written)["state"] == State.FAILED
    assert fallbacks() == [(State.QUEUED, MAIL, "")]


@pytest.mark.parametrize("state", [State.FAILED, State.DROPPED])
def test_what_is_settled_does_not_fail_again(state: State) -> None:
    written = in_state(state)
    before = row(written)

    assert not told(written, FAILED)
    assert row(written) == before
    assert fallbacks() == []


def test_every_state_is_told_of() -> None:
    assert set(COLUMNS) == set(State)


@pytest.mark.parametrize("status", Report)
def test_the_same_report_twice_changes_nothing(status: Report) -> None:
    written = in_state(State.SENT)
    told(written, status)
    before, waiting = row(written), fallbacks()

    assert not told(written, status, reason="another", at=LATER + timedelta(hours=1))
    assert row(written) == before
    assert fallbacks() == waiting


def test_a_delivery_that_is_told_after_a_failure_wins_and_the_second_message_stays() -> None:
    written = in_state(State.SENT)
    told(written, FAILED)

    assert told(written, DELIVERED)
    assert row(written)["state"] == State.SENT
    assert fallbacks() == [(State.QUEUED, MAIL, "")]


def test_a_failure_that_is_told_after_a_delivery_is_not_believed() -> None:
    written = in_state(State.SENT)
    told(written, DELIVERED)

    assert not told(written, FAILED)
    assert row(written)["state"] == State.SENT
    assert fallbacks() == []


def test_a_long_reason_still_fits_when_it_was_delivered_after_all() -> None:
    written = in_state(State.FAILED, reason="x" * 300)

    told(written, DELIVERED)

    assert len(row(written)["reason"]) == 300


def test_a_reason_names_nobody_and_is_cut() -> None:
    written = in_state(State.SENT)

    told(written, FAILED, reason=f"No answer\0 from 48 600 100 200. {'x' * 400}")

    assert row(written)["reason"] == f"No answer from +48•••200. {'x' * 274}"


def test_a_failure_without_a_reason_says_so() -> None:
    written = in_state(State.SENT)

    told(written, FAILED, reason="\n")

    assert row(written)["reason"] == "It was reported as failed, without a reason."


def test_what_can_go_no_other_way_has_failed_all_the_same() -> None:
    written = in_state(State.SENT)
    Office.objects.update(email="")

    assert told(written, FAILED)
    assert row(written)["state"] == State.FAILED
    assert fallbacks() == []


def test_what_is_no_longer_true_goes_no_other_way() -> None:
    written = in_state(State.SENT)
    Office.objects.update(is_open_to_public=False)

    assert told(written, FAILED)
    assert fallbacks() == []


def test_a_key_that_we_never_gave_is_unknown() -> None:
    in_state(State.SENT)

    with pytest.raises(UnknownNoticeError):
        reported("0" * 40, status=FAILED, reason="", at=LATER)


def test_a_gateway_speaks_of_text_messages_alone() -> None:
    mail = notice(office(), recipient=MAIL)

    with pytest.raises(UnknownNoticeError):
        told(mail, DELIVERED)


def test_a_mail_server_speaks_of_e_mails_alone() -> None:
    written = in_state(State.SENT)

    with pytest.raises(UnknownNoticeError):
        bounced(written.message_id, reason="550", at=LATER)


def test_a_sender_that_is_overtaken_by_a_report_takes_nothing_back() -> None:
    """The gateway answers the sender only now; meanwhile it has told us that the message arrived."""
    written = in_state(State.SENDING)
    told(written, DELIVERED)
    before = row(written)

    ledger = Ledger(lambda: LATER + timedelta(minutes=1))
    ledger.handing_over(written)
    ledger.went(written)
    ledger.write_down()
    ledger.put_off(written, reason="503 busy")
    ledger.hand_back([written], reason="503 busy")
    ledger.fail(written, reason="422 refused")
    ledger.end(written, State.UNCERTAIN, reason="It may have gone.")
    Notice.objects.release_orphans(at=LATER, reason="The sender stopped.")

    assert row(written) == before
    assert fallbacks() == []


def test_what_was_reported_before_it_was_sent_again_is_not_sent_again() -> None:
    in_state(State.QUEUED)

    told(Notice.objects.get(), DELIVERED)

    assert Notice.objects.claim(Channel.SMS, sender=7, at=LATER, until=LATER, limit=10) == []


def at_once(*calls: Callable[[], object]) -> list[object]:
    """Return what the calls return, or the errors they raise, when all of them start in one moment."""
    start, answers = Barrier(len(calls)), list[object]()

    def run(call: Callable[[], object]) -> None:
        start.wait()
        try:
            answers.append(call())
        except Exception as error:  # noqa: BLE001  the test looks at it
            answers.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def believe(written: Notice) -> bool:
    """Settle it as one does who reads, decides and writes: the negative control."""
    with transaction.atomic():
        if Notice.objects.get(pk=written.pk).state != State.SENT:
            return False
        meeting.wait()
        Notice.objects.filter(pk=written.pk).update(state=State.FAILED, sent_at=None, reason="550")
        return True


meeting = Barrier(REPORTS)


@pytest.mark.django_db(transaction=True)
def test_reports_in_a_crowd_are_believed_once_and_raise_one_message() -> None:
    written = in_state(State.SENT)

    answers = at_once(*[lambda: told(written, FAILED)] * REPORTS)

    assert sorted(answers, key=str) == [False] * (REPORTS - 1) + [True]
    assert fallbacks() == [(State.QUEUED, MAIL, "")]


@pytest.mark.django_db(transaction=True)
def test_reports_in_a_crowd_are_believed_several_times_by_those_who_do_not_lock() -> None:
    written = in_state(State.SENT)

    assert at_once(*[lambda: believe(written)] * REPORTS) == [True] * REPORTS


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(5))
def test_delivery_and_failure_at_once_end_as_a_delivery(attempt: int) -> None:  # noqa: ARG001  so often
    written = in_state(State.SENT)

    answers = at_once(lambda: told(written, DELIVERED), lambda: told(written, FAILED))

    assert (row(written)["state"], row(written)["delivered_at"]) == (State.SENT, LATER)
    assert len(fallbacks()) == answers.count(True) - 1


@pytest.mark.django_db(transaction=True)
def test_a_failure_that_is_told_while_a_sender_writes_waits_for_what_it_writes() -> None:
    """Between looking and deciding the state may change; a report that fell between would be lost."""
    written = in_state(State.SENDING)
    other = connections.create_connection("default")
    other.settings_dict = connection.settings_dict
    other.set_autocommit(False)
    with other.cursor() as cursor:
        cursor.execute(
            "UPDATE notifications_notice SET state = 'sent', sent_at = now(), next_try_at = NULL,"
            " claimed_by = NULL WHERE id = %s",
            [written.pk],
        )
        answers: list[object] = []
        waiting = Thread(target=lambda: answers.extend(at_once(lambda: told(written, FAILED))))
        waiting.start()
        waiting.join(0.5)
        assert waiting.is_alive()
        other.commit()
    other.close()
    waiting.join(10)

    assert answers == [True]
    assert fallbacks() == [(State.QUEUED, MAIL, "")]


# The address at which the gateway calls.


def call(
    client: Client,
    said: object,
    *,
    secret: str = "",
    at: datetime | None = None,
    headers: dict[str, str] | None = None,
) -> tuple[int, dict[str, Any]]:
    """Report as a gateway does; return status and answer."""
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    timestamp = str(int((at or timezone.now()).timestamp()))
    key = secret or SECRET
    signature = {"X-Timestamp": timestamp, "X-Signature": signed(body, secret=key, timestamp=timestamp)}
    answer = client.post(
        "/notices/reports/",
        body,
        content_type="application/json",
        headers=signature if headers is None else headers,
    )
    assert answer["Content-Type"] == "application/json"
    return answer.status_code, answer.json()


SECRET = "between the gateway and us"  # noqa: S105  of nothing but these tests


@pytest.fixture(autouse=True)
def _secret(settings: Settings) -> None:
    settings.SMS_REPORT_SECRET = SECRET


@pytest.fixture
def gateway() -> Client:
    return Client(enforce_csrf_checks=True, headers={"Accept-Language": "pl"})


def failed(written: Notice) -> dict[str, str]:
    return {"key": written.public_key, "status": "failed", "reason": "absent subscriber"}


def test_the_gateway_reports_a_delivery(gateway: Client) -> None:
    written = in_state(State.SENT)

    assert call(gateway, {"key": written.public_key, "status": "delivered"}) == (200, {"is_news": True})
    written.refresh_from_db()
    assert written.delivered_at is not None
    assert abs(written.delivered_at - datetime.now(UTC)) < timedelta(minutes=1)


def test_the_gateway_reports_a_failure_twice(gateway: Client) -> None:
    written = in_state(State.SENT)

    assert call(gateway, failed(written)) == (200, {"is_news": True})
    assert call(gateway, failed(written)) == (200, {"is_news": False})
    assert row(written)["reason"] == "absent subscriber"
    assert fallbacks() == [(State.QUEUED, MAIL, "")]


def test_a_report_of_a_message_that_is_not_ours_is_told_so(gateway: Client) -> None:
    said = {"key": "0" * 40, "status": "delivered"}

    assert call(gateway, said) == (404, {"error": "No message has this key."})


UNSIGNED = (401, {"error": "The signature is missing, wrong or too old."})


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="no-headers"),
        pytest.param({"X-Timestamp": "1"}, id="no-signature"),
        pytest.param({"X-Signature": "00"}, id="no-time"),
        pytest.param({"X-Timestamp": "ż", "X-Signature": "ż"}, id="nonsense"),
    ],
)
def test_what_is_not_signed_is_not_believed(gateway: Client, headers: dict[str, str]) -> None:
    written = in_state(State.SENT)

    assert call(gateway, failed(written), headers=headers) == UNSIGNED
    assert row(written)["state"] == State.SENT


def test_what_others_signed_is_not_believed(gateway: Client) -> None:
    written = in_state(State.SENT)

    assert call(gateway, failed(written), secret="of others") == UNSIGNED  # noqa: S106  no secret
    assert row(written)["state"] == State.SENT


@pytest.mark.parametrize("off_by", [-TOLERANCE - 5, TOLERANCE + 5])
def test_what_was_signed_long_ago_or_far_ahead_is_not_believed(gateway: Client, off_by: int) -> None:
    written = in_state(State.SENT)

    assert call(gateway, failed(written), at=timezone.now() + timedelta(seconds=off_by)) == UNSIGNED
    assert row(written)["state"] == State.SENT


def test_without_a_secret_no_report_is_taken(gateway: Client, settings: Settings) -> None:
    settings.SMS_REPORT_SECRET = ""
    body = json.dumps(failed(in_state(State.SENT))).encode()

    answer = gateway.post(
        "/notices/reports/",
        body,
        content_type="application/json",
        headers={"X-Timestamp": "1", "X-Signature": signed(body, secret="", timestamp="1")},
    )

    assert (answer.status_code, fallbacks()) == (503, [])


MALFORMED = (400, {"error": 'The body is {"key": text, "status": "delivered" or "failed", "reason": text}.'})
NO_JSON = (400, {"error": "The body is not JSON."})


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        (b"", NO_JSON),
        (b"key=1", NO_JSON),
        (b"\xff\xfe", NO_JSON),
        (b"[" * 9_000, NO_JSON),
        (b"[]", MALFORMED),
        (b'{"status": "failed"}', MALFORMED),
        (b'{"key": 1, "status": "failed"}', MALFORMED),
        (b'{"key": "", "status": "failed"}', MALFORMED),
        (b'{"key": "a\\u0000", "status": "failed"}', MALFORMED),
        (b'{"key": "a\\ud800", "status": "failed"}', MALFORMED),
        (b'{"key": "a", "status": "lost"}', MALFORMED),
        (b'{"key": "a", "status": ["failed"]}', MALFORMED),
    ],
)
def test_what_is_no_report_is_told_what_one_is(
    gateway: Client, body: bytes, answer: tuple[int, dict[str, str]]
) -> None:
    assert call(gateway, body) == answer


@pytest.mark.parametrize("reason", [None, 17, ["absent"]])
def test_a_reason_that_is_no_text_is_none(gateway: Client, reason: object) -> None:
    written = in_state(State.SENT)

    assert call(gateway, failed(written) | {"reason": reason}) == (200, {"is_news": True})
    assert row(written)["reason"] == "It was reported as failed, without a reason."


def test_a_reason_that_no_database_can_hold_is_mended(gateway: Client) -> None:
    written = in_state(State.SENT)

    assert call(gateway, failed(written) | {"reason": "a\x00b\ud800c"}) == (200, {"is_news": True})
    assert row(written)["reason"] == "a b c"


@pytest.mark.parametrize(("length", "status"), [(10_000, 200), (10_001, 413)])
def test_a_report_has_a_greatest_length(gateway: Client, length: int, status: int) -> None:
    body = json.dumps(failed(in_state(State.SENT))).encode()

    assert call(gateway, body + b" " * (length - len(body)))[0] == status


def test_a_report_is_posted(gateway: Client) -> None:
    assert gateway.get("/notices/reports/").status_code == 405
