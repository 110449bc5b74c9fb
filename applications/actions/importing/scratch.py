"""What has to be remembered of the rows before, in a table of the session: memory stays flat.

A temporary table is nobody else's and goes with the session. What is noted in a transaction that
fails is forgotten with it.
"""

from collections.abc import Collection, Mapping

from django.db import connection

NOTES, STATES = "applications_import_notes", "applications_import_states"


def clear() -> None:
    """Begin with nothing remembered."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE IF NOT EXISTS {NOTES} (key text PRIMARY KEY, value bigint)")
        cursor.execute(
            f"CREATE TEMPORARY TABLE IF NOT EXISTS {STATES} (application bigint PRIMARY KEY, state text)"
        )
        cursor.execute(f"TRUNCATE {NOTES}, {STATES}")


def noted(keys: Collection[str]) -> dict[str, int]:
    """Return what was noted under these keys."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT key, value FROM {NOTES} WHERE key = ANY(%s)", [list(keys)])  # noqa: S608  a name of ours
        return dict(cursor.fetchall())


def note(values: Mapping[str, int]) -> None:
    """Note numbers under keys; what was noted under one before stays."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {NOTES} (key, value) SELECT * FROM unnest(%s::text[], %s::bigint[])"  # noqa: S608  a name of ours
            " ON CONFLICT DO NOTHING",
            [list(values), list(values.values())],
        )


def states(cases: Collection[int]) -> dict[int, str]:
    """Return what became of cases in this trial, as JSON."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT application, state FROM {STATES} WHERE application = ANY(%s)",  # noqa: S608  a name of ours
            [list(cases)],
        )
        return dict(cursor.fetchall())


def keep_states(values: Mapping[int, str]) -> None:
    """Keep what became of cases, in the place of what was kept before."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {STATES} (application, state) SELECT * FROM unnest(%s::bigint[], %s::text[])"  # noqa: S608  a name of ours
            " ON CONFLICT (application) DO UPDATE SET state = EXCLUDED.state",
            [list(values), list(values.values())],
        )
