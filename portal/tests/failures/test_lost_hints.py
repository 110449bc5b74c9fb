"""What live pages stand on goes away: Valkey, which carries the hints, and comes back empty."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings
from redis import Redis
from time_machine import TimeMachineFixture
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from portal.accounts.models import Office
from portal.tests.failures.programs import Broker, eventually
from portal.web.hints import CHANNEL, hint
from scheduling.tests import factories as make
from scheduling.tests.in_browser import sockets_served

pytestmark = pytest.mark.django_db(transaction=True)

NINE = datetime.fromisoformat("2026-12-07T08:00:00+00:00")  # in Kraków
ORIGIN = Origin("http://localhost")
PROMPT, LATER = 2, 6  # seconds: by a hint, and without any


@pytest.fixture
def broker(tmp_path: Path, settings: Settings) -> Iterator[Broker]:
    own = Broker(tmp_path)
    settings.REDIS_URL = own.url
    own.start()
    yield own
    own.kill()


def test_a_board_goes_on_while_valkey_is_gone_and_is_prompt_again_after_it(
    broker: Broker, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(NINE)
    office = make.working_office(make.service(), slug="krakow")
    with (
        sockets_served() as port,
        connect(f"ws://127.0.0.1:{port}/ws/queue/krakow/", origin=ORIGIN) as board,
    ):
        assert eventually(lambda: hears(broker))
        counts = [waiting(board, within=PROMPT)]
        broker.kill()
        somebody_comes(office)
        counts.append(waiting(board, within=LATER))
        broker.start()
        assert eventually(lambda: hears(broker))
        somebody_comes(office)
        counts.append(waiting(board, within=PROMPT))

    assert counts == [0, 1, 2]


def somebody_comes(office: Office) -> None:
    make.ticket(office, office.counter_set.get().services.get(), due_at=NINE)
    hint(f"queue:{office.pk}")


def waiting(board: ClientConnection, *, within: float) -> int:
    number: int = json.loads(board.recv(timeout=within))["board"]["waiting"]["walk_in"]
    return number


def hears(broker: Broker) -> bool:
    with Redis.from_url(broker.url) as client:
        [(_channel, number)] = client.pubsub_numsub(CHANNEL)
    return bool(number)
