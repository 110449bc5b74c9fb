"""Let the database's `now()` follow the demonstration's clock.

The triggers that guard the hours ask `now()` which visits are still to come. In a
demonstration each connection looks for functions in the schema `demo` before PostgreSQL's own,
and finds a `now()` there (migration 0001) that adds the shift. A connection is told the shift
when it is made, and again at the next request after the clock was set.
"""

from datetime import timedelta
from threading import local
from typing import Any

from django.core.signals import request_started
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from portal.demo import clock

LOOK_HERE_FIRST = (
    "SELECT set_config('search_path', current_setting('search_path') || ', demo, pg_catalog', false)"
)
SHIFT = "SELECT set_config('demo.shift', %s, false)"

told = local()  # which shift this thread's connection knows


def install() -> None:
    connection_created.connect(connected, dispatch_uid="demo.connected")
    request_started.connect(asked, dispatch_uid="demo.asked")


def connected(connection: BaseDatabaseWrapper, **_others: Any) -> None:  # noqa: ANN401  a signal's extras
    with connection.cursor() as cursor:
        cursor.execute(LOOK_HERE_FIRST)
    _tell(connection, clock.shift())


def asked(**_others: Any) -> None:  # noqa: ANN401  a signal's extras
    shift = clock.shift()
    if connection.connection is not None and getattr(told, "shift", None) != shift:
        _tell(connection, shift)


def _tell(connection: BaseDatabaseWrapper, shift: timedelta) -> None:
    with connection.cursor() as cursor:
        cursor.execute(SHIFT, [f"{shift.total_seconds()} seconds"])
    told.shift = shift
