"""How long it takes to find what is due, behind years of history."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import Any

from django.db import connection, models, transaction

from portal.notifications.carriers.sms import Gateway
from portal.notifications.choices import Channel
from portal.notifications.models import CLAIM, Notice

TIMES = 200
# The reading half of the claim, alone.
DUE = """
SELECT id FROM notifications_notice
WHERE state IN ('queued', 'sending') AND channel = %(channel)s AND next_try_at <= %(at)s AND handed_at IS NULL
ORDER BY next_try_at LIMIT %(limit)s
"""
QUERY, CLAIMING = "the due query", "claiming them"
STATEMENTS = {QUERY: DUE, CLAIMING: CLAIM}


@dataclass(frozen=True, slots=True)
class Look:
    """What one of the statements took: ms by the clock, of which rank; ms of processor; and its plan."""

    name: str
    rows: int
    best: float
    p50: float
    p95: float
    processor: float
    buffers: int
    plan: str


def looks(at: datetime) -> list[Look]:
    """Ask both statements many times; what is claimed is given back each time."""
    return [_look(name, statement, at) for name, statement in STATEMENTS.items()]


def touch() -> None:
    """Put all that is due off by a moment, as senders do, and leave dead entries in the index."""
    Notice.objects.waiting().update(next_try_at=models.F("next_try_at") + timedelta(microseconds=1))


def _look(name: str, statement: str, at: datetime) -> Look:
    until = at + timedelta(minutes=10)
    values = {"channel": Channel.SMS, "at": at, "limit": Gateway.batch, "sender": 1, "until": until}
    rows, _seconds = _once(statement, values)
    before = _processor()
    took = sorted(_once(statement, values)[1] * 1000 for _ in range(TIMES))
    processor = (_processor() - before) / TIMES * 1000
    plan, buffers = _explained(statement, values)
    cuts = quantiles(took, n=20)
    return Look(name, rows, took[0], cuts[9], cuts[18], processor, buffers, plan)


def _once(statement: str, values: dict[str, Any]) -> tuple[int, float]:
    with transaction.atomic(), connection.cursor() as cursor:
        started = perf_counter()
        cursor.execute(statement, values)
        rows = len(cursor.fetchall())
        took = perf_counter() - started
        transaction.set_rollback(True)
    return rows, took


def _processor() -> float:
    """Return the seconds of processor that our session in the database has used."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def _explained(statement: str, values: dict[str, Any]) -> tuple[str, int]:
    """Return the scans of the plan that was followed, and how many shared buffers it looked at."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}", values)
        (found,) = cursor.fetchone()
        transaction.set_rollback(True)
    plan = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
    return ", ".join(dict.fromkeys(_scans(plan))), plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]


def _scans(plan: dict[str, Any]) -> list[str]:
    own = [f"{plan['Node Type']} {plan.get('Index Name', '')}".strip()] if "Scan" in plan["Node Type"] else []
    return own + [name for part in plan.get("Plans", ()) for name in _scans(part)]
