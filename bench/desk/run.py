"""The button "Call next" as a clerk's browser meets it, with gunicorn as in production.

Eight clerks, each signed in with a second factor, on a connection of their own: they call, serve
and finish people until nobody waits, and after each a bare view inserts one row, in the same
processes and behind the same middleware, so that what the machine does to both can be told.
"""

from datetime import UTC, datetime
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from bench import call_next
from bench.booking.diary import percentiles
from bench.booking.run import served
from bench.booking.urls import TABLE
from bench.desk.clerks import BARE_KIND, FINISH, NEXT, SERVE, Seen, signed_in, work
from portal.accounts.models import Office
from scheduling.models import Sitting

CLERKS, WAITING, MANY, ALL = 8, 1_000, 10_000, 1_000_000
PAUSE = 5.0  # a clerk serves somebody for minutes: this is busier than any office
WARM_UP = 64  # calls: every thread of both processes plans its statements
# How many clerks, how many wait, calls at most, seconds between two calls of a clerk.
ROUNDS = (
    (1, WAITING, 50, 0.0),
    (1, MANY, 50, 0.0),
    (CLERKS, WAITING, 80, PAUSE),
    (CLERKS, MANY, 80, PAUSE),
    (CLERKS, WAITING, ALL, 0.0),
)
NOON = 12


def run(var: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
    call_command("collectstatic", interactive=False, verbosity=0)
    with served(var) as (port, _gunicorn):
        measure(port, clerks=CLERKS, waiting=WAITING, calls=WARM_UP, pause=0.0)
        print("| clerks | waiting | each calls | what | calls | p50 ms | p95 ms | p99 ms | p50 ÷ bare view |")
        print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
        said = []
        for clerks, waiting, calls, pause in ROUNDS:
            office, seen = measure(port, clerks=clerks, waiting=waiting, calls=calls, pause=pause)
            every = f"{pause:.0f} s after the last" if pause else "without a pause"
            show(f"| {clerks} | {waiting:,} | {every}", seen)
            said.append(f"{clerks} clerks, {waiting:,}, {every}: {call_next.told(office)}")
        print("", *said, sep="\n\n", flush=True)


def measure(port: int, *, clerks: int, waiting: int, calls: int, pause: float) -> tuple[Office, Seen]:
    at = timezone.now()
    office = call_next.prepare(waiting, clerks=clerks, at=at, zone=zone_of_noon(at))
    sittings = Sitting.objects.filter(counter__office=office).select_related("clerk").order_by("pk")
    people = [sitting.clerk for sitting in sittings]
    return office, work(port, signed_in(office, people), calls=calls, pause=pause)


def zone_of_noon(at: datetime) -> str:
    """Return a time zone in which it is about noon: an office that closes at midnight calls nobody then."""
    behind = at.astimezone(UTC).hour - NOON
    return f"Etc/GMT{behind:+d}" if behind else "Etc/GMT"


def show(begin: str, seen: Seen) -> None:
    bare = percentiles(seen.diary.took[BARE_KIND])[0] or 1.0
    parts = {f"{kind}, as the browser sees it": seen.diary.took[kind] for kind in (NEXT, SERVE, FINISH)}
    parts |= {
        f"{NEXT}, in the web process": seen.told[f"{NEXT}, whole"],
        f"{NEXT}, the action alone": seen.told[f"{NEXT}, action"],
        BARE_KIND: seen.diary.took[BARE_KIND],
    }
    for what, seconds in parts.items():
        p50, p95, p99 = percentiles(seconds)
        print(
            f"{begin} | {what} | {len(seconds):,} | {p50:.1f} | {p95:.1f} | {p99:.1f} | × {p50 / bare:.1f} |",
            flush=True,
        )
