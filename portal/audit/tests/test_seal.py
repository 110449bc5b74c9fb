import logging
from datetime import UTC, datetime
from threading import Barrier, Thread

import pytest
from django.db import connection, connections, transaction

from portal.audit import actions
from portal.audit.actions import record, seal
from portal.audit.models import Event, Seal
from portal.audit.rules.actors import SYSTEM
from portal.audit.rules.chain import GENESIS, Chain, walk

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def events(number: int) -> list[Event]:
    return [record("portal.started", subject=None, by=SYSTEM, at=NOON, run=run) for run in range(number)]


def sealed() -> list[int]:
    return list(Seal.objects.order_by("sequence").values_list("event_id", flat=True))


def verified() -> Chain:
    return walk(Seal.objects.links(), anchors={})


@pytest.mark.django_db
def test_events_are_sealed_once_and_in_order() -> None:
    first, second = events(2)
    assert seal(at=NOON) == 2
    (third,) = events(1)
    assert seal(at=NOON) == 1

    assert seal(at=NOON) == 0
    assert list(Seal.objects.order_by("sequence").values_list("sequence", "event_id", "at")) == [
        (1, first.pk, NOON),
        (2, second.pk, NOON),
        (3, third.pk, NOON),
    ]
    assert (verified().length, verified().broken) == (3, None)


@pytest.mark.django_db
def test_no_more_are_sealed_at_once_than_asked_for() -> None:
    first, second, third = events(3)

    assert (seal(at=NOON, limit=2), sealed()) == (2, [first.pk, second.pk])
    assert (seal(at=NOON, limit=2), sealed()) == (1, [first.pk, second.pk, third.pk])


@pytest.mark.django_db
def test_an_empty_audit_is_a_chain_from_the_start() -> None:
    assert (seal(at=NOON), verified()) == (0, Chain(0, GENESIS))


@pytest.mark.django_db
@pytest.mark.parametrize(("thorough", "found"), [(False, 1), (True, 2)])
def test_what_committed_very_late_is_found_by_a_thorough_search(
    monkeypatch: pytest.MonkeyPatch, *, thorough: bool, found: int
) -> None:
    monkeypatch.setattr(actions, "LOOK_BACK", 1)
    late, *others = events(3)
    Seal.objects.bulk_create(
        Seal(sequence=number, event=event, at=NOON, digest=GENESIS) for number, event in enumerate(others, 1)
    )
    events(1)

    assert seal(at=NOON, thorough=thorough) == found
    assert (late.pk in sealed()) is thorough


@pytest.mark.django_db
def test_what_committed_a_little_late_is_found_at_once() -> None:
    late, *others = events(3)
    Seal.objects.bulk_create(
        Seal(sequence=number, event=event, at=NOON, digest=GENESIS) for number, event in enumerate(others, 1)
    )

    assert (seal(at=NOON), sealed()) == (1, [*(event.pk for event in others), late.pk])


@pytest.mark.django_db
def test_the_log_names_the_last_seal_as_an_anchor(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="portal.audit")
    events(2)
    seal(at=NOON)
    seal(at=NOON)

    head = Seal.objects.get(sequence=2).digest
    assert [line.getMessage() for line in caplog.records] == [f"audit sealed up to 2:{head}"]


@pytest.mark.django_db(transaction=True)
def test_a_second_sealer_has_nothing_to_do_while_the_first_is_at_work() -> None:
    with transaction.atomic():
        events(2)
    counts = []

    def second() -> None:
        counts.append(seal(at=NOON))
        connection.close()

    with transaction.atomic():
        counts.append(seal(at=NOON))
        thread = Thread(target=second)
        thread.start()
        thread.join(timeout=5)
        while_at_work = list(counts)
    thread.join()

    assert while_at_work == [2, 0]


@pytest.mark.django_db(transaction=True)
def test_sealers_at_once_never_fork_the_chain() -> None:
    sealers, writers, each = 6, 2, 30
    start = Barrier(sealers + writers)
    failures: list[BaseException] = []

    def at_work(job: object) -> None:
        try:
            start.wait()
            for _round in range(each):
                with transaction.atomic():
                    events(2) if job == "write" else seal(at=NOON, limit=5)
        except BaseException as error:  # noqa: BLE001  a thread's failure is the test's
            failures.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=at_work, args=[job]) for job in ["seal"] * sealers + ["write"] * writers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seal(at=NOON)

    assert failures == []
    assert sorted(sealed()) == sorted(Event.objects.values_list("pk", flat=True))
    assert (verified().length, verified().broken) == (writers * each * 2, None)
