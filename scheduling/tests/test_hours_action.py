"""Blocking time that people have booked, seen and unseen."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, date, datetime, time, timedelta
from threading import Event as Flag

import pytest
from django.db import IntegrityError, connection, connections, transaction

from portal.accounts.models import Office
from portal.audit.models import Event
from portal.audit.rules.actors import SYSTEM, VISITOR
from portal.notifications.models import Notice
from scheduling.actions.holding import hold
from scheduling.actions.hours import HitsVisitsError, block
from scheduling.actions.seating import TimeTakenError
from scheduling.choices import AppointmentState
from scheduling.models import Appointment, BlockedWindow, Closure, Service
from scheduling.models.offers import offers_on
from scheduling.tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def service() -> Service:
    return make.service()


@pytest.fixture
def office(service: Service) -> Office:
    return make.working_office(service)


def noon_to_one(office: Office) -> BlockedWindow:
    return BlockedWindow(
        **make.window_fields(office) | {"starts": time(12), "ends": time(13), "reason_en": "Training"}
    )


def visit_at(office: Office, service: Service, clock: str, **fields: object) -> Appointment:
    start = make.local(office, make.MONDAY, clock)
    return make.appointment(office.counter_set.get(), service, start, **fields)  # type: ignore[arg-type]  # fields of the model


def test_times_vanish_when_an_hour_is_blocked(office: Office, service: Service) -> None:
    before = {offer.start for offer in offers_on(office, service, on=make.MONDAY, at=make.AT)}

    block(hours=noon_to_one(office), cancel=(), by=SYSTEM, at=make.AT)

    after = {offer.start for offer in offers_on(office, service, on=make.MONDAY, at=make.AT)}
    noon = make.local(office, make.MONDAY, "12:00")
    assert before - after == {noon + timedelta(minutes=15) * quarter for quarter in range(4)}
    assert after < before


def test_visits_that_nobody_decided_about_are_not_hit(office: Office, service: Service) -> None:
    hit = [visit_at(office, service, clock) for clock in ("12:00", "12:45")]
    visit_at(office, service, "11:45")
    visit_at(office, service, "13:00")

    with pytest.raises(HitsVisitsError) as refused:
        block(hours=noon_to_one(office), cancel=(), by=SYSTEM, at=make.AT)

    assert refused.value.visits == hit
    assert not BlockedWindow.objects.filter(starts=time(12)).exists()


def test_a_visit_booked_meanwhile_is_asked_about_again(office: Office, service: Service) -> None:
    seen = visit_at(office, service, "12:00")
    unseen = visit_at(office, service, "12:30")

    with pytest.raises(HitsVisitsError) as refused:
        block(hours=noon_to_one(office), cancel=[seen.pk], by=SYSTEM, at=make.AT)

    seen.refresh_from_db()
    assert refused.value.visits == [seen, unseen]
    assert refused.value.unseen == [unseen]
    assert seen.state == AppointmentState.BOOKED


def test_whoever_is_hit_is_cancelled_and_told(office: Office, service: Service) -> None:
    hit = visit_at(office, service, "12:00", email="olena@example.test", language="ru")
    held = visit_at(office, service, "12:30", state=AppointmentState.HELD)

    block(hours=noon_to_one(office), cancel=[hit.pk], by=SYSTEM, at=make.AT)

    hit.refresh_from_db()
    held.refresh_from_db()
    assert (hit.state, held.state) == (AppointmentState.CANCELLED, AppointmentState.EXPIRED)
    notice = Notice.objects.get()
    assert (notice.kind, notice.language) == ("appointment_cancelled_by_office", "ru")
    assert Event.objects.get(action="hours.blocked").data == {"moved": 0, "cancelled": 1}


def test_a_closure_hits_the_whole_day(office: Office, service: Service) -> None:
    hit = visit_at(office, service, "09:00")
    closure = Closure(office=office, first_on=make.MONDAY, last_on=make.MONDAY, reason_en="Stocktaking")

    with pytest.raises(HitsVisitsError):
        block(hours=closure, cancel=(), by=SYSTEM, at=make.AT)
    block(hours=closure, cancel=[hit.pk], by=SYSTEM, at=make.AT)

    assert offers_on(office, service, on=make.MONDAY, at=make.AT) == []


def test_visits_at_other_offices_and_on_other_days_are_not_hit(office: Office, service: Service) -> None:
    other = make.working_office(service)
    start = make.local(other, make.MONDAY, "12:00")
    make.appointment(other.counter_set.get(), service, start)
    saturday = make.local(office, make.MONDAY + timedelta(days=5), "12:00")
    make.appointment(office.counter_set.get(), service, saturday)

    assert block(hours=noon_to_one(office), cancel=(), by=SYSTEM, at=make.AT) == []


LOCK = (
    "CREATE OR REPLACE FUNCTION scheduling_office_lock(office bigint) RETURNS bigint LANGUAGE sql AS $$ {} $$"
)


@pytest.fixture
def without_the_lock() -> Iterator[None]:
    """Give everybody a lock of their own, so that nobody waits for anybody."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK.format("SELECT (random() * 1e15)::bigint"))
    yield
    with connection.cursor() as cursor:
        cursor.execute(LOCK.format("SELECT hashtextextended('scheduling.office:' || office, 0)"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("first", ["visit", "window"])
def test_a_window_and_a_visit_entered_at_once_do_not_miss_each_other(first: str) -> None:
    visit, close = a_visit_and_a_window()

    follower_waited, both = meet(visit, close) if first == "visit" else meet(close, visit)

    assert (follower_waited, both) == (True, [True, False])


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("without_the_lock")
def test_without_the_lock_they_miss_each_other() -> None:
    """The negative control: both go in, and a visit stands in a blocked time."""
    visit, close = a_visit_and_a_window()

    assert meet(visit, close) == (False, [True, True])


def a_visit_and_a_window() -> tuple[Callable[[], object], Callable[[], object]]:
    """Return how to enter each of the two, for the same hour of next Monday."""
    today = datetime.now(UTC)
    monday = today.date() + timedelta(days=7 - today.weekday())
    service = make.service()
    office = make.working_office(service, on=[monday])
    place, start, window = office.counter_set.get(), make.local(office, monday, "12:00"), noon_to_one(office)
    return lambda: make.appointment(place, service, start), window.save


def meet(leader: Callable[[], object], follower: Callable[[], object]) -> tuple[bool, list[bool]]:
    """Let the follower come while the leader has not committed. Say if it waited, and who got in."""
    inside, done = Flag(), Flag()

    def enter(act: Callable[[], object], *, leads: bool) -> bool:
        try:
            with transaction.atomic():
                act()
                if leads:
                    inside.set()
                    assert done.wait(10)
        except IntegrityError:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(2) as threads:
        led = threads.submit(enter, leader, leads=True)
        assert inside.wait(10)
        followed = threads.submit(enter, follower, leads=False)
        wait([followed], timeout=0.5)
        waited = not followed.done()
        done.set()
    return waited, [led.result(), followed.result()]


@pytest.mark.django_db(transaction=True)
def test_a_hold_waits_for_a_window_that_is_being_saved() -> None:
    """The action, not only the trigger: the time is gone for it, and nobody errs."""
    service = make.service()
    office = make.working_office(service)
    inside, done = Flag(), Flag()

    def close() -> None:
        try:
            with transaction.atomic():
                block(hours=noon_to_one(office), cancel=(), by=SYSTEM, at=make.AT)
                inside.set()
                assert done.wait(10)
        finally:
            connections.close_all()

    def take() -> str:
        try:
            start = make.local(office, make.MONDAY, "12:00")
            at = make.AT
            hold(office=office, service=service, start=start, holder="x", language="en", by=VISITOR, at=at)
        except TimeTakenError:
            return "taken"
        finally:
            connections.close_all()
        return "held"

    with ThreadPoolExecutor(2) as threads:
        closing = threads.submit(close)
        assert inside.wait(10)
        taking = threads.submit(take)
        done.wait(0.3)
        done.set()
        closing.result()

    assert taking.result() == "taken"


def test_a_window_that_begins_later_hits_nothing_before(office: Office, service: Service) -> None:
    visit_at(office, service, "12:00")
    window = noon_to_one(office)
    window.valid_from = date(2026, 12, 8)

    assert block(hours=window, cancel=(), by=SYSTEM, at=make.AT) == []
