"""What is said in SQL for the sake of speed says what the rules say."""

from datetime import date, datetime, timedelta

import pytest
from django.db.models import Q
from pytest_django import DjangoAssertNumQueries

from portal.accounts.models import Office
from scheduling.choices import AppointmentState
from scheduling.models import Appointment, Closure, Service
from scheduling.models.hotpath import Besides, free_counters, of_holder
from scheduling.models.offers import offers_on
from scheduling.rules.intervals import Interval
from scheduling.tests import factories as make

pytestmark = pytest.mark.django_db

SUNDAY, TUESDAY, WEDNESDAY = date(2026, 12, 6), date(2026, 12, 8), date(2026, 12, 9)
FIVE_MINUTES = timedelta(minutes=5)


@pytest.fixture
def service() -> Service:
    return make.service("CARD", minutes=40, every=25)


@pytest.fixture
def office(service: Service) -> Office:
    """Return an office on whose days most can go wrong: odd lengths, nights, breaks, all states."""
    made = make.working_office(service, counters=3, on=(make.MONDAY, TUESDAY))
    first, second, third = made.counter_set.order_by("pk")
    make.duty(third, on=TUESDAY, starts="19:00", ends="23:55")
    make.counter(made, code="other")
    make.window(made, starts=datetime(2026, 1, 1, 10, 5).time(), ends=datetime(2026, 1, 1, 10, 15).time())  # noqa: DTZ001  a wall clock
    Closure.objects.create(office=made, first_on=WEDNESDAY, last_on=WEDNESDAY, reason_en="Training")
    nine = make.local(made, make.MONDAY, "09:00")
    make.appointment(first, service, nine)
    make.appointment(second, service, nine, state=AppointmentState.HELD, holder="me")
    make.appointment(third, service, nine, state=AppointmentState.HELD, held_until=make.AT)
    make.appointment(first, service, nine + timedelta(hours=3), state=AppointmentState.CANCELLED)
    make.appointment(second, service, nine + timedelta(hours=3), state=AppointmentState.HELD, holder="other")
    return made


@pytest.mark.parametrize("whose", ["nobody's", "a browser's", "a visit's"])
def test_the_free_counters_of_each_time_are_those_of_the_day(
    office: Office, service: Service, whose: str
) -> None:
    booked = Appointment.objects.get(state=AppointmentState.BOOKED)
    besides, apart = {
        "nobody's": (Besides(), Q(pk=0)),
        "a browser's": (Besides(holder="me"), Q(holder="me", state=AppointmentState.HELD)),
        "a visit's": (Besides(pk=booked.pk), Q(pk=booked.pk)),
    }[whose]
    offered = {
        offer.start: sorted(offer.counters)
        for on in (SUNDAY, make.MONDAY, TUESDAY, WEDNESDAY)
        for offer in offers_on(office, service, on=on, at=make.AT, besides=apart)
    }

    first = make.local(office, SUNDAY, "00:00")
    starts = [first + FIVE_MINUTES * number for number in range(4 * 24 * 12)]
    found = {
        start: sorted(free_counters(office, service, period=period, besides=besides, at=make.AT))
        for start in starts
        for period in [Interval.starting(start, length=service.length)]
    }

    assert len(offered) > 20
    assert {start: counters for start, counters in found.items() if counters} == offered


def test_a_time_off_the_grid_of_five_minutes_is_free_nowhere(office: Office, service: Service) -> None:
    start = make.local(office, make.MONDAY, "07:30") + timedelta(seconds=1)

    period = Interval.starting(start, length=service.length)

    assert free_counters(office, service, period=period, besides=Besides(), at=make.AT) == []


def test_without_a_rule_of_release_nothing_of_tomorrow_is_free(office: Office, service: Service) -> None:
    office.releaserule_set.all().delete()
    start = make.local(office, make.MONDAY, "07:30")

    period = Interval.starting(start, length=service.length)

    assert free_counters(office, service, period=period, besides=Besides(), at=make.AT) == []


@pytest.mark.usefixtures("office")
def test_what_a_browser_holds_comes_before_what_it_held_last() -> None:
    held = Appointment.objects.get(holder="me")
    last = Appointment.objects.filter(state=AppointmentState.CANCELLED).get()
    Appointment.objects.filter(pk=last.pk).update(holder="me")

    assert of_holder("me", at=make.AT) == [held]
    assert of_holder("me", at=make.AT, last=last.pk) == [held, last]
    assert of_holder("other", at=make.AT, last=last.pk) == [Appointment.objects.get(holder="other")]
    assert of_holder("me", at=make.AT + timedelta(minutes=20), last=last.pk) == [last]


def test_what_is_held_comes_with_all_that_a_page_shows(
    django_assert_num_queries: DjangoAssertNumQueries, office: Office
) -> None:
    there = Appointment.objects.for_page().get(holder="me")

    with django_assert_num_queries(1):
        (found,) = of_holder("me", at=make.AT)
        shown = [vars(row) for row in (found, found.counter, found.office, found.service)]

    assert found.office == office
    assert [_columns(row) for row in shown] == [
        _columns(vars(row)) for row in (there, there.counter, there.office, there.service)
    ]


def _columns(row: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in row.items() if not name.startswith("_")}
