"""A `now()` that follows the demonstration's clock, where only a demonstration looks for it."""

from django.db import migrations

FORWARDS = """
CREATE SCHEMA IF NOT EXISTS demo;
CREATE OR REPLACE FUNCTION demo.now() RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT pg_catalog.now() + coalesce(nullif(current_setting('demo.shift', true), ''), '0')::interval
$$;
"""
BACKWARDS = "DROP SCHEMA demo CASCADE;"


class Migration(migrations.Migration):
    dependencies: list[tuple[str, str]] = []

    operations = [migrations.RunSQL(sql=FORWARDS, reverse_sql=BACKWARDS)]
