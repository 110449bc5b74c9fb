"""What clerks do for somebody else: with a reason, within the caps and the hours, and told apart."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from portal.accounts.choices import Role
from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event
from portal.audit.rules.actors import VISITOR, Actor
from portal.notifications.models import Notice
from scheduling import notices
from scheduling.actions import booking, cancelling, desk, holding, moving
from scheduling.actions.booking import Details, HasOneAlreadyError, Person
from scheduling.actions.seating import TimeTakenError
from scheduling.choices import AppointmentState, BookedBy, StaffActKind, StaffReason
from scheduling.models import Appointment, Closure, Service, StaffAct
from scheduling.rules.codes import token_digest
from scheduling.rules.parties import ALONE, Party
from scheduling.tests import factories as make

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
FAR = date(2027, 3, 1)  # a Monday that is not released for a month
OKSANA = Details(
    given_names="Oksana",
    family_name="Kovalenko",
    birth_date=date(1990, 3, 27),
    citizenship="UA",
    email="",
    language="ru",
)
TARAS = Person("Taras", "Kovalenko", date(1988, 1, 2), "UA")
IVAN = Person("Ivan", "Kovalenko", date(2015, 5, 6), "UA")


@pytest.fixture
def service() -> Service:
    return make.service()


@pytest.fixture
def office(service: Service) -> Office:
    return make.working_office(service, on=[make.MONDAY, make.MONDAY + DAY, FAR])


@pytest.fixture
def clerk(office: Office) -> User:
    return accounts.member(Role.CLERK, at=office)


@pytest.fixture
def book(office: Office, service: Service, clerk: User) -> Callable[..., Appointment]:
    def done(clock: str = "09:00", on: date = make.MONDAY, **changes: Any) -> Appointment:  # noqa: ANN401  any argument
        arguments: dict[str, Any] = {
            "office": office,
            "service": service,
            "start": make.local(office, on, clock),
            "party": ALONE,
            "details": OKSANA,
            "reason": StaffReason.PHONE,
            "clerk": clerk,
            "by": Actor.user(clerk.pk),
            "at": make.AT,
        }
        return desk.book(**arguments | changes)

    return done


@pytest.fixture
def act(clerk: User) -> dict[str, Any]:
    return {"clerk": clerk, "by": Actor.user(clerk.pk), "at": make.AT}


def acts() -> list[tuple[str, str, str, bool]]:
    values = StaffAct.objects.order_by("pk").values_list("kind", "reason", "note", "is_out_of_turn")
    return [*values]


def told(visit: Appointment) -> list[tuple[str, str, str]]:
    found = Notice.objects.filter(key__startswith=f"scheduling.appointment.{visit.pk}:").order_by("pk")
    return [*found.values_list("kind", "channel", "language")]


def test_a_clerk_books_for_a_caller_with_neither_e_mail_nor_phone(
    book: Callable[..., Appointment], clerk: User
) -> None:
    visit = book(note="No e-mail")

    assert (visit.state, visit.person, visit.language) == (AppointmentState.BOOKED, "Oksana Kovalenko", "ru")
    assert visit.token_digest == token_digest(notices.token_of(visit))
    assert told(visit) == []
    assert acts() == [("booked", "phone", "No e-mail", False)]
    done = StaffAct.objects.get()
    assert (done.appointment_id, done.by, done.at) == (visit.pk, clerk, make.AT)
    event = Event.objects.get(action="desk.booked")
    assert event.data == {"reason": "phone", "is_out_of_turn": False}
    assert (event.user, event.office_id, event.subject_pk) == (clerk, visit.office_id, str(visit.pk))
    assert set(Event.objects.about(visit).values_list("user", flat=True)) == {clerk.pk}


def test_whoever_has_an_address_or_a_phone_is_told_in_their_language(
    book: Callable[..., Appointment],
) -> None:
    visit = book(details=replace(OKSANA, email="oksana@example.test", phone="+48600000123"))

    assert told(visit) == [
        ("appointment_booked", "email", "ru"),
        ("appointment_booked", "sms", "ru"),
    ]


def test_a_clerk_books_for_a_family(book: Callable[..., Appointment]) -> None:
    visit = book(party=Party(3), details=replace(OKSANA, others=(TARAS, IVAN), accompanied_by="Olha"))

    rows = Appointment.objects.together_with(visit).order_by("number")
    assert [(row.given_names, row.state) for row in rows] == [
        ("Oksana", "booked"),
        ("Taras", "booked"),
        ("Ivan", "booked"),
    ]
    assert visit.accompanied_by == "Olha"
    assert len(acts()) == 1


def test_a_time_that_is_not_released_is_out_of_turn(book: Callable[..., Appointment]) -> None:
    book(on=FAR)

    assert acts() == [("booked", "phone", "", True)]


def test_the_public_cannot_take_that_time(office: Office, service: Service) -> None:
    """The negative control."""
    with pytest.raises(TimeTakenError):
        holding.hold(
            office=office,
            service=service,
            start=make.local(office, FAR, "09:00"),
            holder="browser",
            language="en",
            by=VISITOR,
            at=make.AT,
        )


@pytest.mark.parametrize(
    ("change", "is_out_of_turn"),
    [
        ({}, False),
        ({"booked_by": BookedBy.CLERK}, True),
        ({"is_listed": False}, True),
        ({"valid_to": make.MONDAY - DAY}, True),
        ({"valid_to": make.MONDAY}, False),
        ({"valid_from": make.MONDAY + DAY}, True),
    ],
)
def test_what_the_public_is_not_offered_is_out_of_turn(
    book: Callable[..., Appointment], service: Service, change: dict[str, Any], is_out_of_turn: bool
) -> None:
    Service.objects.filter(pk=service.pk).update(**change)
    service.refresh_from_db()

    book()

    assert acts() == [("booked", "phone", "", is_out_of_turn)]


def test_short_notice_and_an_office_that_is_not_shown_are_out_of_turn(
    office: Office, service: Service
) -> None:
    start = make.local(office, make.MONDAY, "09:00")
    office.releaserule_set.update(notice_minutes=60)

    assert not desk.is_out_of_turn(office, service, start=start, at=start - timedelta(minutes=60))
    assert desk.is_out_of_turn(office, service, start=start, at=start - timedelta(minutes=59))
    office.is_open_to_public = False
    assert desk.is_out_of_turn(office, service, start=start, at=make.AT)


def test_a_case_number_that_is_not_known_is_no_turn(book: Callable[..., Appointment]) -> None:
    book(service=make_case_service(book))

    assert acts() == [("booked", "phone", "", False)]


def make_case_service(book: Callable[..., Appointment]) -> Service:
    del book
    made = make.service("CASE", needs_case_number=True)
    for counter in Office.objects.get(counter__isnull=False).counter_set.all():
        counter.services.add(made)
    return made


@pytest.mark.parametrize("clock", ["15:00", "15:45", "06:00", "19:00"])
def test_hours_hold_for_clerks_too(book: Callable[..., Appointment], clock: str) -> None:
    with pytest.raises(TimeTakenError):
        book(clock)

    assert (acts(), Appointment.objects.count()) == ([], 0)


def test_a_closure_and_another_persons_visit_hold_for_clerks_too(
    book: Callable[..., Appointment], office: Office, service: Service
) -> None:
    Closure.objects.create(office=office, first_on=FAR, last_on=FAR, reason_en="Move")
    make.appointment(office.counter_set.get(), service, make.local(office, make.MONDAY, "09:00"))

    with pytest.raises(TimeTakenError):
        book(on=FAR)
    with pytest.raises(TimeTakenError):
        book("09:00")


def test_a_time_that_has_begun_is_not_booked(book: Callable[..., Appointment], office: Office) -> None:
    start = make.local(office, make.MONDAY, "09:00")

    with pytest.raises(TimeTakenError):
        book(at=start)
    assert book(at=start - timedelta(seconds=1)).interval.start == start


def test_one_visit_each_holds_for_clerks_too_and_nothing_is_held(
    book: Callable[..., Appointment], service: Service
) -> None:
    there = book()

    with pytest.raises(HasOneAlreadyError):
        book("10:00", details=replace(OKSANA, family_name="KOVALENKO"))

    assert [*Appointment.objects.all()] == [there]
    assert len(acts()) == 1
    assert desk.in_the_way(service=service, details=OKSANA, at=make.AT) == [there]


def test_what_is_in_the_way_is_the_booking_in_which_one_of_them_is(
    book: Callable[..., Appointment], service: Service
) -> None:
    family = book(party=Party(2), details=replace(OKSANA, others=(TARAS,)))
    book("11:00", details=as_lead(IVAN))
    both = replace(as_lead(TARAS), others=(Person("Olha", "Lis", date(1990, 1, 1), "UA"),))

    assert desk.in_the_way(service=service, details=both, at=make.AT) == [family]
    assert desk.in_the_way(service=make.service("OTHER"), details=both, at=make.AT) == []
    assert desk.in_the_way(service=service, details=both, at=family.interval.end + DAY) == []
    cancelling.cancel(appointment=family, by=VISITOR, at=make.AT)
    assert desk.in_the_way(service=service, details=both, at=make.AT) == []


def as_lead(person: Person) -> Details:
    return replace(
        OKSANA,
        given_names=person.given_names,
        family_name=person.family_name,
        birth_date=person.birth_date,
    )


def test_a_case_is_in_the_way_too(book: Callable[..., Appointment]) -> None:
    cases = make_case_service(book)
    there = book(service=cases, details=replace(OKSANA, case_number="SC-II.6151.12345.2025"))
    another = replace(as_lead(TARAS), case_number="SC-II.6151.12345.2025")

    assert desk.in_the_way(service=cases, details=another, at=make.AT) == [there]


@pytest.mark.parametrize(
    ("reason", "note"),
    [
        (StaffReason.OTHER, ""),
        (StaffReason.OTHER, " "),
        (StaffReason.SPELLING, ""),
        (StaffReason.CONTESTED, ""),
    ],
)
def test_every_act_has_a_reason(book: Callable[..., Appointment], reason: StaffReason, note: str) -> None:
    with pytest.raises(ValueError, match="has a reason"):
        book(reason=reason, note=note)

    assert Appointment.objects.count() == 0
    assert book(reason=StaffReason.OTHER, note="Sent by the voivode").pk


@pytest.mark.parametrize("kind", StaffActKind)
def test_every_kind_of_act_has_reasons(kind: StaffActKind) -> None:
    assert set(desk.REASONS[kind]) <= set(StaffReason)
    assert desk.REASONS[kind]


def test_free_times_are_those_of_the_day_released_or_not(office: Office, service: Service) -> None:
    at = make.local(office, make.MONDAY, "14:00")

    def starts(on: date) -> list[str]:
        offers = desk.free_times(office, service, party=ALONE, on=on, at=at)
        return [f"{offer.start.astimezone(office.zone):%H:%M}" for offer in offers]

    assert starts(make.MONDAY)[:5] == ["14:00", "14:15", "14:30", "14:45", "16:00"]
    assert (starts(FAR)[0], starts(FAR)[-1]) == ("07:30", "18:45")
    assert starts(make.MONDAY + 2 * DAY) == []
    days = desk.free_days(office, service, party=ALONE, first=make.MONDAY, last=FAR, at=at)
    assert [*days] == [make.MONDAY, make.MONDAY + DAY, FAR]


def test_free_times_are_for_all_who_come(office: Office, service: Service) -> None:
    offers = desk.free_times(office, service, party=Party(2), on=make.MONDAY, at=make.AT)

    clocks = [f"{offer.start.astimezone(office.zone):%H:%M}" for offer in offers]
    assert "14:30" in clocks
    assert "14:45" not in clocks


def test_a_clerk_moves_a_visit_to_a_time_that_is_not_released(
    book: Callable[..., Appointment], office: Office, act: dict[str, Any]
) -> None:
    visit = book(details=replace(OKSANA, email="oksana@example.test"))
    start = make.local(office, FAR, "09:00")

    moved = desk.move(appointment=visit, start=start, seen=0, reason=StaffReason.DESK, **act)

    assert (moved.pk, moved.interval.start, moved.reference) == (visit.pk, start, visit.reference)
    assert acts()[1:] == [("moved", "desk", "", True)]
    assert ("appointment_moved", "email", "ru") in told(visit)


def test_a_double_click_moves_once(
    book: Callable[..., Appointment], office: Office, act: dict[str, Any]
) -> None:
    visit = book()
    start = make.local(office, make.MONDAY, "10:00")
    move = {"start": start, "seen": 0, "reason": StaffReason.PHONE, **act}

    moved = desk.move(appointment=visit, **move)
    again = desk.move(appointment=moved, **move)

    assert (moved.sequence, again.sequence) == (1, 1)
    assert acts()[1:] == [("moved", "phone", "", False)]


def test_a_visit_that_is_elsewhere_by_now_is_not_moved(
    book: Callable[..., Appointment], office: Office, act: dict[str, Any]
) -> None:
    visit = book()
    there, wanted = (make.local(office, make.MONDAY, clock) for clock in ("10:00", "11:00"))
    moving.move(appointment=visit, start=there, seen=0, by=VISITOR, at=make.AT)

    with pytest.raises(moving.ChangedMeanwhileError):
        desk.move(appointment=visit, start=wanted, seen=0, reason=StaffReason.PHONE, **act)

    assert len(acts()) == 1


def test_its_own_time_is_free_for_a_visit_that_moves_but_not_offered(
    book: Callable[..., Appointment], office: Office, service: Service
) -> None:
    visit = book("09:00", party=Party(2), details=replace(OKSANA, others=(TARAS,)))

    offers = desk.free_times(office, service, party=visit.party, on=make.MONDAY, at=make.AT, moving=visit)

    clocks = [f"{offer.start.astimezone(office.zone):%H:%M}" for offer in offers]
    assert "09:00" not in clocks
    assert {"08:45", "09:15"} <= set(clocks)


@pytest.mark.parametrize(
    ("reason", "kind", "cancelled_by"),
    [
        (StaffReason.PHONE, "appointment_cancelled", "person"),
        (StaffReason.OFFICE, "appointment_cancelled_by_office", "office"),
    ],
)
def test_who_cancels_is_told_by_the_reason(
    book: Callable[..., Appointment], act: dict[str, Any], reason: StaffReason, kind: str, cancelled_by: str
) -> None:
    visit = book(details=replace(OKSANA, email="oksana@example.test"))

    cancelled = desk.cancel(appointment=visit, reason=reason, **act)

    assert (cancelled.state, cancelled.cancelled_by) == (AppointmentState.CANCELLED, cancelled_by)
    assert told(visit)[-1] == (kind, "email", "ru")
    assert acts()[1:] == [("cancelled", reason.value, "", False)]


def test_one_of_several_is_cancelled_alone(book: Callable[..., Appointment], act: dict[str, Any]) -> None:
    visit = book(party=Party(2), details=replace(OKSANA, others=(TARAS,)))

    left = desk.cancel(appointment=visit, number=2, reason=StaffReason.PHONE, **act)

    assert (left.pk, left.people, left.state) == (visit.pk, 1, AppointmentState.BOOKED)
    assert acts()[1:] == [("cancelled", "phone", "", False)]


def test_a_visit_that_has_begun_is_not_cancelled(
    book: Callable[..., Appointment], act: dict[str, Any]
) -> None:
    visit = book()

    with pytest.raises(cancelling.TooLateError):
        desk.cancel(appointment=visit, reason=StaffReason.PHONE, **act | {"at": visit.interval.start})

    assert len(acts()) == 1


def test_a_contested_visit_is_freed_and_its_contact_told_neutrally(
    book: Callable[..., Appointment], act: dict[str, Any]
) -> None:
    contested = book(details=replace(OKSANA, email="somebody@example.test"))

    freed = desk.free(appointment=contested, note="Passport seen", **act)

    assert (freed.state, freed.cancelled_by) == (AppointmentState.CANCELLED, "person")
    assert told(contested)[-1] == ("appointment_cancelled", "email", "ru")
    assert acts()[1:] == [("freed", "contested", "Passport seen", False)]
    assert book("10:00").pk != contested.pk


def test_one_of_several_is_freed_alone(book: Callable[..., Appointment], act: dict[str, Any]) -> None:
    visit = book(party=Party(2), details=replace(OKSANA, others=(TARAS,)))

    left = desk.free(appointment=visit, number=2, **act)

    assert (left.people, left.state) == (1, AppointmentState.BOOKED)
    assert book("11:00", details=as_lead(TARAS)).state == AppointmentState.BOOKED


def test_the_hold_of_a_clerk_is_nobodys_afterwards(book: Callable[..., Appointment]) -> None:
    """Each has a key of its own, so that none makes way for the next."""
    first, second = book(), book("10:00", details=as_lead(TARAS))

    assert first.holder != second.holder
    assert Appointment.objects.filter(state=AppointmentState.BOOKED).count() == 2


def test_an_act_is_never_without_its_explanation_in_the_database_either(
    book: Callable[..., Appointment], clerk: User
) -> None:
    visit = book()

    with pytest.raises(DatabaseError, match="staffact_other_is_explained"), transaction.atomic():
        StaffAct.objects.create(appointment=visit, kind="booked", reason="other", by=clerk, at=make.AT)
    assert booking.described(OKSANA.people[0])["given_names"] == "Oksana"
