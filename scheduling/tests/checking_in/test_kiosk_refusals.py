"""Bookings that the device in the hall does not check in as they are, and what it says of them."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from portal.accounts.models import Office
from portal.accounts.tests import factories as accounts
from scheduling.choices import AppointmentState, OutcomeKind, Rank, TicketState
from scheduling.models import Appointment, Outcome, QueueRule, Service, Ticket
from scheduling.tests import factories as make
from scheduling.tests.kiosk import SHORTLY_BEFORE, moment, read, scan, title, visit_at

pytestmark = pytest.mark.django_db


def test_somebody_early_is_told_from_when_and_where_to_wait_in_the_break(
    hall: Client, office: Office, card: Service
) -> None:
    QueueRule.objects.create(office=office, break_note_en="Wait outside.", waiting_note_en="Wait upstairs.")
    visit = visit_at(office, card, "16:00")

    with time_machine.travel(moment(office, "15:20"), tick=False):
        answer = scan(hall, visit.reference)

    assert (answer.status_code, title(answer)) == (409, "You are early")
    for text in ("You can check in from 15:50.", "Wait outside."):
        assert text in read(answer)
    assert Ticket.objects.count() == 0


def test_somebody_hours_early_is_told_when_to_come_back(hall: Client, office: Office, card: Service) -> None:
    QueueRule.objects.create(office=office, waiting_note_en="Wait upstairs.")
    visit = visit_at(office, card, "12:00")

    with time_machine.travel(moment(office, "10:59"), tick=False):
        answer = read(scan(hall, visit.reference))

    assert ("Come back at 11:30." in answer, "Wait upstairs." in answer) == (True, False)


def test_somebody_late_is_told_plainly_with_whom_they_wait(
    hall: Client, visit: Appointment, office: Office
) -> None:
    with time_machine.travel(moment(office, "09:11"), tick=False):
        answer = scan(hall, visit.reference)

    assert Ticket.objects.get().rank == Rank.WALK_IN
    assert "You are late, so you wait with the people who have no booking." in read(answer)


def test_a_visit_of_another_day_is_named_by_its_day_alone(
    hall: Client, visit: Appointment, office: Office
) -> None:
    with time_machine.travel(moment(office, SHORTLY_BEFORE) - timedelta(days=1), tick=False):
        answer = scan(hall, visit.reference)

    assert (answer.status_code, title(answer)) == (409, "Your visit is not today")
    assert "It is booked for Monday 7 December 2026." in read(answer)
    assert "09:00" not in read(answer)


def test_a_visit_at_another_office_leads_to_its_door_and_tells_no_day(hall: Client, card: Service) -> None:
    elsewhere = make.working_office(card, slug="tarnow")
    Office.objects.filter(pk=elsewhere.pk).update(name="Tarnów", address="ul. Przykładowa 1\nTarnów")
    visit = visit_at(elsewhere, card, "10:00")

    answer = scan(hall, visit.reference)

    assert (answer.status_code, title(answer)) == (409, "Your visit is at another office")
    assert "ul. Przykładowa 1<br>Tarnów" in read(answer)
    assert "10:00" not in read(answer)


def test_a_cancelled_visit_is_not_checked_in(hall: Client, office: Office, card: Service) -> None:
    visit = visit_at(office, card, "09:00", state=AppointmentState.CANCELLED)

    answer = scan(hall, visit.reference)

    assert (answer.status_code, title(answer)) == (409, "This visit is not booked any more")


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (TicketState.DONE, "This visit is over"),
        (TicketState.MISSED, "You were called, and nobody came"),
        (TicketState.LEFT, "You have given your place back"),
        (TicketState.UNSERVED, "We could not serve you"),
    ],
)
def test_what_became_of_a_ticket_is_said_when_it_is_scanned_again(
    hall: Client, visit: Appointment, card: Service, state: TicketState, said: str
) -> None:
    make.ticket(visit.office, card, rank=Rank.BOOKED, due_at=visit.interval.start, state=state, visit=visit)

    assert title(scan(hall, visit.reference)) == said


def test_a_visit_that_was_served_without_the_queue_is_over(hall: Client, visit: Appointment) -> None:
    Outcome.objects.create(
        appointment=visit, kind=OutcomeKind.SERVED, by=accounts.user(is_staff=True), at=make.AT
    )

    assert title(scan(hall, visit.reference)) == "This visit is over"
