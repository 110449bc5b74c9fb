from datetime import UTC, datetime

import pytest
from django.utils import timezone

from portal.audit import actions
from portal.audit.actions import record
from portal.audit.models import Seal
from portal.audit.rules.actors import SYSTEM
from portal.audit.rules.chain import GENESIS
from portal.audit.tasks import seal, seal_leftovers
from portal.celery import app

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.django_db
def test_the_clock_seals_at_the_present_time() -> None:
    record("portal.started", subject=None, by=SYSTEM, at=NOON)
    before = timezone.now()

    seal()

    assert before <= Seal.objects.get().at <= timezone.now()


@pytest.mark.django_db
def test_leftovers_are_sealed_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "LOOK_BACK", 1)
    late, *others = (record("portal.started", subject=None, by=SYSTEM, at=NOON) for _each in range(3))
    Seal.objects.bulk_create(
        Seal(sequence=number, event=event, at=NOON, digest=GENESIS) for number, event in enumerate(others, 1)
    )

    seal()
    assert not Seal.objects.filter(event=late).exists()
    seal_leftovers()
    assert Seal.objects.filter(event=late).exists()


def test_the_clock_knows_both() -> None:
    tasks = {entry["task"]: entry["schedule"] for entry in app.conf.beat_schedule.values()}

    assert (tasks["portal.audit.tasks.seal"], tasks["portal.audit.tasks.seal_leftovers"]) == (1.0, 3600.0)
    assert {"portal.audit.tasks.seal", "portal.audit.tasks.seal_leftovers"} <= set(app.tasks)
