"""What the database itself refuses, and that it can be told to stop."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, models, transaction
from django.db.migrations.executor import MigrationExecutor

from portal.accounts.models import User
from portal.audit.actions import record, seal
from portal.audit.models import Event, Seal
from portal.audit.rules.actors import SYSTEM, Actor

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
TABLES = ("audit_event", "audit_seal")


@pytest.fixture
def history(db: None) -> None:  # noqa: ARG001  it writes there
    record("portal.started", subject=None, by=SYSTEM, at=NOON)
    seal(at=NOON)


def refused(sql: str) -> str:
    with pytest.raises(DatabaseError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    return str(refusal.value).splitlines()[0]


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    ("word", "sql"), [("UPDATE", "UPDATE {} SET at = now()"), ("DELETE", "DELETE FROM {}")]
)
def test_changing_and_deleting_are_refused(table: str, word: str, sql: str) -> None:
    assert refused(sql.format(table)) == f"The audit is append-only: {word} of {table} is refused."


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize("table", TABLES)
def test_a_replica_role_does_not_silence_the_refusal(table: str) -> None:
    sql = "SET LOCAL session_replication_role = replica; DELETE FROM {}"

    assert refused(sql.format(table)) == f"The audit is append-only: DELETE of {table} is refused."


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize("table", TABLES)
def test_truncating_is_refused(table: str) -> None:
    # The tests' database allows it, for tests that commit: see conftest.py.
    sql = "ALTER TABLE {0} ENABLE ALWAYS TRIGGER {0}_stays_whole; TRUNCATE {0} CASCADE"

    assert refused("SET CONSTRAINTS ALL IMMEDIATE; " + sql.format(table)) == (
        f"The audit is append-only: TRUNCATE of {table} is refused."
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("columns", "rule"),
    [
        ({"actor_kind": "user"}, "event_user_is_named"),
        ({"actor_kind": "robot"}, "event_user_is_named"),
        ({"actor_kind": "visitor", "user": "somebody"}, "event_user_is_named"),
        ({"actor_kind": "system", "user": "somebody"}, "event_user_is_named"),
        ({"subject_label": "accounts.user"}, "event_subject_is_whole"),
        ({"subject_pk": "1"}, "event_subject_is_whole"),
        ({"action": ""}, "event_action_is_named"),
    ],
)
def test_half_an_event_is_refused(columns: dict[str, object], rule: str) -> None:
    if "user" in columns:
        columns = {**columns, "user": User.objects.create_user("clerk@example.test")}

    with pytest.raises(DatabaseError, match=rule), transaction.atomic():
        Event.objects.create(**{"at": NOON, "action": "portal.started", "actor_kind": "system", **columns})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("columns", "rule"),
    [
        ({"sequence": 0}, "seal_sequence_from_one"),
        ({"digest": "a" * 63}, "seal_digest_is_sha256"),
        ({"digest": "A" * 64}, "seal_digest_is_sha256"),
    ],
)
def test_half_a_seal_is_refused(columns: dict[str, object], rule: str) -> None:
    event = record("portal.started", subject=None, by=SYSTEM, at=NOON)

    with pytest.raises(DatabaseError, match=rule), transaction.atomic():
        Seal.objects.create(**{"sequence": 1, "event": event, "at": NOON, "digest": "a" * 64, **columns})


@pytest.mark.django_db
def test_somebody_who_acted_cannot_be_deleted() -> None:
    clerk = User.objects.create_user("clerk@example.test")
    record("portal.started", subject=None, by=Actor.user(clerk.pk), at=NOON)

    with pytest.raises(models.ProtectedError):
        clerk.delete()


@pytest.mark.django_db
def test_the_triggers_can_be_taken_away_and_put_back() -> None:
    migrate = MigrationExecutor(connection).migrate

    migrate([("audit", "0001_events")])
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgname LIKE 'audit%' AND NOT tgisinternal")
        without = cursor.fetchall()
    MigrationExecutor(connection).migrate([("audit", "0002_append_only")])
    record("portal.started", subject=None, by=SYSTEM, at=NOON)

    assert without == []
    assert refused("DELETE FROM audit_event") == "The audit is append-only: DELETE of audit_event is refused."
