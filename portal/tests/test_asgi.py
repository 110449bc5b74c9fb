import asyncio
import contextlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from portal.asgi import application


@pytest.mark.parametrize(
    ("demo", "peer", "is_refused"),
    [
        pytest.param(True, "192.0.2.1", True, id="from-elsewhere"),
        pytest.param(True, "127.0.0.1", False, id="from-here"),
        pytest.param(False, "192.0.2.1", False, id="no-demonstration"),
    ],
)
def test_a_demonstration_answers_this_machine_alone(
    settings: Settings, demo: bool, peer: str, is_refused: bool
) -> None:
    settings.DEMO = demo

    assert (first_answer(peer, origin="http://localhost") == "websocket.close") is is_refused


def test_nobody_elses_page_opens_a_socket() -> None:
    assert first_answer("127.0.0.1", origin="http://evil.example.org") == "websocket.close"


class NoFeedError(Exception):
    """Whoever is let in asks for the feed."""


class NoFeed(dict[str, Any]):
    def __missing__(self, name: str) -> None:
        raise NoFeedError(name)


def first_answer(peer: str, *, origin: str) -> str:
    """Return what the application sends first to a browser at an address, whose page has an origin."""
    sent: list[str] = []
    scope = {
        "type": "websocket",
        "path": "/ws/queue/krakow/",
        "query_string": b"",
        "headers": [(b"origin", origin.encode())],
        "client": (peer, 1),
        "state": NoFeed(),
    }

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.disconnect", "code": 1000} if sent else {"type": "websocket.connect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message["type"])

    # On a thread of its own: in this one a browser's loop may be running.
    with contextlib.suppress(NoFeedError), ThreadPoolExecutor(1) as aside:
        aside.submit(lambda: asyncio.run(application(scope, receive, send))).result()
    return sent[0]
