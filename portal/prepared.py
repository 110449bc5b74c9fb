"""Statements that PostgreSQL plans once for a connection, and not each time they are asked.

Three quarters of what a booking took in the database were planning: psycopg2 sends text, and
nothing is kept between two texts (bench/README.md). Named parameters stand as `%(name)s`. Columns
are listed and never `*`: a migration that adds one changes nothing that a process was promised.
A pool between Django and PostgreSQL must keep sessions together (docs/operations.md).
"""

import re
from collections.abc import Mapping
from typing import Any
from weakref import WeakKeyDictionary

from django.db import NotSupportedError, connection

PARAMETER = re.compile(r"%\((\w+)\)s")

_prepared: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


class Prepared:
    """A statement with a name of its own in each session."""

    def __init__(self, name: str, statement: str) -> None:
        self.name = name
        self.parameters = list(dict.fromkeys(PARAMETER.findall(statement)))
        self.statement = PARAMETER.sub(lambda found: f"${self.parameters.index(found[1]) + 1}", statement)
        marks = ", ".join(["%s"] * len(self.parameters))
        self.call = f"EXECUTE {name} ({marks})" if marks else f"EXECUTE {name}"

    def all(self, **values: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401  whatever psycopg2 can send
        """Execute it and return its rows."""
        with connection.cursor() as cursor:
            self.execute(cursor, values)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows

    def one(self, **values: Any) -> tuple[Any, ...] | None:  # noqa: ANN401  whatever psycopg2 can send
        """Execute it and return its first row, or None."""
        return next(iter(self.all(**values)), None)

    def count(self, **values: Any) -> int:  # noqa: ANN401  whatever psycopg2 can send
        """Execute it and return how many rows it has written."""
        with connection.cursor() as cursor:
            self.execute(cursor, values)
            return int(cursor.rowcount)

    def execute(self, cursor: Any, values: Mapping[str, Any]) -> None:  # noqa: ANN401  of psycopg2, wrapped by Django
        """Execute it, and leave the session for a new one if its plan holds no longer.

        A migration that changes the type of a column makes the plans of each session
        worthless: that costs one request of each, and not all until it grows old.
        """
        try:
            cursor.execute(self.call, self.ready(values))
        except NotSupportedError:
            connection.close_at = 0.0  # Django looks at it between two requests
            raise

    def ready(self, values: Mapping[str, Any]) -> list[Any]:
        """Make it known to the session, and return the values in the order in which `call` takes them."""
        connection.ensure_connection()
        session = connection.connection
        known = _prepared.setdefault(session, set())
        if self.name not in known:
            with session.cursor() as cursor:
                cursor.execute(f"PREPARE {self.name} AS {self.statement}")
            known.add(self.name)
        return [values[name] for name in self.parameters]
