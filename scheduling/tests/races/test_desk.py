"""A clerk and visitors want the same time, or the same name, at the same moment."""

from functools import partial

import pytest

from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from portal.audit.rules.actors import VISITOR, Actor
from scheduling.actions import desk, holding
from scheduling.choices import AppointmentState, StaffReason
from scheduling.models import Appointment, Service, StaffAct
from scheduling.rules.parties import ALONE
from scheduling.tests import factories as make
from scheduling.tests.races.crowd import DONE, active, confirm, details, overlaps, prepare, said, together

VISITORS = 8

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clerk() -> User:
    return accounts.user(is_staff=True)


def hold(office: Office, service: Service, number: int, clock: str = "09:00") -> Appointment:
    return holding.hold(
        office=office,
        service=service,
        start=make.local(office, make.MONDAY, clock),
        holder=f"browser {number}",
        language="en",
        by=VISITOR,
        at=make.AT,
    )


def book(office: Office, service: Service, clerk: User, *, name: str, clock: str = "09:00") -> Appointment:
    return desk.book(
        office=office,
        service=service,
        start=make.local(office, make.MONDAY, clock),
        party=ALONE,
        details=details(name),
        reason=StaffReason.PHONE,
        clerk=clerk,
        by=Actor.user(clerk.pk),
        at=make.AT,
    )


def test_one_of_clerks_and_visitors_wins_the_last_time(office: Office, service: Service, clerk: User) -> None:
    visitors = [partial(hold, office, service, number) for number in range(VISITORS)]
    clerks = [partial(book, office, service, clerk, name=f"Caller {number}") for number in range(VISITORS)]

    answers = together([partial(said, act) for pair in zip(visitors, clerks, strict=True) for act in pair])

    assert (answers.count(DONE), set(answers)) == (1, {DONE, "TimeTakenError"})
    assert len(active()) == 1
    assert StaffAct.objects.count() == Appointment.objects.filter(state=AppointmentState.BOOKED).count()


def test_a_person_who_confirms_while_a_clerk_books_for_them_has_one_visit(clerk: User) -> None:
    """Who waits for whom is the same for both: nobody waits in a circle."""
    service = make.service("WIDE")
    office = make.working_office(service, counters=VISITORS)
    held = [prepare(hold(office, service, number), "Oksana") for number in range(VISITORS)]

    answers = together(
        [
            partial(said, act)
            for each in held
            for act in (
                partial(confirm, each),
                partial(book, office, service, clerk, name="Oksana", clock="10:00"),
            )
        ]
    )

    booked = Appointment.objects.filter(state=AppointmentState.BOOKED)
    assert (answers.count(DONE), booked.count()) == (1, 1)
    assert set(answers) == {DONE, "HasOneAlreadyError"}
    assert overlaps(active()) == []
