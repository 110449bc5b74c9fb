"""Closing a counter, or a service at it, under visits that are booked there."""

from collections.abc import Collection
from datetime import timedelta

import pytest

from portal.accounts.models import Office
from portal.audit.models import Event
from portal.audit.rules.actors import SYSTEM, VISITOR
from scheduling.actions.counters import StillBookedError, save_counter
from scheduling.actions.holding import hold
from scheduling.actions.seating import TimeTakenError
from scheduling.choices import AppointmentState
from scheduling.models import Appointment, Counter, Service
from scheduling.tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def card() -> Service:
    return make.service("CARD")


@pytest.fixture
def info() -> Service:
    return make.service("INFO")


@pytest.fixture
def office(card: Service, info: Service) -> Office:
    return make.working_office(card, info)


@pytest.fixture
def counter(office: Office) -> Counter:
    return office.counter_set.get()


def at_nine(counter: Counter, service: Service, **fields: object) -> Appointment:
    start = make.local(counter.office, make.MONDAY, "09:00")
    return make.appointment(counter, service, start, **fields)  # type: ignore[arg-type]  # fields of the model


def save(counter: Counter, services: Collection[Service]) -> Counter:
    return save_counter(counter=counter, services=services, by=SYSTEM, at=make.AT)


def test_a_new_counter_serves_what_it_is_given(office: Office, card: Service, info: Service) -> None:
    made = save(Counter(office=office, code="7"), [info, card])

    event = Event.objects.get(action="counter.added")
    assert set(made.services.all()) == {card, info}
    assert (event.subject_pk, event.office_id) == (str(made.pk), office.pk)
    assert event.data == {"is_open": True, "services": ["CARD", "INFO"]}


def test_a_counter_nobody_has_booked_is_closed(counter: Counter, info: Service) -> None:
    counter.is_open = False

    save(counter, [info])

    counter.refresh_from_db()
    assert not counter.is_open
    assert list(counter.services.all()) == [info]
    assert Event.objects.get(action="counter.changed").data == {"is_open": False, "services": ["INFO"]}


def test_a_counter_is_not_closed_under_visits(counter: Counter, card: Service, info: Service) -> None:
    later = make.appointment(counter, info, make.local(counter.office, make.MONDAY, "10:00"))
    first = at_nine(counter, card)
    counter.is_open = False

    with pytest.raises(StillBookedError) as refusal:
        save(counter, [card, info])

    assert refusal.value.visits == [first, later]
    assert Counter.objects.get().is_open
    assert not Event.objects.filter(action="counter.changed").exists()


def test_a_service_is_not_taken_away_under_its_visits(counter: Counter, card: Service, info: Service) -> None:
    visit = at_nine(counter, card)
    make.appointment(counter, info, make.local(counter.office, make.MONDAY, "10:00"))

    with pytest.raises(StillBookedError) as refusal:
        save(counter, [info])

    assert refusal.value.visits == [visit]
    assert set(counter.services.all()) == {card, info}


def test_a_service_is_taken_away_under_the_visits_of_others(counter: Counter, card: Service) -> None:
    at_nine(counter, card)

    save(counter, [card])

    assert list(counter.services.all()) == [card]


def test_visits_at_another_counter_keep_nothing_open(counter: Counter, card: Service, info: Service) -> None:
    at_nine(make.counter(counter.office, card), card)
    counter.is_open = False

    save(counter, [card, info])

    assert not Counter.objects.get(pk=counter.pk).is_open


@pytest.mark.parametrize("state", [AppointmentState.CANCELLED, AppointmentState.EXPIRED])
def test_a_visit_that_will_not_be_keeps_nothing_open(
    counter: Counter, card: Service, info: Service, state: AppointmentState
) -> None:
    fields = {"cancelled_by": "person"} if state == AppointmentState.CANCELLED else {}
    at_nine(counter, card, state=state, **fields)
    counter.is_open = False

    save(counter, [card, info])

    assert not Counter.objects.get().is_open


def test_a_visit_that_has_begun_finishes_at_a_closed_counter(
    counter: Counter, card: Service, info: Service
) -> None:
    start = at_nine(counter, card).interval.start
    counter.is_open = False
    about = {"counter": counter, "services": [card, info], "by": SYSTEM}

    with pytest.raises(StillBookedError):
        save_counter(**about, at=start - timedelta(seconds=1))  # type: ignore[arg-type]  # as typed above
    save_counter(**about, at=start)  # type: ignore[arg-type]  # as typed above

    assert not Counter.objects.get().is_open
    assert Appointment.objects.get().state == AppointmentState.BOOKED


def test_a_closed_counter_with_visits_can_be_given_another_number(
    counter: Counter, card: Service, info: Service
) -> None:
    at_nine(counter, card)
    Counter.objects.update(is_open=False)
    counter.is_open, counter.code = False, "7"

    save(counter, [card, info])

    assert Counter.objects.get().code == "7"


def test_what_is_only_held_goes_back_and_what_was_typed_is_kept(
    counter: Counter, card: Service, info: Service
) -> None:
    held = at_nine(counter, card, state=AppointmentState.HELD, family_name="Kovalenko")
    later = make.local(counter.office, make.MONDAY, "10:00")
    other = make.appointment(counter, info, later, state=AppointmentState.HELD)

    save(counter, [info])

    held.refresh_from_db()
    other.refresh_from_db()
    assert (held.state, held.family_name) == (AppointmentState.EXPIRED, "Kovalenko")
    assert other.state == AppointmentState.HELD


def test_one_visit_that_is_booked_keeps_what_others_hold(
    counter: Counter, card: Service, info: Service
) -> None:
    at_nine(counter, card)
    later = make.local(counter.office, make.MONDAY, "10:00")
    held = make.appointment(counter, card, later, state=AppointmentState.HELD)

    with pytest.raises(StillBookedError):
        save(counter, [info])

    held.refresh_from_db()
    assert held.state == AppointmentState.HELD


def test_nobody_takes_a_time_at_a_closed_counter(
    counter: Counter, office: Office, card: Service, info: Service
) -> None:
    counter.is_open = False
    save(counter, [card, info])

    with pytest.raises(TimeTakenError):
        hold(
            office=office,
            service=card,
            start=make.local(office, make.MONDAY, "09:00"),
            holder="her",
            language="en",
            by=VISITOR,
            at=make.AT,
        )
