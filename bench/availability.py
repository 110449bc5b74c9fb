"""How fast the month of free times is, at 50 counters for 60 days.

Promised: at most 8 queries, 95 of 100 answers within 100 ms, and with a million past
visits in the table at most a tenth more buffers for the query that reads what is taken.
"""

import json
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from statistics import quantiles
from time import perf_counter, process_time
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench import world
from portal.accounts.models import Office
from scheduling.models import Service
from scheduling.models.offers import calendar_of
from scheduling.rules.availability import bookable
from scheduling.rules.intervals import Interval
from scheduling.rules.masks import time_of
from scheduling.rules.offers import month

REQUESTS = 60
MOST_GROWTH = 1.10


def run() -> None:
    today = timezone.localdate()
    office, service = world.office(today)
    print("| full | visits | queries (≤ 8) | p50 ms | p95 ms (≤ 100) | of it our own CPU, p50 ms |")
    print("| --- | --- | --- | --- | --- | --- |")
    for percent in (0, 50, 95):
        visits = world.fill(office, service, today, percent=percent)
        world.settle()
        print(f"| {percent} % | {visits:,} | {month_page(office, service)} |", flush=True)
    print(f"\n{rules(office, service, today)}\n", flush=True)
    print("| past visits | buffers of the query for what is taken | rows | p95 ms of the page |")
    print("| --- | --- | --- | --- |")
    without = buffers(office, service)
    print(f"| 0 | {without[0]} | {without[1]} | {slow_page(office, service):.0f} |", flush=True)
    past = world.add_past(office, service, today)
    world.settle()
    with_past = buffers(office, service)
    print(f"| {past:,} | {with_past[0]} | {with_past[1]} | {slow_page(office, service):.0f} |")
    print(f"\nBuffers with a million past visits: × {with_past[0] / without[0]:.2f} (≤ {MOST_GROWTH}).")


def month_page(office: Office, service: Service) -> str:
    page = f"/en/visits/{office.slug}/{service.code}/times/"
    client = Client()
    client.get(page, headers={"host": "localhost"})
    with CaptureQueriesContext(connection) as queries:
        response = client.get(page, headers={"host": "localhost"})
        asked = len(queries)
    if response.status_code != 200:  # noqa: PLR2004  what a page answers
        raise RuntimeError(f"{page} answers {response.status_code}.")
    middle, slow = percentiles(lambda: client.get(page, headers={"host": "localhost"}), REQUESTS)
    own = percentiles(lambda: client.get(page, headers={"host": "localhost"}), REQUESTS, clock=process_time)
    return f"{asked} | {middle:.0f} | {slow:.0f} | {own[0]:.0f}"


def slow_page(office: Office, service: Service) -> float:
    """Return p95 of the whole page in milliseconds, through every middleware."""
    client = Client()
    page = f"/en/visits/{office.slug}/{service.code}/times/"
    return percentiles(lambda: client.get(page, headers={"host": "localhost"}), REQUESTS)[1]


def percentiles(
    act: Callable[[], object], repeats: int, *, clock: Callable[[], float] = perf_counter
) -> tuple[float, float]:
    """Return p50 and p95 of what it takes, in milliseconds of the clock."""
    act()
    taken = []
    for _ in range(repeats):
        before = clock()
        act()
        taken.append((clock() - before) * 1000)
    cuts = quantiles(taken, n=20)
    return cuts[9], cuts[18]


def buffers(office: Office, service: Service) -> tuple[int, int]:
    """Return how many shared buffers the query for what is taken touches, and its rows."""
    now = timezone.now()
    with CaptureQueriesContext(connection) as queries:
        calendar_of(office, service, first=timezone.localdate(), at=now)
    asked = [row["sql"] for row in queries if 'FROM "scheduling_appointment"' in row["sql"]]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {asked[0]}")
        found = cursor.fetchone()[0]
    plan: dict[str, Any] = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
    return plan["Shared Hit Blocks"] + plan["Shared Read Blocks"], int(plan["Actual Rows"])


def rules(office: Office, service: Service, today: date) -> str:
    """Return how much faster the masks are than the plain rule, on the same times."""
    calendar = calendar_of(office, service, first=today, at=timezone.now())
    days = [today + timedelta(days=number) for number in range(world.DAYS)]
    blocks = calendar._blocks()  # noqa: SLF001  the very blocks that the page uses

    def fast() -> object:
        return month(calendar.counters, blocks, visit=calendar.visit, days=days, zone=office.zone)

    def plain() -> int:
        return sum(
            len(
                bookable(
                    _intervals(counter.duties),
                    blocks,
                    _intervals(counter.taken),
                    length=service.length,
                    step=service.step,
                    not_before=calendar.visit.not_before,
                    not_after=calendar.visit.not_after,
                )
            )
            for counter in calendar.counters
        )

    quick, slow = percentiles(fast, 20)[0], percentiles(plain, 3)[0]
    return f"Rules alone, p50: masks {quick:.1f} ms, plain rule {slow:.0f} ms, × {slow / quick:.0f}."


def _intervals(cells: Sequence[tuple[int, int]]) -> list[Interval]:
    return [Interval(time_of(first), time_of(end)) for first, end in cells]
