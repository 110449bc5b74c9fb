"""Who works on a run: one process at a time, for as long as it lives.

The lock belongs to the session and goes with it, so a run whose process was killed is free at once,
and whoever looks can tell.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

KEY = "hashtextextended('applications.import:' || %s, 0)"


class BusyError(Exception):
    """Somebody else works on this run now."""


@contextmanager
def alone(run: int) -> Iterator[None]:
    """Work on a run alone.

    :raises BusyError: if somebody else does.
    """
    if not _asked(f"SELECT pg_try_advisory_lock({KEY})", run):
        raise BusyError
    try:
        yield
    finally:
        if not connection.needs_rollback and connection.is_usable():
            _asked(f"SELECT pg_advisory_unlock({KEY})", run)


def is_worked_on(run: int) -> bool:
    """Tell whether a process works on a run."""
    return _asked(
        f"""
        SELECT EXISTS (
            SELECT FROM pg_locks, (SELECT {KEY} AS key) AS wanted
            WHERE locktype = 'advisory' AND objsubid = 1 AND granted
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                AND (classid::bigint << 32 | objid::bigint) = wanted.key
        )
        """,  # noqa: S608  a key of ours
        run,
    )


def lock_office(office: int) -> None:
    """Let the batches of files for one office come one after the other, to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('applications.imports:' || %s, 0))", [office]
        )


def _asked(statement: str, run: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement, [run])
        return bool(cursor.fetchone()[0])
