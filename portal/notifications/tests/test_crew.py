"""Many messages at once: none is tried twice, and none goes unheard."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Self

import pytest
from pytest_django import Settings

from portal.notifications.actions import crew
from portal.notifications.actions.crew import Crew, NotTriedError
from portal.notifications.actions.delivery import deliver
from portal.notifications.carriers.errors import RefusedError, UnreachableError
from portal.notifications.carriers.parcels import Parcel
from portal.notifications.carriers.sms import Gateway
from portal.notifications.choices import Channel, State
from portal.notifications.models import Notice
from portal.notifications.rules.letters import Sms
from portal.notifications.tests.factories import NOON, notice

if TYPE_CHECKING:
    from portal.local.gateway.running import Running

SECOND = timedelta(seconds=1)


class Slow:
    """A way that takes a moment for each message, and does with it what it is told."""

    width: ClassVar[int] = 2
    batch: ClassVar[int] = 10
    is_repeatable = True

    def __init__(self, told: Callable[[Parcel], None] = lambda _parcel: None) -> None:
        self.told = told
        self.sent: list[str] = []
        self.threads: set[int] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is held."""

    def send(self, parcel: Parcel) -> None:
        self.threads.add(threading.get_ident())
        self.sent.append(parcel.key)
        time.sleep(0.02)
        self.told(parcel)


def batch(count: int) -> list[crew.Ready]:
    return [
        (Notice(pk=number), Parcel(Sms("Hello"), "+48600000001", "en", str(number)))
        for number in range(count)
    ]


def outcomes(carrier: Slow, count: int) -> dict[int, Exception | None]:
    with Crew(carrier) as hands:
        return {notice.pk: outcome for notice, outcome in hands.handed_over(batch(count))}


def test_each_message_is_handed_over_once() -> None:
    carrier = Slow()

    assert outcomes(carrier, 9) == dict.fromkeys(range(9))
    assert sorted(carrier.sent) == [str(number) for number in range(9)]


def test_an_empty_batch_needs_no_hand() -> None:
    carrier = Slow()

    assert (outcomes(carrier, 0), carrier.threads) == ({}, set())


def test_the_same_hands_take_the_next_batch() -> None:
    carrier = Slow()

    with Crew(carrier) as hands:
        for _ in range(3):
            list(hands.handed_over(batch(6)))

    assert (len(carrier.sent), len(carrier.threads)) == (18, carrier.width)


def test_what_fails_is_told_of_that_message_alone() -> None:
    def told(parcel: Parcel) -> None:
        if parcel.key == "2":
            raise RefusedError("no such number")

    found = outcomes(Slow(told), 5)

    assert [number for number, outcome in found.items() if outcome] == [2]
    assert isinstance(found[2], RefusedError)


def test_once_the_way_is_closed_no_hand_takes_another() -> None:
    def told(parcel: Parcel) -> None:
        raise UnreachableError(parcel.key)

    carrier = Slow(told)

    found = outcomes(carrier, 9)

    assert len(carrier.sent) <= carrier.width
    tried = {number for number, outcome in found.items() if isinstance(outcome, UnreachableError)}
    assert tried == {int(key) for key in carrier.sent}
    assert {number for number, outcome in found.items() if isinstance(outcome, NotTriedError)} == {
        *range(9)
    } - tried


def test_when_nobody_writes_it_down_any_more_no_more_is_sent() -> None:
    carrier = Slow()

    def read() -> None:
        with Crew(carrier) as hands:
            for _ in hands.handed_over(batch(200)):
                raise ConnectionError

    with pytest.raises(ConnectionError):
        read()

    assert len(carrier.sent) < 100


@pytest.mark.django_db
@pytest.mark.usefixtures("sample_kind")
def test_what_waited_too_long_for_its_turn_is_asked_again(
    settings: Settings, sms_gateway: "Running", monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_TOKEN = sms_gateway.url, sms_gateway.token
    monkeypatch.setattr(crew, "FRESH_FOR", 0.5)
    sms_gateway.behave(delay=1)
    for number in range(20):
        notice(channel=Channel.SMS, recipient=f"+4860000{number:04}1", version=number)

    taken = deliver(at=NOON + SECOND, channel=Channel.SMS, limit=20)

    assert (taken, sms_gateway.counts()["delivered"]) == (20, Gateway.width)
    found = Counter(Notice.objects.values_list("state", "attempts", "claimed_by"))
    assert found == {(State.SENT, 1, None): Gateway.width, (State.QUEUED, 0, None): 20 - Gateway.width}
