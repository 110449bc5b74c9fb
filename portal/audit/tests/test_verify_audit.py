import json
from datetime import UTC, datetime
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection

from portal.audit.actions import record, seal
from portal.audit.models import Event, Seal
from portal.audit.rules.actors import SYSTEM
from portal.audit.rules.chain import GENESIS

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
OPEN = "".join(
    f"ALTER TABLE {table} DISABLE TRIGGER {table}_stays;" for table in ("audit_event", "audit_seal")
)


@pytest.fixture
def history() -> list[Event]:
    """Five events, all sealed."""
    written = [record("portal.started", subject=None, by=SYSTEM, at=NOON, run=run) for run in range(5)]
    seal(at=NOON)
    return written


def verify(*arguments: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("verify_audit", *arguments, stdout=out)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue()
    return 0, out.getvalue()


def tamper(sql: str, *parameters: int | str | datetime) -> None:
    """Change the audit as somebody would who owns the database."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(OPEN + sql, parameters)


def complaint() -> tuple[int, str]:
    code, out = verify("--json")
    return code, json.loads(out)["broken"]["message"]


def digest(sequence: int) -> str:
    return Seal.objects.get(sequence=sequence).digest


def test_a_whole_chain_is_reported_as_such(history: list[Event]) -> None:
    with time_machine.travel(NOON, tick=False):
        assert verify() == (0, f"{len(history)} events are sealed; the last digest is {digest(5)}.\n")


def test_an_empty_audit_holds() -> None:
    assert verify() == (0, f"0 events are sealed; the last digest is {GENESIS}.\n")


@pytest.mark.usefixtures("history")
def test_machines_are_told_the_same() -> None:
    record("portal.started", subject=None, by=SYSTEM, at=NOON)

    with time_machine.travel(NOON.replace(second=7), tick=False):
        code, out = verify("--json")

    assert (code, json.loads(out)) == (
        0,
        {"sealed": 5, "head": digest(5), "broken": None, "unsealed": 1, "oldest_unsealed_seconds": 7.0},
    )


@pytest.mark.usefixtures("history")
def test_the_age_of_the_oldest_unsealed_event_is_told() -> None:
    record("portal.started", subject=None, by=SYSTEM, at=NOON.replace(second=3))
    record("portal.started", subject=None, by=SYSTEM, at=NOON)

    with time_machine.travel(NOON.replace(second=7), tick=False):
        _code, out = verify()

    assert out.splitlines()[1:] == ["2 are not sealed yet; the oldest has waited for 7 s."]


def test_a_break_is_told_in_a_sentence(history: list[Event]) -> None:
    tamper("UPDATE audit_event SET action = 'nothing' WHERE id = %s", history[2].pk)

    code, out = verify()

    assert (code, out.splitlines()[-1]) == (
        1,
        f"BROKEN: Event {history[2].pk}, sealed as 3, is not as it was sealed. All before it holds.",
    )


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_event SET action = 'nothing'",
        "UPDATE audit_event SET at = at + interval '1 microsecond'",
        "UPDATE audit_event SET actor_kind = 'visitor'",
        "UPDATE audit_event SET subject_label = 'accounts.user', subject_pk = '1'",
        """UPDATE audit_event SET data = '{"run": 99}'""",
        "UPDATE audit_event SET request_id = 'another'",
    ],
)
def test_a_changed_event_is_named(history: list[Event], change: str) -> None:
    tamper(f"{change} WHERE id = %s", history[1].pk)

    assert complaint() == (1, f"Event {history[1].pk}, sealed as 2, is not as it was sealed.")


def test_a_deleted_event_is_named(history: list[Event]) -> None:
    tamper(
        "ALTER TABLE audit_seal DISABLE TRIGGER ALL; ALTER TABLE audit_event DISABLE TRIGGER ALL;"
        "DELETE FROM audit_event WHERE id = %s",
        history[3].pk,
    )

    assert complaint() == (1, f"Event {history[3].pk}, sealed as 4, is missing.")


def test_an_event_deleted_with_its_seal_leaves_a_gap(history: list[Event]) -> None:
    tamper("DELETE FROM audit_seal WHERE sequence = 2; DELETE FROM audit_event WHERE id = %s", history[1].pk)

    assert complaint() == (1, "Seal 2 is missing.")


def test_events_that_changed_places_are_named(history: list[Event]) -> None:
    first, second = history[1].pk, history[2].pk
    tamper(
        "DELETE FROM audit_seal WHERE sequence IN (2, 3);"
        "INSERT INTO audit_seal (sequence, event_id, at, digest) VALUES (2, %s, %s, %s), (3, %s, %s, %s)",
        *(second, NOON, digest(2)),
        *(first, NOON, digest(3)),
    )

    assert complaint() == (1, f"Seal 2 of event {second} carries a wrong digest.")


def test_an_event_put_in_between_is_named(history: list[Event]) -> None:
    alien = record("portal.stopped", subject=None, by=SYSTEM, at=NOON)
    tamper(
        "UPDATE audit_seal SET sequence = sequence + 100 WHERE sequence > 2;"
        "UPDATE audit_seal SET sequence = sequence - 99 WHERE sequence > 100;"
        "INSERT INTO audit_seal (sequence, event_id, at, digest) VALUES (3, %s, %s, %s)",
        *(alien.pk, NOON, "a" * 64),
    )

    assert (len(history), complaint()) == (5, (1, f"Seal 3 of event {alien.pk} carries a wrong digest."))


def test_a_changed_time_of_sealing_is_named(history: list[Event]) -> None:
    tamper("UPDATE audit_seal SET at = at + interval '1 day' WHERE sequence = 2")

    assert complaint() == (1, f"Event {history[1].pk}, sealed as 2, is not as it was sealed.")


@pytest.mark.usefixtures("history")
def test_a_chain_cut_short_shows_only_by_an_anchor() -> None:
    head = digest(5)
    assert verify("--expect-head", head, "--anchor", f"5:{head}", "--anchor", f"2:{digest(2)}")[0] == 0

    tamper("DELETE FROM audit_seal WHERE sequence > 3; DELETE FROM audit_event WHERE (data->'run')::int > 2")

    assert verify()[0] == 0
    assert verify("--anchor", f"5:{head}")[0] == 1
    assert verify("--expect-head", head)[0] == 1


@pytest.mark.parametrize(
    ("argument", "value", "said"),
    [
        ("--anchor", f"0:{GENESIS}", "write it as the log does, NUMBER:DIGEST"),
        ("--anchor", "1", "is no digest"),
        ("--anchor", "x:" + GENESIS, "write it as the log does, NUMBER:DIGEST"),
        ("--expect-head", "abc", "is no digest"),
    ],
)
def test_a_misspelt_anchor_is_refused(argument: str, value: str, said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("verify_audit", argument, value)


@pytest.mark.usefixtures("history")
def test_the_chain_is_read_a_page_at_a_time() -> None:
    pages = list(Seal.objects.links(at_once=2))

    assert pages == list(Seal.objects.links())
    assert [link.sequence for link in pages] == [1, 2, 3, 4, 5]
