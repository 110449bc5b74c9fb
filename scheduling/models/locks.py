"""Advisory locks: who must wait for whom.

Always taken in this order, so that nobody waits in a circle: what is asked for, the visitor's
browser, the office's hours (shared), the person, the counters' days in one sorted step, then rows; a
visitor's own former hold comes last. Changing hours takes the office alone, exclusively
(by trigger), and rows after it. All are let go at the end of the transaction, or of the
savepoint that took them.
"""

from collections.abc import Iterable
from datetime import date

from django.db import connection

from portal.prepared import Prepared

CHOICE = Prepared(
    "scheduling_choice",
    """
    SELECT pg_advisory_xact_lock(hashtextextended('scheduling.holder:' || %(holder)s, 0)),
        pg_advisory_xact_lock_shared(scheduling_office_lock(%(office)s))
    """,
)


def lock_holder(holder: str) -> None:
    """Let one browser's requests come one after the other."""
    _lock("SELECT pg_advisory_xact_lock(hashtextextended('scheduling.holder:' || %s, 0))", holder)


def lock_choice(holder: str, office_id: int) -> None:
    """Do `lock_holder` and then `share_hours`, in one statement that every hold waits for."""
    CHOICE.one(holder=holder, office=office_id)


def lock_person(digest: str) -> None:
    """Let the confirmations of one person, or one case, come one after the other."""
    _lock("SELECT pg_advisory_xact_lock(hashtextextended('scheduling.person:' || %s, 0))", digest)


def lock_asked(digest: str) -> None:
    """Let those who ask for a code to one visit, and nothing else, come one after the other."""
    _lock("SELECT pg_advisory_xact_lock(hashtextextended('scheduling.asked:' || %s, 0))", digest)


def share_hours(office_id: int) -> None:
    """Keep the office's blocked windows, closures and zone as they are."""
    _lock("SELECT pg_advisory_xact_lock_shared(scheduling_office_lock(%s))", office_id)


def take_hours(office_id: int) -> None:
    """Keep everybody from taking a time at the office."""
    _lock("SELECT pg_advisory_xact_lock(scheduling_office_lock(%s))", office_id)


def lock_counters(days: Iterable[tuple[int, date]]) -> None:
    """Keep everybody else from taking a time at these counters (keys) on these days."""
    for counter, day in sorted(set(days)):
        key = f"{counter}:{day}"
        _lock("SELECT pg_advisory_xact_lock(hashtextextended('scheduling.counter:' || %s, 0))", key)


def _lock(statement: str, key: str | int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [key])
