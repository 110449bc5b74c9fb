"""The database's own clock follows that of the demonstration, and nobody else's."""

from datetime import date, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from portal.audit.rules.actors import VISITOR
from portal.demo import clock, database
from scheduling.actions.hours import block
from scheduling.models import Closure
from scheduling.tests import factories as make

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _clock(settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(clock, "known", clock.Known())
    monkeypatch.setattr(database, "told", type(database.told)())


@pytest.fixture
def demonstration() -> None:
    """Make the connection one of a demonstration until the test's transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(import_module("portal.demo.migrations.0001_clock").FORWARDS)
    database.connected(connection)


def ahead() -> timedelta:
    with connection.cursor() as cursor:
        cursor.execute("SELECT now() - pg_catalog.now()")
        (found,) = cursor.fetchone() or (None,)
    assert isinstance(found, timedelta)
    return found


def test_now_is_postgresqls_own_where_no_demonstration_runs() -> None:
    clock.set_to(timezone.now() + 3 * DAY)

    assert ahead() == timedelta()


@pytest.mark.usefixtures("demonstration")
def test_now_is_real_until_the_clock_is_set() -> None:
    assert ahead() == timedelta()


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize("by", [3 * DAY, -3 * DAY])
def test_now_follows_at_the_next_request_after_the_clock_was_set(by: timedelta) -> None:
    clock.set_to(timezone.now() + by)
    before = ahead()

    database.asked()

    assert before == timedelta()
    assert abs(ahead() - by) < timedelta(seconds=5)


@pytest.mark.usefixtures("demonstration")
def test_a_connection_that_knows_is_not_told_again(django_assert_num_queries: Any) -> None:  # noqa: ANN401  pytest-django's
    clock.set_to(timezone.now() + DAY)
    database.asked()

    with django_assert_num_queries(0):
        database.asked()


@pytest.mark.usefixtures("demonstration")
def test_an_office_closes_over_visits_that_are_past_by_this_clock() -> None:
    """By the real time they are still to come, and the database would refuse."""
    on = timezone.localdate() + 2 * DAY
    closing, at = closing_over_a_visit(on)
    clock.set_to(at)

    with pytest.raises(IntegrityError, match="in the hours that this would close"), transaction.atomic():
        close(closing, at=at)
    closing.pk = None
    database.asked()
    close(closing, at=at)

    assert Closure.objects.filter(first_on=on).exists()


def closing_over_a_visit(on: date) -> tuple[Closure, datetime]:
    """Return a closure of a day with one visit, and the evening of that day."""
    service = make.service()
    office = make.working_office(service, on=[on])
    counter = office.counter_set.get()
    make.appointment(counter, service, make.local(office, on, "10:00"))
    return Closure(office=office, first_on=on, last_on=on, reason="Training"), make.local(office, on, "20:00")


def close(closing: Closure, *, at: datetime) -> None:
    block(hours=closing, cancel=[], by=VISITOR, at=at)
    connection.check_constraints()
