"""Urgent requests that are sent, and decided, by two at the same moment."""

from datetime import date
from functools import partial

import pytest

from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from portal.audit.rules.actors import VISITOR, Actor
from portal.notifications.models import Notice
from scheduling.actions import deciding, urgent
from scheduling.actions.booking import Details
from scheduling.choices import AppointmentState
from scheduling.models import Appointment, Service, StaffAct, UrgentRequest
from scheduling.tests import factories as make
from scheduling.tests.races.crowd import together

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 8
SUNDAY = date(2026, 12, 6)
OKSANA = Details("Oksana", "Wzorcowa", date(1990, 3, 27), "UA", "oksana@example.test", "en")


def ask(office: Office, service: Service, *, key: str) -> str:
    wish = urgent.Wish(OKSANA, SUNDAY, "A summons")
    try:
        made = urgent.make(
            office=office, service=service, wish=wish, first_free_on=None, key=key, by=VISITOR, at=make.AT
        )
    except urgent.AskedBeforeError:
        return "asked before"
    return made.reference


def grant(asked: UrgentRequest, clerk: User, clock: str) -> str:
    start = make.local(asked.office, make.MONDAY, clock)
    try:
        deciding.grant(request=asked, start=start, clerk=clerk, by=Actor.user(clerk.pk), at=make.AT)
    except deciding.DecidedError as error:
        return f"decided by {error.request.decided_by_id}"
    return "granted"


def refuse(asked: UrgentRequest, clerk: User) -> str:
    try:
        deciding.refuse(request=asked, answer="No", clerk=clerk, by=Actor.user(clerk.pk), at=make.AT)
    except deciding.DecidedError as error:
        return f"decided by {error.request.decided_by_id}"
    return "refused"


def test_one_form_pressed_many_times_makes_one_request(office: Office, service: Service) -> None:
    references = together([partial(ask, office, service, key="one form")] * MANY)

    assert set(references) == {UrgentRequest.objects.get().reference}


def test_of_many_forms_of_one_person_one_is_taken(office: Office, service: Service) -> None:
    answers = together([partial(ask, office, service, key=f"form {number}") for number in range(MANY)])

    assert sorted(answers)[1:] == ["asked before"] * (MANY - 1)
    assert UrgentRequest.objects.count() == 1


@pytest.fixture
def asked(office: Office, service: Service) -> UrgentRequest:
    ask(office, service, key="")
    return UrgentRequest.objects.for_page().get()


@pytest.mark.parametrize("second", ["grants", "refuses"])
def test_of_two_supervisors_one_decides_and_the_other_sees_who_did(asked: UrgentRequest, second: str) -> None:
    one, other = accounts.user(is_staff=True), accounts.user(is_staff=True)
    acts = [
        partial(grant, asked, one, "09:00"),
        partial(grant, asked, other, "10:00") if second == "grants" else partial(refuse, asked, other),
    ]

    said = together(acts)

    decided = UrgentRequest.objects.get()
    is_first = decided.decided_by == one
    done = "granted" if is_first or second == "grants" else "refused"
    late = f"decided by {decided.decided_by_id}"
    assert said == ([done, late] if is_first else [late, done])
    visits = 1 if done == "granted" else 0
    assert Appointment.objects.filter(state=AppointmentState.BOOKED).count() == visits
    assert StaffAct.objects.count() == visits
    assert Notice.objects.exclude(kind="urgent_received").count() == 1
