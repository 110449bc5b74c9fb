"""Statements that are planned once, where a migration changes what they were planned for."""

from collections.abc import Iterator

import pytest
from django.db import NotSupportedError, connection

from portal.prepared import Prepared

THINGS = Prepared("test_prepared_things", "SELECT name FROM test_prepared_thing")


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def _table(transactional_db: None) -> Iterator[None]:  # noqa: ARG001  no transaction of the test's own
    run("CREATE TABLE test_prepared_thing (name varchar(9))")
    yield
    run("DROP TABLE test_prepared_thing")


@pytest.mark.usefixtures("_table")
def test_a_new_type_costs_a_session_one_request() -> None:
    assert THINGS.all() == []
    run("ALTER TABLE test_prepared_thing ALTER name TYPE varchar(10)")

    with pytest.raises(NotSupportedError):
        THINGS.all()
    connection.close_if_unusable_or_obsolete()

    assert THINGS.all() == []
