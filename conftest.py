"""What every test may use: a browser that is really there, and a clean world."""

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

AUDIT_TABLES = ("audit_event", "audit_seal")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:  # noqa: ARG001  runs first
    """Let tests that commit truncate the audit after them; changing and deleting stay refused."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table in AUDIT_TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_stays_whole")
