import pytest
from django.db import connection


@pytest.mark.django_db
def test_the_database_is_postgresql() -> None:
    """A setting that came too late once made the tests run on SQLite, and they passed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT version()")
        [version] = cursor.fetchone()

    assert connection.vendor == "postgresql"
    assert version.startswith("PostgreSQL ")
