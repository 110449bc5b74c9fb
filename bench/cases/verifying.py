"""How long it takes to hold 10,000 cases against their entries, and whether memory grows with them."""

import multiprocessing
from multiprocessing.connection import Connection
from time import perf_counter

from django.db import connection

from applications.actions.verifying import verify
from applications.models import CaseEvent
from bench.reminders.memory import megabytes

EARLY = 1_000


def run() -> None:
    """Verify all cases there are in a process of its own."""
    entries = CaseEvent.objects.count()
    connection.close()
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs,))
    process.start()
    cases, drifted, seconds, early, peak = ours.recv()
    process.join()
    print("| verified | entries | differ | seconds (< 60) | MB at most, of 1,000 cases | of all |")
    print("| --- | --- | --- | --- | --- | --- |")
    print(
        f"| {cases:,} | {entries:,} | {drifted} | {seconds:.1f} | {early:.0f} | {peak:.0f} |\n",
        flush=True,
    )


def _work(answer: Connection) -> None:
    start, cases, drifted, early = perf_counter(), 0, 0, 0.0
    for verified in verify():
        cases += 1
        drifted += bool(verified.drifted)
        if cases == EARLY:
            early = megabytes("VmHWM")
    answer.send((cases, drifted, perf_counter() - start, early, megabytes("VmHWM")))
    connection.close()
