"""The end of a day: who still waits is listed, and has a new time before anybody else."""

from datetime import date, datetime, timedelta

import pytest
from django.db import transaction

from portal.accounts.choices import Role
from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event
from portal.audit.rules.actors import SYSTEM, Actor
from portal.notifications.models import Notice
from scheduling.actions.booking import Person, described
from scheduling.actions.outcomes import record_outcome
from scheduling.actions.queue.closing import close_day, close_days
from scheduling.choices import AppointmentState, OutcomeKind, Rank, TicketState, VainReason
from scheduling.models import Appointment, Outcome, Service, Sitting, Ticket, TicketAct
from scheduling.models.unserved import still_served, unserved_on
from scheduling.tests import factories as make
from scheduling.tests.races.crowd import PATIENCE, together
from scheduling.tests.races.interleave import another

MINUTE = timedelta(minutes=1)
TUESDAY = make.MONDAY + timedelta(days=1)


@pytest.fixture
def service(db: None) -> Service:  # noqa: ARG001  it is written there
    return make.service("CARD", minutes=30)


@pytest.fixture
def office(service: Service) -> Office:
    return make.working_office(service, on=(make.MONDAY, TUESDAY))


@pytest.fixture
def clerk(office: Office) -> User:
    return accounts.member(Role.SUPERVISOR, at=office)


@pytest.fixture
def evening(office: Office) -> datetime:
    return make.local(office, make.MONDAY, "19:30")


def waits(
    office: Office,
    service: Service,
    clock: str,
    *,
    name: str = "Olena",
    email: str = "o@example.test",
    people: int = 1,
) -> Appointment:
    """Let somebody wait who has a booked visit."""
    start = make.local(office, make.MONDAY, clock)
    person = Person(name, "Kovalenko", date(1990, 1, 1), "UA")
    visit = make.appointment(
        office.counter_set.get(), service, start, email=email, people=people, **described(person)
    )
    make.ticket(office, service, due_at=start, rank=Rank.BOOKED, visit=visit)
    return visit


def close(office: Office, at: datetime, clerk: User | None = None) -> list[Ticket]:
    by = Actor.user(clerk.pk) if clerk else SYSTEM
    return close_day(office=office, on=make.MONDAY, clerk=clerk, by=by, at=at)


def coming() -> list[tuple[str, datetime, str]]:
    """Return who is booked for the next day or later."""
    later = make.local(Office.objects.get(), TUESDAY, "00:00")
    booked = Appointment.objects.filter(state=AppointmentState.BOOKED, period__startswith__gt=later)
    return [(visit.given_names, visit.interval.start, visit.email) for visit in booked.order_by("period")]


def test_who_was_not_served_has_the_nearest_time_of_the_next_day(
    office: Office, service: Service, clerk: User, evening: datetime
) -> None:
    was = waits(office, service, "10:00")

    (ticket,) = close(office, evening, clerk)

    assert (ticket.state, ticket.ended_at) == (TicketState.UNSERVED, evening)
    assert coming() == [("Olena", make.local(office, TUESDAY, "10:00"), "o@example.test")]
    assert [notice.kind for notice in Notice.objects.filter(version=0)] == ["appointment_rebooked"]
    was.refresh_from_db()
    outcome = Outcome.objects.get()
    assert was.state == AppointmentState.LAPSED
    assert (outcome.appointment_id, outcome.kind, outcome.vain_reason, outcome.by) == (
        was.pk,
        OutcomeKind.IN_VAIN,
        VainReason.OFFICE,
        clerk,
    )
    assert TicketAct.objects.get(ticket=ticket, kind="unserved").by == clerk
    event = Event.objects.get(action="queue.closed")
    assert (event.office_id, event.data) == (office.pk, {"unserved": 1})


def test_the_clock_leaves_the_outcome_to_a_clerk(office: Office, service: Service, evening: datetime) -> None:
    waits(office, service, "10:00")

    close(office, evening)

    assert Outcome.objects.count() == 0
    assert len(coming()) == 1


def test_a_family_comes_together_again(office: Office, service: Service, evening: datetime) -> None:
    lead = waits(office, service, "10:00", people=2)
    child = make.appointment(
        office.counter_set.get(),
        service,
        lead.interval.end,
        lead=lead,
        number=2,
        people=2,
        given_names="Ivan",
        birth_date=date(2019, 1, 1),
        citizenship="UA",
    )
    Ticket.objects.get().visits.create(appointment=child)

    close(office, evening)

    first, second = (make.local(office, TUESDAY, clock) for clock in ("10:00", "10:30"))
    assert coming() == [("Olena", first, "o@example.test"), ("Ivan", second, "")]
    booked = Appointment.objects.filter(state=AppointmentState.BOOKED).order_by("number")
    assert [(row.number, row.people, row.lead_id) for row in booked] == [
        (1, 2, None),
        (2, 2, booked[0].pk),
    ]


def test_who_waited_longer_is_given_the_last_free_time(service: Service) -> None:
    office = make.working_office(service)
    make.duty(office.counter_set.get(), on=TUESDAY, starts="09:00", ends="09:30")
    waits(office, service, "10:00", name="Later")
    waits(office, service, "09:00", name="Sooner")

    close(office, make.local(office, make.MONDAY, "19:30"))

    assert [name for name, _start, _mail in coming()] == ["Sooner"]
    assert [row.now is None for row in unserved_on(office, make.MONDAY)] == [False, True]


def test_who_has_booked_again_already_keeps_that(office: Office, service: Service, evening: datetime) -> None:
    was = waits(office, service, "10:00")
    close(office, evening)
    Ticket.objects.update(state=TicketState.WAITING)

    close(office, evening + MINUTE)

    assert len(coming()) == 1
    (row,) = unserved_on(office, make.MONDAY)
    assert (row.lead, row.now, row.is_to_be_told) == (
        was,
        Appointment.objects.get(state=AppointmentState.BOOKED),
        False,
    )


def test_who_can_be_given_nothing_is_listed_for_a_clerk(service: Service) -> None:
    office = make.working_office(service)
    lead = waits(office, service, "10:00")

    close(office, make.local(office, make.MONDAY, "19:30"))

    assert coming() == []
    (row,) = unserved_on(office, make.MONDAY)
    assert (row.lead, row.now, row.is_to_be_told) == (lead, None, True)


def test_who_cannot_be_reached_is_listed_with_the_new_time(
    office: Office, service: Service, evening: datetime
) -> None:
    waits(office, service, "10:00", email="")

    close(office, evening)

    (row,) = unserved_on(office, make.MONDAY)
    assert row.now is not None
    assert row.is_to_be_told


def test_somebody_without_a_booking_is_listed(office: Office, service: Service, evening: datetime) -> None:
    ticket = make.ticket(office, service, due_at=evening - MINUTE)

    assert close(office, evening) == [ticket]

    (row,) = unserved_on(office, make.MONDAY)
    assert (row.ticket, row.lead, row.now, row.is_to_be_told) == (ticket, None, None, False)


def test_who_is_called_or_gone_is_not_forgotten_and_who_is_served_is_finished(
    office: Office, service: Service, evening: datetime
) -> None:
    now = evening - MINUTE
    other = make.counter(office, service)
    make.ticket(office, service, state=TicketState.CALLED, counter=other, due_at=now)
    make.ticket(office, service, state=TicketState.PARKED, due_at=now)
    place = office.counter_set.order_by("pk")[0]
    served = make.ticket(office, service, state=TicketState.SERVING, counter=place, due_at=now)
    done = make.ticket(office, service, state=TicketState.DONE, due_at=now)
    stays, leaves = make.sitting(place), make.sitting(other)
    Sitting.objects.update(began_at=evening - 60 * MINUTE)

    assert len(close(office, evening)) == 2

    assert still_served(office, make.MONDAY) == [served]
    done.refresh_from_db()
    assert done.state == TicketState.DONE
    assert list(Sitting.objects.filter(ended_at=None)) == [stays]
    leaves.refresh_from_db()
    assert leaves.ended_at == evening


@pytest.mark.parametrize(
    ("clock", "closed"), [("15:29", 0), ("19:29", 0), ("19:30", 1)], ids=["shift", "before", "over"]
)
def test_the_clock_closes_a_day_half_an_hour_after_the_last_duty(
    office: Office, service: Service, clock: str, closed: int
) -> None:
    waits(office, service, "10:00")

    assert close_days(at=make.local(office, make.MONDAY, clock)) == closed
    assert close_days(at=make.local(office, make.MONDAY, clock)) == 0


def test_a_day_that_was_forgotten_is_closed_later(office: Office, service: Service) -> None:
    waits(office, service, "10:00")

    assert close_days(at=make.local(office, TUESDAY, "08:00")) == 1
    assert [start for _name, start, _mail in coming()] == []  # of Wednesday on nobody has planned yet


def test_a_clerk_who_forgot_to_leave_leaves(office: Office, evening: datetime) -> None:
    sitting = make.sitting(office.counter_set.get())
    Sitting.objects.update(began_at=evening - 60 * MINUTE)

    close_days(at=evening)

    sitting.refresh_from_db()
    assert sitting.ended_at == evening


@pytest.mark.django_db(transaction=True)
def test_two_who_close_at_the_same_moment_give_one_new_time(
    office: Office, service: Service, evening: datetime
) -> None:
    waits(office, service, "10:00", name="One")
    waits(office, service, "11:00", name="Two")

    counts = together([lambda: close_days(at=evening)] * 3)

    assert sum(counts) == 2
    assert len(coming()) == 2


def test_the_visit_that_was_not_served_is_not_what_they_have_now(
    office: Office, service: Service, evening: datetime
) -> None:
    waits(office, service, "10:00")
    close(office, evening)
    Appointment.objects.filter(state=AppointmentState.BOOKED).update(
        state=AppointmentState.CANCELLED, cancelled_at=evening, cancelled_by="person"
    )
    Appointment.objects.filter(state=AppointmentState.LAPSED).update(state=AppointmentState.BOOKED)

    assert [row.now for row in unserved_on(office, make.MONDAY)] == [None]


@pytest.mark.django_db(transaction=True)
def test_what_a_clerk_writes_down_while_the_day_is_closed_stays(
    office: Office, service: Service, clerk: User, evening: datetime
) -> None:
    visit = waits(office, service, "10:00")
    by = Actor.user(clerk.pk)

    with another() as window:
        with transaction.atomic():
            record_outcome(appointment=visit, kind=OutcomeKind.SERVED, clerk=clerk, by=by, at=evening)
            closing = window.start(lambda: f"{len(close(office, evening, clerk))} not served")
            window.wait(closing)
        said = closing.result(PATIENCE)

    assert said == "1 not served"
    assert list(Outcome.objects.values_list("kind", flat=True)) == [OutcomeKind.SERVED]
    assert coming() == []
