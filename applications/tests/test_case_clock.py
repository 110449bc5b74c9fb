"""What the clock starts about cases: reminders, notes once a month, one message for all."""

from datetime import date

import pytest
import time_machine

from applications import tasks
from applications.choices import Digest, MandateKind
from applications.models import Application, CasePreference, KeptDay, Mandate
from applications.tests import factories as make
from portal.accounts.tests import factories as accounts
from portal.celery import app
from portal.notifications.models import Notice

pytestmark = pytest.mark.django_db

NAMES = ("plan_case_reminders", "send_monthly_notes", "send_case_digests")


@pytest.fixture
def case() -> Application:
    made = make.case(accounts.office(), email="olena@example.test")
    proxy = accounts.user("proxy@example.test")
    Mandate.objects.create(
        application=made,
        kind=MandateKind.PROXY,
        accepted_at=make.AT,
        name="Jan Zastępca",
        user=proxy,
        began_on=make.AT.date(),
        noted_by=proxy,
    )
    CasePreference.objects.create(user=proxy, digest=Digest.DAILY)
    Application.objects.update(
        account=proxy,
        account_level="desk",
        monthly_from=date(2026, 11, 1),
        changed_at="2026-10-01T09:00:00Z",
        turn="office",
    )
    KeptDay.objects.create(application=made, kind="travel", on=date(2027, 2, 1), by=proxy, at=make.AT)
    return made


@time_machine.travel("2026-12-01 09:00+00:00", tick=False)
def test_each_writes_what_is_due_now(case: Application) -> None:
    Application.objects.filter(pk=case.pk).update(turn="party", until=date(2026, 12, 3))
    tasks.send_case_digests()
    Application.objects.filter(pk=case.pk).update(turn="office", until=None)
    tasks.send_monthly_notes()
    tasks.plan_case_reminders()

    kinds = Notice.objects.order_by("kind").values_list("kind", "recipient")
    assert list(kinds) == [
        ("case_day", "olena@example.test"),
        ("case_digest", "proxy@example.test"),
        ("case_monthly", "olena@example.test"),
    ]


@pytest.mark.parametrize("name", NAMES)
def test_the_clock_knows_each_and_asks_at_least_once_an_hour(name: str) -> None:
    (job,) = (
        each for each in app.conf.beat_schedule.values() if each["task"] == f"applications.tasks.{name}"
    )

    assert job["schedule"] <= 3600
