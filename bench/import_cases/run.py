"""How long a file of cases takes, and how much memory: at 10,000 rows and at 100,000.

Asked: 100,000 rows with memory flat. A file is tried, read in, and tried again when all of it is
known; each pass is made by a process of its own, which says at its end how much it has held at most.
"""

import multiprocessing
from collections.abc import Iterable
from multiprocessing.connection import Connection
from time import perf_counter

from django.db import connection
from django.utils import timezone

from applications.actions.importing import files, running, steps
from applications.models import Application, CaseEvent, ImportKind, ImportRun
from applications.rules.imports.columns import Layout, guess
from bench.import_cases import world
from bench.reminders.memory import megabytes
from portal.accounts.models import Office, User

SIZES = (10_000, 100_000)
EVENTS = (2_000, 20_000)
MOST_GROWTH = 1.10


def run() -> None:
    clerk = User.objects.create(email="import@example.test")
    print("| rows | pass | seconds | rows a second | MB before | MB at most | new, known, refused |")
    print("| --- | --- | --- | --- | --- | --- | --- |", flush=True)
    grown = [measured(clerk, *sizes) for sizes in zip(SIZES, EVENTS, strict=True)]
    print()
    for name in grown[0]:
        small, large = (peaks[name] for peaks in grown)
        print(f"{name}, ten times the rows: memory × {large / small:.2f} (≤ {MOST_GROWTH:.2f}).")


def measured(clerk: User, cases: int, events: int) -> dict[str, float]:
    """Measure one size at an office of its own, and return the most memory of each pass."""
    office = Office.objects.create(slug=f"bench-{cases}", name_pl="Bench", address_pl="ul. Przykładowa 1")
    symbol, today = f"B{len(f'{cases}')}", timezone.localdate()
    file = handed_in(office, clerk, ImportKind.CASES, world.pieces(cases, symbol=symbol, today=today))
    peaks = {
        "trial": made_alone(file, cases, "trial"),
        "read in": made_alone(begun(file, clerk), cases, "read in"),
    }
    if (found := Application.objects.filter(office=office).count()) != cases:
        raise RuntimeError(f"{found} cases came of {cases} rows.")
    again = handed_in(office, clerk, ImportKind.CASES, world.pieces(cases, symbol=symbol, today=today))
    peaks["known already"] = made_alone(again, cases, "trial, all known already")
    settle()
    file = handed_in(office, clerk, ImportKind.EVENTS, world.events(events, today=today))
    peaks["events, trial"] = made_alone(file, events, "events, trial")
    peaks["events, read in"] = made_alone(begun(file, clerk), events, "events, read in")
    return peaks


def handed_in(office: Office, clerk: User, kind: str, pieces: Iterable[bytes]) -> int:
    """Hand in a file with the columns that its header tells, and return the key of the run."""
    at = timezone.now()
    file = steps.hand_in(office=office, kind=kind, filename="bench.csv", pieces=pieces, by=clerk, at=at)
    columns = guess(kind, files.look(file.stored_as).table.headers)
    steps.lay_out(file, Layout(columns), name=f"bench {file.pk}", by=clerk, at=at)
    return file.pk


def begun(file: int, clerk: User) -> int:
    steps.begin(ImportRun.objects.get(pk=file), by=clerk, at=timezone.now())
    return file


def made_alone(file: int, rows: int, name: str) -> float:
    """Make a pass in a process of its own, say what it took, and return the most it held, in MB."""
    connection.close()
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    process = context.Process(target=make, args=(file, theirs))
    process.start()
    seconds, before, peak = ours.recv()
    process.join()
    made = ImportRun.objects.get(pk=file)
    print(
        f"| {rows:,} | {name} | {seconds:.1f} | {rows / seconds:.0f} | {before:.0f} | {peak:.0f}"
        f" | {made.made:,}, {made.known:,}, {made.refused:,} |",
        flush=True,
    )
    return float(peak)


def make(file: int, answer: Connection) -> None:
    before, start = megabytes(), perf_counter()
    running.work(file, at=timezone.now())
    answer.send((perf_counter() - start, before, megabytes("VmHWM")))
    connection.close()


def settle() -> None:
    """Bring the planner's knowledge up to date, as autovacuum does within a minute."""
    with connection.cursor() as cursor:
        for model in (Application, CaseEvent):
            cursor.execute(f"VACUUM ANALYZE {model._meta.db_table}")
