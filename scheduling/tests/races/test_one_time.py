"""Many browsers want one time at the same moment. On real threads and connections."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from random import Random

import pytest
from django.db import transaction

from portal.accounts.models import Office
from portal.audit.rules.actors import VISITOR
from scheduling.actions.holding import hold
from scheduling.actions.seating import TimeTakenError
from scheduling.choices import ACTIVE, AppointmentState
from scheduling.models import Appointment, Service
from scheduling.models.offers import offers_on
from scheduling.rules.intervals import Interval
from scheduling.tests import factories as make
from scheduling.tests.races.crowd import active, clear, overlaps, together

VISITORS = 32
ROUNDS = 4
HALF_HOUR = timedelta(minutes=30)

pytestmark = pytest.mark.django_db(transaction=True)


def race(act: Callable[[int], bool]) -> list[bool]:
    """Let every visitor act at the same moment and return who won."""
    return together([partial(act, number) for number in range(VISITORS)])


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


def test_visits_of_30_and_60_minutes_never_overlap_and_nobody_loses_to_nobody() -> None:
    """Whoever is told "taken" lost to somebody who has that time, or a part of it, in the end."""
    short, long = make.service("SHORT", minutes=30), make.service("LONG", minutes=60, every=30)
    office = make.working_office(short, long)
    opening = make.local(office, make.MONDAY, "07:30")
    chance = Random(1)  # noqa: S311  which times are wanted

    for _round in range(ROUNDS):
        clear()
        wanted = [
            (chance.choice([short, long]), opening + chance.randrange(6) * HALF_HOUR) for _ in range(VISITORS)
        ]

        won = together([partial(taking(office, *each), number) for number, each in enumerate(wanted)])

        there = active()
        assert overlaps(there) == []
        assert len(there) == won.count(True)
        for (service, start), has_won in zip(wanted, won, strict=True):
            span = Interval.starting(start, length=service.length)
            assert has_won or any(row.interval.overlaps(span) for row in there)
