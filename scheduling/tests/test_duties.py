"""Taking a duty away while somebody confirms a visit in it. On real threads and connections."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Event as Flag
from typing import Any

import pytest
from django.db import connection, connections
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from portal.audit.actions import record
from portal.audit.models import Event
from portal.audit.rules.actors import SYSTEM, VISITOR
from scheduling import notices
from scheduling.actions import booking, duties, holding
from scheduling.choices import AppointmentState
from scheduling.models import Appointment, Duty
from scheduling.models.appointments import AppointmentQuerySet
from scheduling.rules.rota import left_alone
from scheduling.tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True)

OLENA = booking.Details(
    given_names="Olena",
    family_name="Kovalenko",
    birth_date=date(1990, 5, 17),
    citizenship="UA",
    email="olena@example.test",
    language="en",
)
GUARDS = [
    pytest.param(frozenset(), id="with-both-guards"),
    pytest.param(frozenset({"hours"}), id="rows-alone"),
    pytest.param(frozenset({"rows"}), id="hours-alone"),
]
NO_GUARD = frozenset({"hours", "rows"})

Without = Callable[[frozenset[str]], None]


@pytest.fixture
def held() -> Appointment:
    """Return a time that is held, with its code in the mail."""
    service = make.service()
    office = make.working_office(service)
    start = make.local(office, make.MONDAY, "09:00")
    about: dict[str, Any] = {"holder": "her", "by": VISITOR, "at": make.AT}
    taken = holding.hold(office=office, service=service, start=start, language="en", **about)
    described = booking.describe(appointment=taken, details=OLENA, **about)
    return booking.send_code(appointment=described, **about)


@pytest.fixture
def duty(held: Appointment) -> Duty:
    duty = Duty.objects.select_related("counter__office").filter(period__contains=held.period).get()
    assert duty.counter_id == held.counter_id
    return duty


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> Iterator[Without]:
    """Take guards away, to see the race that they prevent."""
    trigger = "TRIGGER scheduling_appointment_guard"

    def take_away(guards: frozenset[str]) -> None:
        if "hours" in guards:
            monkeypatch.setattr(booking, "share_hours", lambda _office: None)
            alter(f"DISABLE {trigger}")  # it shares the hours too
        if "rows" in guards:
            monkeypatch.setattr(AppointmentQuerySet, "select_for_update", lambda rows, **_of: rows)

    yield take_away
    alter(f"ENABLE {trigger}")


def alter(change: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE scheduling_appointment {change}")


class Meanwhile:
    """Something that starts at one moment of something else, and goes as far as it is let."""

    def __init__(self, act: Callable[[], object]) -> None:
        self._act = act
        self._pid = 0
        self._has_begun = Flag()
        self._thread = ThreadPoolExecutor(1)
        self.future: Future[object] | None = None

    def before(self, call: Callable[..., Any]) -> Callable[..., Any]:
        """Return the call, before which this starts: once."""

        def called(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  passed on
            if self.future is None:
                self.future = self._thread.submit(self._run)
                self._wait()
            return call(*args, **kwargs)

        return called

    def error(self) -> BaseException | None:
        assert self.future
        return self.future.exception(timeout=10)

    def _run(self) -> object:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                self._pid = cursor.fetchone()[0]
            self._has_begun.set()
            return self._act()
        finally:
            connections.close_all()

    def _wait(self) -> None:
        """Wait until it is done, or waits for a lock itself."""
        assert self.future
        assert self._has_begun.wait(10)
        with connection.cursor() as cursor:
            for _try in range(1000):
                cursor.execute("SELECT FROM pg_locks WHERE pid = %s AND NOT granted", [self._pid])
                if cursor.fetchone() is not None or self.future.done():
                    return
                cursor.execute("SELECT pg_sleep(0.01)")
        pytest.fail("It neither ended nor waited.")


def confirm(held: Appointment) -> object:
    code = notices.code_of(held)
    return booking.confirm(appointment=held, code=code, holder="her", by=VISITOR, at=make.AT)


def remove(duty: Duty) -> None:
    duties.remove_duty(duty=duty, by=SYSTEM, at=make.AT)


@pytest.mark.parametrize("missing", GUARDS)
def test_whoever_confirms_while_the_duty_goes_is_told_that_the_time_is_gone(
    held: Appointment, duty: Duty, without: Without, missing: frozenset[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    without(missing)
    confirming = Meanwhile(lambda: confirm(held))
    monkeypatch.setattr(duties, "left_alone", confirming.before(left_alone))

    remove(duty)

    assert isinstance(confirming.error(), holding.HoldOverError)
    held.refresh_from_db()
    assert held.state == AppointmentState.EXPIRED
    assert not Duty.objects.filter(pk=duty.pk).exists()


def test_without_guards_the_visit_is_booked_and_nobody_sits_there(
    held: Appointment, duty: Duty, without: Without, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: what would happen between looking and changing."""
    without(NO_GUARD)
    confirming = Meanwhile(lambda: confirm(held))
    monkeypatch.setattr(duties, "left_alone", confirming.before(left_alone))

    remove(duty)

    assert confirming.error() is None
    held.refresh_from_db()
    assert not Duty.objects.filter(pk=duty.pk).exists()
    assert held.booked_at == make.AT


@pytest.mark.parametrize("missing", GUARDS)
def test_a_duty_is_not_removed_while_somebody_confirms(
    held: Appointment, duty: Duty, without: Without, missing: frozenset[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    without(missing)
    removing = Meanwhile(lambda: remove(duty))
    monkeypatch.setattr(booking, "record", removing.before(record))

    confirm(held)

    refusal = removing.error()
    assert isinstance(refusal, duties.LeavesVisitsError)
    assert refusal.visits == [held]
    assert Duty.objects.filter(pk=duty.pk).exists()


def test_without_guards_a_duty_is_removed_under_whoever_confirms(
    held: Appointment, duty: Duty, without: Without, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control of the other order."""
    without(NO_GUARD)
    removing = Meanwhile(lambda: remove(duty))
    monkeypatch.setattr(booking, "record", removing.before(record))

    confirm(held)

    assert removing.error() is None
    assert not Duty.objects.filter(pk=duty.pk).exists()


def test_a_duty_is_removed_as_it_is_now_and_not_as_the_page_knew_it(duty: Duty) -> None:
    service = make.service("LATE")
    Duty.objects.filter(counter=duty.counter).exclude(pk=duty.pk).delete()
    longer = duty.interval.end + timedelta(hours=3)
    Duty.objects.filter(pk=duty.pk).update(period=DateTimeTZRange(duty.interval.start, longer))
    late = make.appointment(duty.counter, service, datetime(2026, 12, 7, 16, tzinfo=UTC))

    with pytest.raises(duties.LeavesVisitsError) as refusal:
        remove(duty)

    assert refusal.value.visits == [late]


def test_a_duty_that_somebody_removed_already_is_gone(held: Appointment, duty: Duty) -> None:
    held.delete()
    remove(duty)
    remove(duty)

    assert Event.objects.filter(action="duty.removed", subject_pk=str(duty.pk)).count() == 1
