"""Correcting a name: as the passport has it, a few times, and never another person's."""

from datetime import date, timedelta
from typing import Any

import pytest

from portal.accounts.choices import Role
from portal.accounts.models import User
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event
from portal.audit.rules.actors import VISITOR, Actor
from portal.notifications.models import Notice
from scheduling.actions import cancelling, desk
from scheduling.actions.booking import Details, HasOneAlreadyError, Person, described
from scheduling.actions.correcting import AnotherPersonError, CorrectedTooOftenError, correct
from scheduling.actions.moving import ChangedMeanwhileError
from scheduling.choices import AppointmentState, StaffReason
from scheduling.models import Appointment, StaffAct
from scheduling.rules.parties import Party
from scheduling.tests import factories as make

pytestmark = pytest.mark.django_db

BORN = date(1990, 3, 27)
WRONG = Details("Oksana", "Shevchemko", BORN, "UA", "oksana@example.test", "ru")
RIGHT: dict[str, Any] = {"given_names": "Oksana", "family_name": "Shevchenko"}


@pytest.fixture
def clerk() -> User:
    return accounts.member(Role.CLERK, at=make.working_office(make.service(), counters=2))


@pytest.fixture
def act(clerk: User) -> dict[str, Any]:
    return {"clerk": clerk, "by": Actor.user(clerk.pk), "at": make.AT}


def book(act: dict[str, Any], details: Details, clock: str = "09:00") -> Appointment:
    office = act["clerk"].membership_set.get().office
    return desk.book(
        office=office,
        service=office.counter_set.first().services.get(),
        start=make.local(office, make.MONDAY, clock),
        party=Party(1 + len(details.others)),
        details=details,
        reason=StaffReason.PHONE,
        **act,
    )


def kept(visit: Appointment) -> tuple[str, str, date | None, str]:
    visit.refresh_from_db()
    return visit.given_names, visit.family_name, visit.birth_date, visit.citizenship


def test_a_name_is_written_as_the_passport_has_it(act: dict[str, Any], clerk: User) -> None:
    visit = book(act, WRONG)
    told = Notice.objects.count()

    row = correct(appointment=visit, **RIGHT, note="Passport seen", **act)

    assert (row.family_name, kept(visit)) == ("Shevchenko", ("Oksana", "Shevchenko", BORN, "UA"))
    digest = described(Person("Oksana", "Shevchenko", BORN, "UA"))["identity_digest"]
    assert visit.identity_digest == digest
    done = StaffAct.objects.latest("pk")
    assert (done.kind, done.reason, done.note, done.by, done.appointment_id) == (
        "corrected",
        "spelling",
        "Passport seen",
        clerk,
        visit.pk,
    )
    assert Notice.objects.count() == told


def test_the_audit_says_what_was_corrected_and_not_what_it_was(act: dict[str, Any]) -> None:
    visit = book(act, WRONG)

    correct(appointment=visit, **RIGHT, **act)

    assert Event.objects.get(action="appointment.corrected").data == {"fields": ["family_name"]}
    assert Event.objects.get(action="desk.corrected").data == {"reason": "spelling", "is_out_of_turn": False}


@pytest.mark.parametrize(
    ("given_names", "family_name"), [("Maria", "Shevchemko"), ("Oksana", "Nowak"), ("", ""), ("Oksana", "")]
)
def test_a_person_is_not_replaced(act: dict[str, Any], given_names: str, family_name: str) -> None:
    visit = book(act, WRONG)

    with pytest.raises(AnotherPersonError):
        correct(appointment=visit, given_names=given_names, family_name=family_name, **act)

    assert kept(visit) == ("Oksana", "Shevchemko", BORN, "UA")
    assert StaffAct.objects.count() == 1


def test_a_name_is_corrected_twice_and_no_more(act: dict[str, Any]) -> None:
    visit = book(act, WRONG)
    correct(appointment=visit, given_names="Oksana", family_name="Shevchenko", **act)
    visit.refresh_from_db()
    correct(appointment=visit, given_names="Oxana", family_name="Shevchenko", **act)
    visit.refresh_from_db()

    with pytest.raises(CorrectedTooOftenError):
        correct(appointment=visit, given_names="Oksana", family_name="Shevchenko", **act)

    assert kept(visit)[0] == "Oxana"


def test_what_is_right_already_is_no_act(act: dict[str, Any]) -> None:
    visit = book(act, WRONG)

    correct(appointment=visit, given_names="Oksana", family_name="Shevchemko", **act)

    assert StaffAct.objects.count() == 1


def test_a_spelling_that_has_a_visit_already_is_refused(act: dict[str, Any]) -> None:
    visit = book(act, WRONG)
    book(act, Details("Oksana", "Shevchenko", BORN, "UA", "", "ru"), "10:00")

    with pytest.raises(HasOneAlreadyError):
        correct(appointment=visit, **RIGHT, **act)

    assert kept(visit)[1] == "Shevchemko"


def test_a_visit_that_is_over_makes_way_for_the_right_spelling(act: dict[str, Any]) -> None:
    visit = book(act, WRONG, "10:00")
    past = book(act, Details("Oksana", "Shevchenko", BORN, "UA", "", "ru"), "09:00")

    correct(appointment=visit, **RIGHT, **act | {"at": past.interval.end})

    past.refresh_from_db()
    assert (kept(visit)[1], past.state) == ("Shevchenko", AppointmentState.LAPSED)


def test_one_of_several_is_corrected_alone(act: dict[str, Any]) -> None:
    others = (Person("Ivam", "Shevchenko", date(2015, 1, 2), "UA"),)
    lead = book(act, Details("Oksana", "Shevchenko", BORN, "UA", "", "ru", others=others))
    ivan = lead.members.get()

    correct(appointment=ivan, given_names="Ivan", family_name="Shevchenko", **act)

    assert (kept(ivan)[0], kept(lead)[0]) == ("Ivan", "Oksana")


def test_a_visit_that_is_over_or_cancelled_is_not_corrected(act: dict[str, Any]) -> None:
    visit = book(act, WRONG)

    with pytest.raises(cancelling.TooLateError):
        correct(appointment=visit, **RIGHT, **act | {"at": visit.interval.end})
    cancelling.cancel(appointment=visit, by=VISITOR, at=make.AT)
    with pytest.raises(cancelling.TooLateError):
        correct(appointment=visit, **RIGHT, **act)


def test_it_is_corrected_while_the_visit_goes_on(act: dict[str, Any]) -> None:
    visit = book(act, WRONG)
    last = visit.interval.end - timedelta(seconds=1)

    correct(appointment=visit, **RIGHT, **act | {"at": last})

    assert kept(visit)[1] == "Shevchenko"


def test_a_name_that_a_colleague_has_corrected_meanwhile_is_left_alone(act: dict[str, Any]) -> None:
    visit = book(act, WRONG)
    as_seen = Appointment.objects.for_page().get(pk=visit.pk)
    correct(appointment=visit, **RIGHT, **act)

    with pytest.raises(ChangedMeanwhileError):
        correct(appointment=as_seen, given_names="Oxana", family_name="Shevchemko", **act)


@pytest.fixture
def family(act: dict[str, Any]) -> Appointment:
    others = tuple(Person(name, "Shevchenko", date(2015, 1, 2), "UA") for name in ("Ivan", "Taras"))
    return book(act, Details("Oksana", "Shevchenko", BORN, "UA", "", "ru", others=others))


def correct_twice(act: dict[str, Any], row: Appointment, *spellings: str) -> None:
    for given_names in spellings:
        row.refresh_from_db()
        correct(appointment=row, given_names=given_names, family_name="Shevchenko", **act)


def without_the_first(lead: Appointment) -> Appointment:
    return cancelling.cancel_member(appointment=lead, number=1, by=VISITOR, at=make.AT)


def test_whose_name_was_corrected_twice_is_known_in_another_row(
    act: dict[str, Any], family: Appointment
) -> None:
    correct_twice(act, family.members.get(number=2), "Ivann", "Ivan")

    lead = without_the_first(family)

    assert lead.given_names == "Ivan"
    with pytest.raises(CorrectedTooOftenError):
        correct(appointment=lead, given_names="Ivann", family_name="Shevchenko", **act)


def test_whoever_is_given_the_row_of_another_is_not_counted_their_corrections(
    act: dict[str, Any], family: Appointment
) -> None:
    correct_twice(act, family, "Oxana", "Oksana")
    correct_twice(act, family.members.get(number=3), "Tarass", "Taras")

    lead = without_the_first(family)
    correct(appointment=lead, given_names="Ivann", family_name="Shevchenko", **act)

    gone, third = lead.members.order_by("number")
    acts = StaffAct.objects.filter(kind="corrected").values_list("appointment", flat=True)
    assert (gone.given_names, third.given_names) == ("Oksana", "Taras")
    assert sorted(acts) == sorted([gone.pk, gone.pk, third.pk, third.pk, lead.pk])
    assert StaffAct.objects.get(kind="booked").appointment == lead
