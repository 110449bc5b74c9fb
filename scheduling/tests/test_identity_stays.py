"""A booked visit stays with the person it was booked for, whatever path is taken: SQL here."""

from datetime import date

import pytest
from django.db import connection

from scheduling.choices import AppointmentState
from scheduling.models import Appointment
from scheduling.models.identity import identity_checked
from scheduling.tests import factories as make
from scheduling.tests.test_guards import broken_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit() -> Appointment:
    service = make.service()
    office = make.working_office(service)
    start = make.local(office, make.MONDAY, "09:00")
    return make.appointment(office.counter_set.get(), service, start)


@pytest.mark.parametrize(
    "change",
    [
        {"given_names": "Olena"},
        {"family_name": "Buyer"},
        {"birth_date": date(1990, 3, 27)},
        {"citizenship": "UA"},
        {"identity_digest": "another person"},
        {"case_number": "SC-II.6151.12345.2020"},
        {"case_digest": "another case"},
        {"state": AppointmentState.HELD, "held_until": make.AT},
    ],
)
def test_a_booked_visit_stays_with_its_person(visit: Appointment, change: dict[str, object]) -> None:
    """Whoever could put in another name could sell the time."""

    def put_in() -> int:
        return Appointment.objects.filter(pk=visit.pk).update(**change)

    assert broken_by(put_in) == "appointment_identity_stays"


def test_a_cancelled_visit_can_be_forgotten(visit: Appointment) -> None:
    Appointment.objects.filter(pk=visit.pk).update(
        state=AppointmentState.CANCELLED, cancelled_at=make.AT, cancelled_by="person"
    )

    assert Appointment.objects.filter(pk=visit.pk).update(given_names="", identity_digest="") == 1


def test_a_visit_set_aside_comes_back_as_the_same_person_s(visit: Appointment) -> None:
    Appointment.objects.filter(pk=visit.pk).update(state=AppointmentState.LAPSED)

    def come_back_as_another() -> int:
        back = Appointment.objects.filter(pk=visit.pk)
        return back.update(state=AppointmentState.BOOKED, family_name="Buyer")

    assert broken_by(come_back_as_another) == "appointment_identity_stays"
    assert Appointment.objects.filter(pk=visit.pk).update(state=AppointmentState.BOOKED) == 1


def test_leave_to_write_another_name_is_for_one_visit_and_one_moment(visit: Appointment) -> None:
    start = make.local(visit.office, make.MONDAY, "10:00")
    other = make.appointment(visit.counter, visit.service, start)

    def rename(row: Appointment) -> int:
        return Appointment.objects.filter(pk=row.pk).update(family_name="Kowalenko")

    with identity_checked(visit):
        assert rename(visit) == 1
        assert broken_by(lambda: rename(other)) == "appointment_identity_stays"
    with_another_name = Appointment.objects.filter(pk=visit.pk)
    assert broken_by(lambda: with_another_name.update(family_name="Buyer")) == "appointment_identity_stays"


def test_without_its_trigger_a_visit_could_be_sold(visit: Appointment) -> None:
    """The negative control."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE scheduling_appointment DISABLE TRIGGER scheduling_identity_stays")

    assert Appointment.objects.filter(pk=visit.pk).update(family_name="Buyer") == 1
