"""What reminders cost whoever books: the rows of a confirmation and three reminders, by two ways each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from time import perf_counter
from typing import Any

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from portal.notifications.actions.outbox import Order, enqueue_all
from portal.notifications.choices import Channel
from portal.notifications.models import Notice
from portal.notifications.rules.kinds import Way
from scheduling import notices
from scheduling.models import Appointment
from scheduling.notices.told import REMINDER

TIMES = 300
LATER = timedelta(days=20)  # so that all three reminders are still to come
VERSION = 7  # of a visit that was moved often: nothing was said of it in this one
OFFSETS = ("", "P7D", "P2D", "PT3H")  # the confirmation, which has none, and the reminders


@dataclass(frozen=True, slots=True)
class Enqueued:
    """What it took for one visit: the median in ms, and how many statements."""

    name: str
    rows: int
    statements: int
    milliseconds: float

    @property
    def rows_per_second(self) -> float:
        return self.rows / self.milliseconds * 1000


def measured(at: datetime) -> list[Enqueued]:
    """Write the rows for some visits in each way, in turns; nothing of it is kept."""
    visits = [_later(visit) for visit in Appointment.objects.for_page().order_by("pk")[:TIMES]]
    ways: Mapping[str, Callable[[Appointment], object]] = {
        "all in one statement": lambda visit: enqueue_all(_orders(visit, at), subject=visit),
        "a statement for each": lambda visit: [
            enqueue_all([one], subject=visit) for one in _orders(visit, at)
        ],
        "the confirmation alone, in one": lambda visit: enqueue_all(_orders(visit, at)[:2], subject=visit),
        "the action's: `notices.appointment_booked`": lambda visit: notices.appointment_booked(visit, at=at),
    }
    taken: dict[str, list[tuple[int, int, float]]] = {name: [] for name in ways}
    for visit in visits:
        for name, way in ways.items():
            taken[name].append(_once(way, visit))
    return [
        Enqueued(name, *found[-1][:2], median(seconds for _, _, seconds in found) * 1000)
        for name, found in taken.items()
    ]


def _once(way: Callable[[Appointment], object], visit: Appointment) -> tuple[int, int, float]:
    """Return how many rows that wrote, in how many statements, and the seconds it took."""
    statements: list[str] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: ANN401, FBT001  as Django calls it
        statements.append(sql)
        return execute(sql, params, many, context)

    with transaction.atomic():
        with connection.execute_wrapper(watch):
            started = perf_counter()
            way(visit)
            took = perf_counter() - started
        rows = Notice.objects.about(visit).filter(version=VERSION).count()
        transaction.set_rollback(True)
    return rows, len(statements), took


def _later(visit: Appointment) -> Appointment:
    """Let somebody who left both addresses book it again, unlike what the outbox knows already."""
    start, end = visit.interval.start + LATER, visit.interval.end + LATER
    visit.period, visit.sequence = DateTimeTZRange(start, end), VERSION
    visit.email = f"visitor-{visit.pk}@example.test"
    return visit


def _orders(visit: Appointment, at: datetime) -> list[Order]:
    ways = [Way(Channel.EMAIL, visit.email), Way(Channel.SMS, visit.phone)]
    return [
        Order(REMINDER if offset else "appointment_booked", VERSION, way, visit.language, at, offset)
        for offset in OFFSETS
        for way in ways
    ]
