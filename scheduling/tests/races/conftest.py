from collections.abc import Iterator

import pytest
from django.db import connection

from portal.accounts.models import Office
from scheduling.models import Appointment, Service
from scheduling.tests import factories as make


@pytest.fixture
def service(db: None) -> Service:  # noqa: ARG001  it is written there
    return make.service()


@pytest.fixture
def office(service: Service) -> Office:
    return make.working_office(service)


@pytest.fixture
def without_the_constraint() -> Iterator[None]:
    """Take the guard away, to see the race that it prevents."""
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE scheduling_appointment RENAME CONSTRAINT appointment_counter_free TO gone"
        )
        cursor.execute("ALTER TABLE scheduling_appointment DROP CONSTRAINT gone")
    yield
    Appointment.objects.all().delete()
    constraint = next(c for c in Appointment._meta.constraints if c.name == "appointment_counter_free")
    with connection.schema_editor() as editor:
        editor.add_constraint(Appointment, constraint)


OFFICE_LOCK = (
    "CREATE OR REPLACE FUNCTION scheduling_office_lock(office bigint) RETURNS bigint LANGUAGE sql AS $$ {} $$"
)


@pytest.fixture
def without_the_lock_of_hours() -> Iterator[None]:
    """Give everybody a lock of their own, so that hours and visits do not wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute(OFFICE_LOCK.format("SELECT (random() * 1e15)::bigint"))
    yield
    with connection.cursor() as cursor:
        cursor.execute(OFFICE_LOCK.format("SELECT hashtextextended('scheduling.office:' || office, 0)"))
