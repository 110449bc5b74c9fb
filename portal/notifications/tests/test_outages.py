"""A way that is out of order is tried gently, and found again at once."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError
from pytest_django import Settings

from portal.notifications.actions.delivery import deliver
from portal.notifications.carriers.sms import Gateway
from portal.notifications.choices import Channel, State
from portal.notifications.models import Notice, Outage
from portal.notifications.rules.patience import LONGEST_WAIT, PROBED_EVERY
from portal.notifications.tests.factories import NOON, notice

if TYPE_CHECKING:
    from portal.local.gateway.running import Running

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_kind", "_gateway")]

SECOND = timedelta(seconds=1)


@pytest.fixture
def _gateway(settings: Settings, sms_gateway: "Running") -> None:
    settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_TOKEN = sms_gateway.url, sms_gateway.token
    settings.SMS_TIMEOUT = 1


def texts(count: int) -> list[Notice]:
    return [
        notice(channel=Channel.SMS, recipient=f"+4860000{number:04}", version=number)
        for number in range(1, count + 1)
    ]


def send(at: datetime = NOON, *, limit: int = 100) -> int:
    return deliver(at=at, channel=Channel.SMS, limit=limit)


def states() -> dict[str, int]:
    found: dict[str, int] = {}
    for state in Notice.objects.values_list("state", flat=True):
        found[state] = found.get(state, 0) + 1
    return found


def test_texts_go_many_at_once_and_each_once(sms_gateway: "Running") -> None:
    written = texts(100)

    assert send(limit=200) == 100
    assert {message["key"] for message in sms_gateway.delivered()} == {each.public_key for each in written}
    assert sms_gateway.counts()["doubled"] == 0
    assert set(Notice.objects.values_list("state", "attempts")) == {(State.SENT, 1)}
    assert not Outage.objects.exists()


def test_when_nothing_goes_it_is_written_down_and_costs_no_attempts(sms_gateway: "Running") -> None:
    texts(100)
    sms_gateway.behave(status=503)

    send()

    (outage,) = Outage.objects.open()
    assert (outage.channel, outage.reason.split()[0]) == (Channel.SMS, "503")
    assert NOON <= outage.began_at < outage.probe_at <= NOON + 30 * SECOND
    assert states() == {State.QUEUED: 100}
    assert set(Notice.objects.values_list("attempts", flat=True)) == {0}
    assert 1 <= sms_gateway.counts()["requests"] <= Gateway.width


def test_until_the_next_probe_it_is_left_alone(sms_gateway: "Running") -> None:
    texts(3)
    sms_gateway.behave(status=503)
    send()
    before = sms_gateway.counts()["requests"]

    send(Outage.objects.get().probe_at - 0.1 * SECOND)

    assert sms_gateway.counts()["requests"] == before


def test_a_probe_is_one_message(sms_gateway: "Running") -> None:
    texts(100)
    sms_gateway.behave(status=503)
    send()
    before = sms_gateway.counts()["requests"]

    send(Outage.objects.get().probe_at)

    assert sms_gateway.counts()["requests"] == before + 1
    assert Outage.objects.open().count() == 1


def test_with_the_first_that_goes_all_go(sms_gateway: "Running") -> None:
    texts(100)
    sms_gateway.behave(status=503)
    send()
    Notice.objects.filter(pk__in=Notice.objects.values("pk")[:50]).update(
        next_try_at=NOON + timedelta(hours=2), attempts=3
    )
    sms_gateway.behave()

    send(Outage.objects.get().probe_at, limit=200)

    assert states() == {State.SENT: 100}
    assert sms_gateway.counts()["delivered"] == 100
    (outage,) = Outage.objects.all()
    assert outage.ended_at is not None
    assert outage.ended_at >= outage.began_at


def test_what_is_not_due_yet_is_not_sent_when_an_outage_ends(sms_gateway: "Running") -> None:
    texts(1)
    later = notice(channel=Channel.SMS, recipient="+48600000099", due_at=NOON + timedelta(days=1))
    sms_gateway.behave(status=503)
    send()
    sms_gateway.behave()

    send(Outage.objects.get().probe_at)

    later.refresh_from_db()
    assert (later.state, later.next_try_at) == (State.QUEUED, NOON + timedelta(days=1))


def test_a_gateway_that_wants_to_be_left_alone_is_for_as_long_as_it_says(sms_gateway: "Running") -> None:
    texts(1)
    sms_gateway.behave(status=429)

    send()

    assert Outage.objects.get().probe_at - NOON >= PROBED_EVERY


def test_one_message_that_fails_where_others_go_closes_nothing(sms_gateway: "Running") -> None:
    texts(50)
    sms_gateway.behave(status=500, count=1)

    send(limit=60)

    assert not Outage.objects.exists()
    assert states() == {State.SENT: 49, State.QUEUED: 1}
    assert Notice.objects.get(state=State.QUEUED).attempts == 1


@pytest.mark.parametrize("fault", [{"status": 500}, {"drop": "before"}, {"delay": 2}], ids=str)
def test_whatever_is_wrong_with_the_way_no_message_is_given_up(
    sms_gateway: "Running", fault: dict[str, Any]
) -> None:
    texts(2)
    sms_gateway.behave(**fault)
    for minute in range(4):
        send(NOON + timedelta(minutes=minute))
    sms_gateway.behave()
    time.sleep(fault.get("delay", 0))  # it is still at work on what it has
    for minute in range(4, 8):
        send(NOON + timedelta(minutes=minute))

    assert states() == {State.SENT: 2}
    assert max(Notice.objects.values_list("attempts", flat=True)) <= 2
    assert not Outage.objects.open().exists()


def test_after_weeks_of_it_a_message_has_failed(sms_gateway: "Running") -> None:
    (written,) = texts(1)
    sms_gateway.behave(status=503)
    send()

    send(NOON + LONGEST_WAIT + SECOND)

    written.refresh_from_db()
    assert (written.state, written.reason) == (State.FAILED, "It could not be sent for two weeks.")


def test_one_channel_out_of_order_leaves_the_others_alone(
    sms_gateway: "Running", mailoutbox: list[object]
) -> None:
    texts(1)
    notice()
    sms_gateway.behave(status=503)
    send()

    deliver(at=NOON, limit=10)

    assert len(mailoutbox) == 1


def test_a_channel_has_one_outage_at_a_time() -> None:
    values = {"channel": Channel.SMS, "began_at": NOON, "probe_at": NOON, "reason": "?"}
    Outage.objects.create(**values)

    with pytest.raises(IntegrityError, match="outage_one_at_a_time"):
        Outage.objects.create(**values)


def test_only_so_many_work_on_one_channel(settings: Settings, taking: Callable[[int], None]) -> None:
    settings.SENDERS = 2
    texts(1)
    taking(2)

    assert send() == 0
    assert states() == {State.QUEUED: 1}


def test_a_seat_that_is_free_is_taken(settings: Settings, taking: Callable[[int], None]) -> None:
    settings.SENDERS = 2
    texts(1)
    taking(1)

    assert send() == 1
