"""How long people waited, as the supervisors' page reads it."""

from datetime import datetime, timedelta

import pytest

from portal.accounts.models import Office
from portal.audit.rules.actors import Actor
from scheduling.actions.queue.calling import call_next, recall
from scheduling.choices import Rank, TicketActKind, TicketState
from scheduling.models import Service, Ticket, TicketAct
from scheduling.models.waits import waits_in
from scheduling.rules.hours import local_day
from scheduling.tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def service() -> Service:
    return make.service("CARD")


@pytest.fixture
def office(service: Service) -> Office:
    return make.working_office(service)


def minutes(office: Office, number: int) -> datetime:
    return make.local(office, make.MONDAY, "10:00") + timedelta(minutes=number)


def called(ticket: Ticket, *at: datetime, kind: TicketActKind = TicketActKind.CALLED) -> None:
    for moment in at:
        TicketAct.objects.create(ticket=ticket, kind=kind, reason="short", at=moment)


def test_the_first_call_counts_and_bookings_are_counted_apart(office: Office, service: Service) -> None:
    ten = minutes(office, 0)
    visit = make.appointment(office.counter_set.get(), service, ten)
    booked = make.ticket(
        office, service, rank=Rank.BOOKED, due_at=ten, visit=visit, came_at=minutes(office, -20)
    )
    called(booked, minutes(office, 5), minutes(office, 40))
    told = (minutes(office, 10), minutes(office, 20))
    walk_in = make.ticket(office, service, due_at=ten, expected_from=told[0], expected_to=told[1])
    called(walk_in, minutes(office, 30), kind=TicketActKind.OVERTOOK)
    make.ticket(office, service, due_at=ten)
    before = make.ticket(office, service, due_at=ten - timedelta(days=1))
    called(before, minutes(office, 0))

    with_booking, without = waits_in(office, local_day(make.MONDAY, office.zone))

    assert (with_booking.people, with_booking.half, with_booking.told) == (1, 5, 0)
    assert (without.people, without.half, without.told, without.kept) == (1, 30, 1, 0)


def test_a_call_by_the_queue_itself_is_read(office: Office, service: Service) -> None:
    sitting = make.sitting(office.counter_set.get())
    make.ticket(office, service, due_at=minutes(office, 0))
    clerk = sitting.clerk
    by = Actor.user(clerk.pk)

    ticket = call_next(clerk=clerk, by=by, at=minutes(office, 12))
    assert ticket is not None
    again = recall(clerk=clerk, ticket=ticket, seen=None, by=by, at=minutes(office, 14))

    assert again.state == TicketState.CALLED
    _booked, without = waits_in(office, local_day(make.MONDAY, office.zone))
    assert without.half == 12
