"""What is killed: Valkey, Celery's workers and its clock, each a process of its own."""

import secrets
import signal
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from portal.local import binaries
from portal.local.environment import ROOT
from portal.local.ports import answers, free_port
from portal.local.processes import Process, Program

PATIENCE = 60.0  # seconds; a busy machine is slow, not wrong
CELERY = ("-m", "celery", "--quiet", "--app", "portal.celery")
WORKER = ("worker", "--pool=threads", "--concurrency=4", "--loglevel=INFO")
ALONE = ("--without-gossip", "--without-mingle", "--without-heartbeat")


def eventually(is_so: Callable[[], object], *, within: float = PATIENCE) -> bool:
    """Say whether a condition comes true while we wait."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        if is_so():
            return True
        time.sleep(0.05)
    return bool(is_so())


class Broker:
    """A Valkey that keeps nothing: killed and started again, it is at the same address, and empty."""

    def __init__(self, folder: Path) -> None:
        self._port = free_port()
        self._password = secrets.token_urlsafe(24)
        self._program = Program(
            name="broker",
            command=[binaries.valkey_server(), "-"],
            log=folder / "broker.log",
            environment={},
            folder=folder,
            orphaned_by=signal.SIGKILL,
        )
        self._process: Process | None = None

    @property
    def url(self) -> str:
        return f"redis://:{self._password}@127.0.0.1:{self._port}/0"

    def start(self) -> None:
        lines = ("bind 127.0.0.1", f"port {self._port}", f"requirepass {self._password}", 'save ""')
        self._process = self._program.start(text="\n".join((*lines, "")))
        if not eventually(lambda: answers(self.url, default_port=self._port)):
            raise TimeoutError(self._process.last_words())

    def kill(self) -> None:
        if self._process:
            self._process.kill()


@dataclass
class Fleet:
    """The senders: workers that are killed and replaced, and one clock or more."""

    folder: Path
    environment: Mapping[str, str]
    workers: list[Process] = field(default_factory=list)
    clocks: list[Process] = field(default_factory=list)
    killed: int = 0
    ways: str = ""
    _hired: int = 0

    def hire(self, workers: int, *, ways: str = "") -> None:
        """Start workers, with careless `ways` (the name of a module) instead of their own."""
        self.ways = ways or self.ways
        for _ in range(workers):
            name = f"worker-{self._hired}"
            self._hired += 1
            words = [*WORKER, *ALONE, f"--hostname={name}@%h"]
            words += [f"--include={self.ways}"] if self.ways else []
            self.workers.append(self._start(name, *words))

    def wind_up(self, clocks: int = 1) -> None:
        for _ in range(clocks):
            name = f"clock-{len(self.clocks)}"
            schedule = f"--schedule={self.folder / name}"
            self.clocks.append(self._start(name, "beat", "--loglevel=INFO", "--pidfile=", schedule))

    def wait_until_ready(self) -> None:
        if not eventually(lambda: all("ready." in worker.said() for worker in self.workers)):
            raise TimeoutError([worker.last_words() for worker in self.workers])

    def lose_one(self, chance: Random) -> None:
        """Kill -9 a worker that has started, if there is one, and put another in its place at once."""
        ready = [worker for worker in self.workers if "ready." in worker.said()]
        if ready:
            lost = chance.choice(ready)
            lost.kill()
            self.workers.remove(lost)
            self.killed += 1
            self.hire(1)

    def lose_all(self) -> None:
        """Cut the power of all workers at once, and start as many again."""
        number = len(self.workers)
        for worker in self.workers:
            worker.kill()
        self.workers = []
        self.killed += number
        self.hire(number)

    def end(self) -> None:
        for process in (*self.workers, *self.clocks):
            process.kill()
        self.workers, self.clocks = [], []

    def _start(self, name: str, *words: str) -> Process:
        return Program(
            name=name,
            command=[sys.executable, *CELERY, *words],
            log=self.folder / f"{name}.log",
            environment=self.environment,
            folder=ROOT,
            orphaned_by=signal.SIGKILL,
        ).start()
