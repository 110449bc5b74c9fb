"""Fifty thousand reminders to a gateway, against what that gateway takes from a plain loop.

Loops and senders come in turns, with the same messages, so that whatever disturbs the
machine disturbs all of them. What the gateway has delivered is compared each time with
what it was to deliver: a message lost or doubled is not fast.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from bench.booking import load
from bench.reminders import booking, due, report, world
from bench.reminders.loops import LOOPS, Message
from bench.reminders.memory import megabytes
from bench.reminders.report import Measure, Turn
from portal.local.environment import ROOT
from portal.local.gateway.running import Running, running
from portal.local.processes import stop_all
from portal.local.programs import Portal
from portal.notifications.choices import Channel, State
from portal.notifications.models import Notice

LOOPED = 10_000  # messages of a loop, which comes before and after each of the senders
WORKERS = (1, 2)
PATIENCE = 600  # seconds for one sender
STARTED_IN = 60  # seconds for workers
EVERY = 0.2  # seconds between two looks whether the workers are done
COUNTED_EVERY = 3  # seconds: each half second, it cost PostgreSQL half of what sending does
SAMPLES = (0.1, 0.5)  # of the messages, after which memory is looked at


def run(var: Path, programs: Mapping[str, int]) -> None:
    at = timezone.now()
    started = time.perf_counter()
    world.build(at)
    built = time.perf_counter()
    rows = int(os.environ.get("HISTORY", world.HISTORY))
    world.add_history(rows)
    world.settle()
    report.world(rows, built - started, time.perf_counter() - built)
    _look_for_what_is_due(at)
    report.enqueued(booking.measured(at))
    with running(log=var / "log" / "gateway.log") as gateway:
        bench = Bench(var, gateway, {**programs, "gateway": gateway.process.popen.pid})
        bench.measure()


def _look_for_what_is_due(at: datetime) -> None:
    report.looks("as it is", due.looks(at))
    due.touch()
    report.looks(f"after {world.REMINDERS:,} updates", due.looks(at))
    world.settle()
    report.looks("after VACUUM", due.looks(at))


class Bench:
    def __init__(self, var: Path, gateway: Running, programs: Mapping[str, int]) -> None:
        self.var, self.gateway, self.programs = var, gateway, programs
        self.environment = {"SMS_GATEWAY_URL": gateway.url, "SMS_GATEWAY_TOKEN": gateway.token}
        self.messages: list[Message] = []

    def measure(self) -> None:
        """Send once, which tells us the messages; then let loops and senders take turns."""
        first = self.by_one_process()
        found = (Message.of(each, sender=settings.SMS_SENDER) for each in self.gateway.delivered())
        self.messages = sorted(found, key=lambda message: message.key)
        report.messages(self.messages)
        report.round_of(first)
        turns = [self._between_loops(partial(self.by_workers, number)) for number in WORKERS]
        turns.append(self._between_loops(self.by_one_process))
        report.ratios(turns)

    def _between_loops(self, ours: Callable[[], Measure]) -> Turn:
        """Let the loops run before and after: the machine is as busy for them as for us, or nearly."""
        before = [self.by_loop(name) for name in LOOPS]
        measure = ours()
        report.round_of(measure)
        return Turn(measure, [*before, *(self.by_loop(name) for name in LOOPS)])

    def by_loop(self, name: str) -> Measure:
        self.gateway.empty()
        before = load.used(self.programs)
        messages = self.messages[:LOOPED]
        seconds = LOOPS[name](messages, port=self.gateway.port, token=self.gateway.token)
        used = _since(before, load.used(self.programs))
        used["ours"] = used.pop("client")
        measure = Measure(name, len(messages), seconds, used)
        report.round_of(measure)
        return measure

    def by_one_process(self) -> Measure:
        self._make_due_again()
        before = load.used(self.programs)
        said = subprocess.run(  # noqa: S603  ourselves
            [sys.executable, "-m", "bench.reminders.sender", str(world.REMINDERS)],
            env=os.environ | self.environment,
            cwd=ROOT,
            check=True,
            stdout=subprocess.PIPE,
            timeout=PATIENCE,
        )
        account = json.loads(said.stdout)
        used = _since(before, load.used(self.programs)) | {"ours": account["processor"]}
        return Measure(
            "ours, one process",
            self._delivered(),
            account["seconds"],
            used,
            account["statements"],
            account["memory"],
        )

    def by_workers(self, number: int) -> Measure:
        """Let real workers do it, woken by the real clock: from the first message taken on."""
        self._make_due_again()
        portal = Portal(var=self.var, environment=os.environ | self.environment)
        with ExitStack() as stack:
            workers = [portal.worker() for _ in range(number)]
            clock = portal.clock()
            stack.callback(stop_all, [*workers, clock])
            return self._watched({f"worker {place}": each.popen.pid for place, each in enumerate(workers, 1)})

    def _watched(self, workers: Mapping[str, int]) -> Measure:
        _wait_until(Notice.objects.filter(state=State.SENDING).exists)
        programs = {**self.programs, **workers}
        before, started = load.used(programs), time.perf_counter()
        memory: dict[str, float] = {"before": _held_by(workers)}
        waiting, looked = Notice.objects.open().filter(channel=Channel.SMS), started
        while waiting.exists():
            time.sleep(EVERY)
            if time.perf_counter() - looked > COUNTED_EVERY:
                looked, sent = time.perf_counter(), 1 - waiting.count() / world.REMINDERS
                for share in SAMPLES:
                    if sent >= share:
                        memory.setdefault(f"{share:.0%}", _held_by(workers))
        memory["100%"] = _held_by(workers)
        seconds, used = time.perf_counter() - started, _since(before, load.used(programs))
        memory["peak"] = max(megabytes("VmHWM", pid=pid) for pid in workers.values())
        used = {name: spent for name, spent in used.items() if name not in {*workers, "client"}} | {
            "ours": sum(used[name] for name in workers)
        }
        return Measure(f"ours, {len(workers)} Celery", self._delivered(), seconds, used, memory=memory)

    def _make_due_again(self) -> None:
        self.gateway.empty()
        world.make_due_again()

    def _delivered(self) -> int:
        """Return how many messages arrived, if all did, once each and in the right words."""
        found = self.gateway.delivered()
        expected = {message.key: message.body for message in self.messages}
        got = [Message.of(each, sender=settings.SMS_SENDER) for each in found]
        if len(got) != world.REMINDERS or (expected and {each.key: each.body for each in got} != expected):
            raise RuntimeError(f"{len(got)} messages were delivered, and not the right ones.")
        return len(got)


def _wait_until(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + STARTED_IN
    while not is_so():
        if time.monotonic() > until:
            raise TimeoutError("No worker takes a message.")
        time.sleep(0.02)


def _held_by(workers: Mapping[str, int]) -> float:
    """Return the MB of the largest of them."""
    return max(megabytes(pid=pid) for pid in workers.values())


def _since(before: Mapping[str, float], after: Mapping[str, float]) -> dict[str, float]:
    return {name: seconds - before.get(name, 0) for name, seconds in after.items()}
