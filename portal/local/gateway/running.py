"""A gateway to test against: a real one, started here, that can be told to fail."""

import http.client
import json
import os
import socket
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.local.environment import ROOT
from portal.local.processes import Process, Program

PATIENCE = 60  # seconds
TOKEN = "the-same-one-when-it-is-started-again"  # noqa: S105 - it opens nothing but a test's gateway


@dataclass(frozen=True)
class Running:
    """What the portal has to know of a gateway that runs, and what a test asks it."""

    port: int
    token: str
    process: Process

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/messages"

    def behave(self, **behaviour: object) -> None:
        """Let it behave so from now on; what is left out is as it should be. See `behaviour.py`."""
        self._ask("PUT", "/behaviour", behaviour)

    def delivered(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._ask("GET", "/messages")
        return found

    def counts(self) -> dict[str, int]:
        found: dict[str, int] = self._ask("GET", "/counts")
        return found

    def empty(self) -> None:
        self._ask("DELETE", "/messages")

    def _ask(self, method: str, path: str, content: Mapping[str, object] | None = None) -> Any:  # noqa: ANN401  any JSON
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            link.request(method, path, None if content is None else json.dumps(content))
            answer = link.getresponse()
            said = json.loads(answer.read())
        finally:
            link.close()
        if answer.status != http.HTTPStatus.OK:
            raise ValueError(f"{method} {path}: {said}")
        return said


@contextmanager
def running(
    *,
    log: Path,
    folder: Path | None = None,
    port: int = 0,
    report_url: str = "",
    report_secret: str = "",
) -> Iterator[Running]:
    """Start a gateway that listens already when it is yielded; end it afterwards.

    Start it in the main thread: the kernel ends it with the thread that has started it.
    """
    with socket.create_server(("127.0.0.1", port)) as listener:
        port = listener.getsockname()[1]
        words = [f"--socket={listener.fileno()}", "--controllable"]
        words += [f"--folder={folder}"] if folder else []
        words += [f"--report-url={report_url}"] if report_url else []
        process = Program(
            name="SMS gateway",
            command=[sys.executable, "-m", "portal.local.gateway", *words],
            log=log,
            environment={**os.environ, "SMS_GATEWAY_TOKEN": TOKEN, "SMS_REPORT_SECRET": report_secret},
            folder=ROOT,
            keep_open=[listener.fileno()],
        ).start()
    try:
        yield Running(port=port, token=TOKEN, process=process)
    finally:
        process.kill()
