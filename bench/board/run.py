"""How long it takes from a call until every board and phone has heard of it.

A real uvicorn in a process of its own, 200 boards and 2,000 phones with real sockets in another,
2,000 people who wait. Ten clerks call one after the other, about one a second. From just before
the call's statement to the first document that was read after its commit, in seconds.
"""

import json
import resource
import subprocess
import sys
import time
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path
from statistics import median, quantiles

from django.utils import timezone

from bench.board.world import World, world
from portal.audit.rules.actors import Actor
from portal.local.ports import free_port
from scheduling.actions.queue.calling import call_next
from scheduling.choices import TicketState
from scheduling.models import Ticket
from scheduling.models.snapshot import snapshot

BOARDS, PHONES, CALLS = 200, 2_000, 30
EVERY = 1.0  # seconds between two calls
PROMISED = 2.0  # seconds, the median
LAST_WORDS = 3.0  # seconds to hear of the last call
Called = tuple[float, float]


def run(var: Path) -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    made = world(waiting=PHONES, at=timezone.now())
    print(f"One look at the queue, alone: {_look_ms(made):.0f} ms.\n")
    port = free_port()
    with (var / "log" / "sockets.log").open("w") as log:
        server = subprocess.Popen(  # noqa: S603  ourselves
            [sys.executable, "-m", "portal.live", f"--port={port}"], stdout=log, stderr=log
        )
    try:
        _wait_until_ready(port)
        _measure(made, server, port=port, file=var / "heard.json")
    finally:
        server.terminate()
        server.wait()


def _wait_until_ready(port: int) -> None:
    """Wait for the first answer: it listens before it has read the portal."""
    while True:
        link = HTTPConnection("127.0.0.1", port, timeout=30)
        with suppress(ConnectionRefusedError):
            link.request("GET", "/")
            link.getresponse()
            return
        time.sleep(0.05)


def _look_ms(made: World) -> float:
    taken = []
    for _ in range(7):
        began = time.perf_counter()
        snapshot(made.office, at=timezone.now())
        taken.append(time.perf_counter() - began)
    return median(taken) * 1000


def _measure(made: World, server: "subprocess.Popen[bytes]", *, port: int, file: Path) -> None:
    board = f"/ws/queue/{made.office.slug}/"
    paths = [board] * BOARDS + [f"{board}?place={token}" for token in made.tokens]
    empty, began = _rss_kb(server.pid), time.monotonic()
    crowd = subprocess.Popen(  # noqa: S603  ourselves
        [sys.executable, "-m", "bench.board.crowd", str(port), str(file)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert crowd.stdin  # noqa: S101  asked for above
    assert crowd.stdout  # noqa: S101  likewise
    crowd.stdin.write("\n".join(paths) + "\n\n")
    crowd.stdin.flush()
    if crowd.stdout.readline() != "open\n":
        raise ConnectionError("The crowd was not let in.")
    opening, full = time.monotonic() - began, _rss_kb(server.pid)
    used = _cpu(server.pid)
    calls = _calls(made)
    time.sleep(LAST_WORDS)
    used, after = _cpu(server.pid) - used, _rss_kb(server.pid)
    crowd.stdin.write("\n")
    crowd.stdin.close()
    crowd.wait()
    heard = json.loads(file.read_text())
    print("| | told of the call they waited for | median s | p95 s | longest s |")
    print("| --- | --- | --- | --- | --- |")
    _row("boards", [times for path, times in heard if path == board], calls)
    _row("phones", [times for path, times in heard if path != board], calls)
    _row("all", [times for _, times in heard], calls)
    print(
        f"\nPromised: median {PROMISED:.0f} s. {len(paths)} sockets opened in {opening:.1f} s;"
        f" {(full - empty) / len(paths):.0f} kB each, {(after - empty) / len(paths):.0f} kB after the calls"
        f" ({empty / 1024:.0f} MB without any)."
        f" Processor of the server: {used / len(calls) * 1000:.0f} ms a call."
    )


def _calls(made: World) -> list[Called]:
    """Call somebody about each second; return when each call was asked for, and when it stood."""
    called: list[Called] = []
    due = time.monotonic()
    for number in range(CALLS):
        clerk = made.clerks[number % len(made.clerks)]
        Ticket.objects.at_counters().filter(clerk=clerk).update(
            state=TicketState.DONE, ended_at=timezone.now()
        )
        before = time.time()
        if call_next(clerk=clerk, by=Actor.user(clerk.pk), at=timezone.now()) is None:
            raise LookupError("Nobody was called.")
        called.append((before, time.time()))
        due += EVERY
        time.sleep(max(0, due - time.monotonic()))
    return called


def _row(name: str, heard: list[list[tuple[float, int]]], calls: list[Called]) -> None:
    waits = [wait for times in heard for asked, stood in calls if (wait := _wait(times, asked, stood))]
    cuts = quantiles(waits, n=20)
    part = len(waits) / (len(heard) * len(calls))
    print(f"| {name} ({len(heard)}) | {part:.1%} | {median(waits):.2f} | {cuts[18]:.2f} | {max(waits):.2f} |")


def _wait(times: list[tuple[float, int]], asked: float, stood: float) -> float | None:
    """Return how long one socket waited for the first document that knows of a call."""
    return next((at - asked for at, version in times if version >= stood * 1000), None)


def _rss_kb(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0])


def _cpu(pid: int) -> float:
    """Return the seconds of processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100
