"""How many events a second are entered by `apply`, beside the statements it sends and nothing else.

Asked: 10,000 transitions at at least half the rate of the same raw inserts. The statements are
written down while the events are entered and rolled back, and then sent for the same cases as they
stand, each event in a transaction of its own. Both take turns, so that what else the machine does
hits both.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from time import perf_counter
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from applications.actions.applying import apply
from applications.choices import EventKind as K
from applications.models import Application
from bench.cases.world import EVERY_PART, office, opened
from portal.audit.rules.actors import SYSTEM

CASES, ROUNDS = 2_000, 10
Statement = tuple[str, Any]


def run() -> None:
    at = timezone.now()
    today = timezone.localdate()
    filed_on = today - timedelta(days=60)
    made = opened(office("bench-transitions"), 2 * CASES, filed_on=filed_on, at=at)
    entered, raw = made[:CASES], made[CASES:]
    written = {case.pk: recorded(case, today=today, at=at) for case in raw}
    slow = fast = 0.0
    events = len(steps(entered[0], today=today))
    size = CASES // ROUNDS
    for number in range(ROUNDS):
        block = slice(number * size, (number + 1) * size)
        slow += took(partial(enter, entered[block], today=today, at=at))
        fast += took(partial(send, [each for case in raw[block] for each in written[case.pk]]))
    total = CASES * events
    statements = sum(map(len, written[raw[0].pk])) / events
    print("| transitions | statements each | `apply` a second | raw a second | ratio (≥ 0.5) |")
    print("| --- | --- | --- | --- | --- |")
    print(
        f"| {total:,} | {statements:.1f} | {total / slow:.0f} | {total / fast:.0f} | {fast / slow:.2f} |",
        flush=True,
    )


def steps(case: Application, *, today: date) -> list[tuple[K, Mapping[str, Any]]]:
    """Return how a case goes in this benchmark: kinds and what they carry."""
    due = today + timedelta(days=30)
    return [
        (K.REGISTERED, {"case_number": f"SC-II.6151.{case.pk}.2026"}),
        (K.CONFIRMED, {}),
        (K.OPINION_ASKED, {"authority": "sg", "due_on": due}),
        (K.OPINION_GIVEN, {"authority": "sg"}),
        (K.STATEMENT_SENT, {"until": due}),
    ]


def enter(cases: Sequence[Application], *, today: date, at: datetime) -> None:
    for case in cases:
        for kind, data in steps(case, today=today):
            apply(case=case.pk, kind=kind, on=today, by=SYSTEM, parts=EVERY_PART, at=at, data=data)


def recorded(case: Application, *, today: date, at: datetime) -> list[list[Statement]]:
    """Return the statements of each event of a case, which is left as it was."""
    found: list[list[Statement]] = []
    with transaction.atomic():
        for kind, data in steps(case, today=today):
            sent: list[Statement] = []
            with connection.execute_wrapper(_writing_down(sent)):
                apply(case=case.pk, kind=kind, on=today, by=SYSTEM, parts=EVERY_PART, at=at, data=data)
            found.append([each for each in sent if "SAVEPOINT" not in each[0]])
        transaction.set_rollback(True)
    return found


def _writing_down(sent: list[Statement]) -> Callable[..., Any]:
    def wrapper(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: ANN401, FBT001  as Django calls it
        sent.append((sql, params))
        return execute(sql, params, many, context)

    return wrapper


def send(events: Sequence[Sequence[Statement]]) -> None:
    for statements in events:
        with transaction.atomic(), connection.cursor() as cursor:
            for sql, params in statements:
                cursor.execute(sql, params)


def took(work: Callable[[], None]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start
