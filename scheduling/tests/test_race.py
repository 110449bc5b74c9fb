"""Many browsers want one time at the same moment. On real threads and connections."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from django.db import connection, connections, transaction

from portal.accounts.models import Office
from portal.audit.rules.actors import VISITOR
from scheduling.actions.holding import TimeTakenError, hold
from scheduling.choices import ACTIVE, AppointmentState
from scheduling.models import Appointment, Service
from scheduling.models.offers import offers_on
from scheduling.tests import factories as make

VISITORS = 32

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def service() -> Service:
    return make.service()


@pytest.fixture
def office(service: Service) -> Office:
    return make.working_office(service)


@pytest.fixture
def without_the_constraint() -> Iterator[None]:
    """Take the guard away, to see the race that it prevents."""
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE scheduling_appointment RENAME CONSTRAINT appointment_counter_free TO gone"
        )
        cursor.execute("ALTER TABLE scheduling_appointment DROP CONSTRAINT gone")
    yield
    Appointment.objects.all().delete()
    constraint = next(c for c in Appointment._meta.constraints if c.name == "appointment_counter_free")
    with connection.schema_editor() as editor:
        editor.add_constraint(Appointment, constraint)


def race(act: Callable[[int], bool]) -> list[bool]:
    """Let every visitor act at the same moment and return who won."""
    start = Barrier(VISITORS)

    def run(number: int) -> bool:
        try:
            connection.ensure_connection()
            start.wait()
            return act(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(VISITORS) as threads:
        return list(threads.map(run, range(VISITORS)))


def taking(office: Office, service: Service, start: datetime) -> Callable[[int], bool]:
    def take(number: int) -> bool:
        try:
            hold(
                office=office,
                service=service,
                start=start,
                holder=f"browser {number}",
                language="en",
                by=VISITOR,
                at=make.AT,
            )
        except TimeTakenError:
            return False
        return True

    return take


def test_one_of_32_wins_the_last_counter_and_nobody_errs(office: Office, service: Service) -> None:
    start = make.local(office, make.MONDAY, "09:00")

    won = race(taking(office, service, start))

    assert won.count(True) == 1
    assert Appointment.objects.filter(state__in=ACTIVE).count() == 1
    assert start not in [offer.start for offer in offers_on(office, service, on=make.MONDAY, at=make.AT)]


def test_as_many_win_as_counters_are_free() -> None:
    service = make.service("WIDE")
    office = make.working_office(service, counters=5)

    won = race(taking(office, service, make.local(office, make.MONDAY, "09:00")))

    assert won.count(True) == 5


def test_a_hold_that_ran_out_is_raced_for_like_a_free_time(office: Office, service: Service) -> None:
    start = make.local(office, make.MONDAY, "09:00")
    make.appointment(
        office.counter_set.get(), service, start, state=AppointmentState.HELD, held_until=make.AT
    )

    won = race(taking(office, service, start))

    assert won.count(True) == 1


@pytest.mark.usefixtures("without_the_constraint")
def test_without_the_constraint_checking_first_books_one_time_twice(office: Office, service: Service) -> None:
    """The negative control: what "check, then insert" does when the law is off."""
    start = make.local(office, make.MONDAY, "09:00")
    place = office.counter_set.get()

    def check_then_insert(number: int) -> bool:
        with transaction.atomic():
            if Appointment.objects.filter(period__startswith=start, state__in=ACTIVE).exists():
                return False
            make.appointment(place, service, start, state=AppointmentState.HELD, holder=str(number))
            return True

    won = race(check_then_insert)

    assert won.count(True) > 1
