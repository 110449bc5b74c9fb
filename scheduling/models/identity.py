"""Leave to write another name to a booked visit, for the two actions that may."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from scheduling.models.appointments import Appointment


@contextmanager
def identity_checked(appointment: Appointment) -> Iterator[None]:
    """Let a booked visit be given another name within: the database refuses it otherwise.

    For correcting a name that was misspelt, and for giving the lead of a booking the person and
    the seat of another of its people. It is said in the transaction, and of this row alone.
    """
    _say(str(appointment.pk))
    yield
    _say("")


def _say(checked: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('scheduling.identity_checked', %s, true)", [checked])
