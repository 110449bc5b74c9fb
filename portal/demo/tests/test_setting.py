"""Setting the clock leaves nothing behind in the time that is left."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings

from portal.audit.models import Event
from portal.audit.rules.actors import VISITOR
from portal.demo import clock
from portal.demo.setting import set_clock
from portal.web.limits import Limit, TooOftenError, spend
from portal.web.tests import counted
from scheduling.actions.holding import hold
from scheduling.choices import AppointmentState
from scheduling.models import Appointment, Counter, Service
from scheduling.tests import factories as make

pytestmark = pytest.mark.django_db

AT = make.AT
DAY = timedelta(days=1)
ONCE = Limit("test.once", 1, timedelta(hours=1))


@pytest.fixture(autouse=True)
def _clock(settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(clock, "known", clock.Known())
    counted.forget()


def move(before: datetime, to: datetime) -> None:
    set_clock(to=to, by=VISITOR, at=before)


def take(at: datetime, holder: str) -> Appointment:
    """Hold nine o'clock on Monday."""
    service = Service.objects.get()
    office = Counter.objects.get().office
    start = make.local(office, make.MONDAY, "09:00")
    return hold(office=office, service=service, start=start, holder=holder, language="en", by=VISITOR, at=at)


def test_the_clock_says_what_it_was_set_to_and_the_audit_knows() -> None:
    move(AT, AT + DAY)

    assert timedelta() <= clock.now() - (AT + DAY) < timedelta(seconds=5)
    event = Event.objects.get(action="demo.clock_set")
    assert (event.at, event.data) == (AT + DAY, {"before": AT.isoformat()})


def test_a_visit_is_booked_after_the_clock_went_forward_and_back() -> None:
    make.working_office(make.service())
    first = take(AT, "first")
    move(AT, AT + 2 * DAY)
    second = take(AT + 2 * DAY, "second")
    move(AT + 2 * DAY, AT)

    third = take(AT, "third")

    states = [Appointment.objects.get(pk=visit.pk).state for visit in (first, second, third)]
    assert states == [AppointmentState.EXPIRED, AppointmentState.EXPIRED, AppointmentState.HELD]


def test_a_hold_is_kept_when_the_clock_goes_forward_by_less() -> None:
    make.working_office(make.service())
    held = take(AT, "somebody")

    move(AT, AT + timedelta(minutes=5))

    assert Appointment.objects.get(pk=held.pk).state == AppointmentState.HELD


def test_what_was_done_too_often_in_a_future_that_is_gone_is_forgiven() -> None:
    spend((ONCE, "somebody"), at=AT + DAY)
    with pytest.raises(TooOftenError):
        spend((ONCE, "somebody"), at=AT)

    move(AT + DAY, AT)

    spend((ONCE, "somebody"), at=AT)
