"""Several people in one booking: all of them or none, and one of them alone."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from portal.accounts.models import Office
from portal.audit.rules.actors import SYSTEM, VISITOR
from portal.notifications.models import Notice
from scheduling import notices
from scheduling.actions import booking, cancelling, holding, moving
from scheduling.actions.booking import Details, Person
from scheduling.actions.hours import block
from scheduling.actions.seating import TimeTakenError
from scheduling.choices import ACTIVE, AppointmentState
from scheduling.models import Appointment, BlockedWindow, Duty, Service
from scheduling.models.hits import hit_by
from scheduling.models.offers import offers_on
from scheduling.rules.parties import Party
from scheduling.tests import factories as make

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
NAMES = ["Oksana", "Taras", "Ivan", "Lesia", "Marko", "Olha"]


def person(name: str) -> Person:
    return Person(given_names=name, family_name="Melnyk", birth_date=date(1990, 1, 2), citizenship="UA")


def details(*names: str, **more: Any) -> Details:  # noqa: ANN401  any field
    return Details(
        given_names=names[0],
        family_name="Melnyk",
        birth_date=date(1990, 1, 2),
        citizenship="UA",
        email="melnyk@example.test",
        language="ru",
        others=tuple(person(name) for name in names[1:]),
        **more,
    )


@pytest.fixture
def service() -> Service:
    return make.service(minutes=30, longer_minutes=45)


@pytest.fixture
def office(service: Service) -> Office:
    return make.working_office(service, counters=2)


@pytest.fixture
def hold(office: Office, service: Service) -> Callable[..., Appointment]:
    def take(clock: str = "09:00", people: int = 4, *, holder: str = "hers", **more: Any) -> Appointment:  # noqa: ANN401  any argument
        given: dict[str, Any] = {"party": Party(people), "by": VISITOR, "at": make.AT}
        start = make.local(office, make.MONDAY, clock)
        return holding.hold(
            office=office, service=service, start=start, holder=holder, language="ru", **given | more
        )

    return take


@pytest.fixture
def book(hold: Callable[..., Appointment]) -> Callable[..., Appointment]:
    def take(clock: str = "09:00", people: int = 4, **more: Any) -> Appointment:  # noqa: ANN401  any argument
        held = hold(clock, people, **more)
        return confirm(held, details(*NAMES[:people]))

    return take


def confirm(held: Appointment, who: Details) -> Appointment:
    given: dict[str, Any] = {"appointment": held, "holder": held.holder, "by": VISITOR, "at": make.AT}
    booking.describe(details=who, **given)
    booking.send_code(**given)
    return booking.confirm(code=notices.code_of(held), **given)


def rows(lead: Appointment, *states: AppointmentState) -> list[Appointment]:
    found = Appointment.objects.together_with(lead).select_related("counter__office").order_by("number")
    return [row for row in found if row.state in (states or ACTIVE)]


def times(lead: Appointment) -> list[str]:
    """Return when each of them is seen, by the clock of the office, earliest first."""
    zone = lead.office.zone
    return sorted(f"{row.interval.start.astimezone(zone):%H:%M}" for row in rows(lead))


def names(lead: Appointment, *states: AppointmentState) -> set[str]:
    return {row.given_names for row in rows(lead, *states)}


def test_a_family_sits_in_parallel_and_right_after_each_other(hold: Callable[..., Appointment]) -> None:
    held = hold("09:00", 4)

    assert times(held) == ["09:00", "09:00", "09:30", "09:30"]
    assert [row.reference for row in rows(held)] == [
        held.reference,
        f"{held.reference}/2",
        f"{held.reference}/3",
        f"{held.reference}/4",
    ]
    assert {row.held_until for row in rows(held)} == {held.held_until}


def test_whoever_needs_more_time_has_it(hold: Callable[..., Appointment]) -> None:
    held = hold("09:00", 1, party=Party(1, is_longer=True))

    assert held.interval.length == 45 * MINUTE


def test_all_of_them_are_held_or_nobody(hold: Callable[..., Appointment], office: Office) -> None:
    """At 14:00 the two counters have room for four until the break at 15:00, and not for five."""
    hold("14:00", 4)

    with pytest.raises(TimeTakenError):
        hold("14:00", 1, holder="his")
    with pytest.raises(TimeTakenError):
        hold("18:00", 5, holder="his")
    assert Appointment.objects.filter(state__in=ACTIVE, counter__office=office).count() == 4


def test_the_calendar_offers_what_can_be_held(
    hold: Callable[..., Appointment], office: Office, service: Service
) -> None:
    hold("09:00", 3)

    free = {offer.start for offer in offers_on(office, service, on=make.MONDAY, at=make.AT)}

    assert make.local(office, make.MONDAY, "09:00") not in free
    assert make.local(office, make.MONDAY, "09:30") in free


def test_another_choice_gives_back_all_that_was_held(hold: Callable[..., Appointment]) -> None:
    first = hold("09:00", 4)

    second = hold("09:00", 2)

    assert rows(first) == []
    assert times(second) == ["09:00", "09:00"]


def test_a_double_click_holds_the_same(hold: Callable[..., Appointment]) -> None:
    assert hold("09:00", 4).pk == hold("09:00", 4).pk


def test_more_time_is_for_all_of_them(hold: Callable[..., Appointment]) -> None:
    held = hold()
    later = make.AT + 15 * MINUTE

    holding.extend(appointment=held, holder=held.holder, by=VISITOR, at=later)

    assert {row.held_until for row in rows(held)} == {later + holding.HOLD}


def test_a_hold_that_ran_out_makes_way_and_is_forgotten(hold: Callable[..., Appointment]) -> None:
    held = hold()
    who = details(*NAMES[:4], accompanied_by="Halyna Melnyk")
    booking.describe(appointment=held, details=who, holder=held.holder, by=VISITOR, at=make.AT)
    after = make.AT + holding.HOLD

    other = hold("09:00", 4, holder="his", at=after)
    holding.forget_run_out(at=after + holding.KEPT)

    assert times(other) == ["09:00", "09:00", "09:30", "09:30"]
    gone = Appointment.objects.together_with(held)
    assert {(row.state, row.person, row.accompanied_by, row.identity_digest) for row in gone} == {
        ("expired", "", "", "")
    }


def test_one_network_keeps_so_many_times_and_no_more(
    hold: Callable[..., Appointment], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(holding, "MOST_HELD", 6)
    hold("09:00", 4, network="house")

    with pytest.raises(holding.TooManyHeldError):
        hold("10:00", 3, holder="his", network="house")
    hold("10:00", 2, holder="his", network="house")
    hold("11:00", 4, holder="theirs", network="another house")
    hold("12:00", 4, network="house")  # it takes the place of what she held

    assert Appointment.objects.filter(state=AppointmentState.HELD).count() == 10


def test_what_is_booked_says_nothing_of_the_network(hold: Callable[..., Appointment]) -> None:
    booked = confirm(hold(network="house"), details(*NAMES[:4]))

    assert {row.network_digest for row in rows(booked)} == {""}


def test_all_are_booked_with_one_code_and_one_message(book: Callable[..., Appointment]) -> None:
    booked = book()

    assert names(booked, AppointmentState.BOOKED) == {"Oksana", "Taras", "Ivan", "Lesia"}
    assert {bool(row.token_digest) for row in rows(booked)[1:]} == {False}
    assert Notice.objects.filter(kind="appointment_booked").count() == 1


def test_the_cap_counts_each_person_and_not_who_brings_them(
    book: Callable[..., Appointment], hold: Callable[..., Appointment]
) -> None:
    book("09:00", 3)
    again = details("Nadia", "Ivan")  # Ivan has a visit

    held = hold("11:00", 2, holder="his")
    with pytest.raises(booking.HasOneAlreadyError):
        confirm(held, again)
    assert {row.state for row in rows(held)} == {AppointmentState.HELD}  # nobody is booked

    booked = confirm(held, details("Nadia", "Petro"))  # by the same contact, for other people

    assert names(booked, AppointmentState.BOOKED) == {"Nadia", "Petro"}


def test_a_visit_that_is_over_does_not_bar_one_of_several(
    book: Callable[..., Appointment], hold: Callable[..., Appointment], office: Office
) -> None:
    book("09:00", 2)
    after = make.local(office, make.MONDAY, "12:00")

    held = hold("13:00", 2, holder="his", at=after)
    given: dict[str, Any] = {"appointment": held, "holder": "his", "by": VISITOR, "at": after}
    booking.describe(details=details("Nadia", "Taras"), **given)
    booking.send_code(**given)

    booked = booking.confirm(code=notices.code_of(held), **given)
    assert names(booked, AppointmentState.BOOKED) == {"Nadia", "Taras"}


def test_as_many_are_described_as_are_held(hold: Callable[..., Appointment]) -> None:
    held = hold("09:00", 3)

    with pytest.raises(ValueError, match="Each person"):
        confirm(held, details("Oksana", "Taras"))


def test_what_was_typed_goes_along_with_another_choice(hold: Callable[..., Appointment]) -> None:
    held = hold("09:00", 3)
    who = details(*NAMES[:3], accompanied_by="Halyna")
    booking.describe(appointment=held, details=who, holder="hers", by=VISITOR, at=make.AT)

    other = hold("11:00", 3)

    assert [row.given_names for row in rows(other)] == ["Oksana", "Taras", "Ivan"]
    assert other.accompanied_by == "Halyna"


def test_cancelling_is_for_all_of_them(book: Callable[..., Appointment]) -> None:
    booked = book()

    cancelling.cancel(appointment=booked, by=VISITOR, at=make.AT)

    assert rows(booked) == []
    assert len(rows(booked, AppointmentState.CANCELLED)) == 4


def test_one_of_them_can_be_cancelled_alone(book: Callable[..., Appointment]) -> None:
    booked = book()

    left = cancelling.cancel_member(appointment=booked, number=3, by=VISITOR, at=make.AT)

    assert names(left) == {"Oksana", "Taras", "Lesia"}
    assert (left.people, left.sequence) == (3, booked.sequence + 1)
    assert Notice.objects.filter(kind="appointment_member_cancelled").count() == 1


def test_the_one_whose_name_the_booking_bears_can_be_cancelled_too(
    book: Callable[..., Appointment],
) -> None:
    """The link, the reference and the contact stay, with the person and the time of another."""
    booked = book("09:00", 3)
    seat = {row.given_names: row.interval.start for row in rows(booked)}

    left = cancelling.cancel_member(appointment=booked, number=1, by=VISITOR, at=make.AT)

    assert (left.pk, left.reference, left.token_digest) == (
        booked.pk,
        booked.reference,
        booked.token_digest,
    )
    assert names(left) == {"Taras", "Ivan"}
    assert names(left, AppointmentState.CANCELLED) == {"Oksana"}
    assert {row.given_names: row.interval.start for row in rows(left)} == {
        name: start for name, start in seat.items() if name != "Oksana"
    }
    assert left.interval.start == min(row.interval.start for row in rows(left))


def test_the_last_one_is_not_cancelled_alone(book: Callable[..., Appointment]) -> None:
    booked = book("09:00", 2)
    cancelling.cancel_member(appointment=booked, number=2, by=VISITOR, at=make.AT)

    with pytest.raises(cancelling.TooLateError):
        cancelling.cancel_member(appointment=booked, number=1, by=VISITOR, at=make.AT)
    with pytest.raises(cancelling.TooLateError):
        cancelling.cancel_member(appointment=booked, number=2, by=VISITOR, at=make.AT)


def test_nobody_is_taken_out_of_a_visit_that_has_begun(book: Callable[..., Appointment]) -> None:
    booked = book()

    with pytest.raises(cancelling.TooLateError):
        cancelling.cancel_member(appointment=booked, number=2, by=VISITOR, at=booked.interval.start)


@pytest.mark.parametrize("to", ["09:30", "11:00"])
def test_all_of_them_move_together(book: Callable[..., Appointment], office: Office, to: str) -> None:
    """Also to where some of them are already."""
    booked = book()

    moved = move(booked, make.local(office, make.MONDAY, to))

    assert times(moved)[0] == to
    assert len(times(moved)) == 4
    assert names(moved, AppointmentState.BOOKED) == {"Oksana", "Taras", "Ivan", "Lesia"}
    assert moved.sequence == 1


def test_who_has_cancelled_does_not_move(book: Callable[..., Appointment], office: Office) -> None:
    booked = cancelling.cancel_member(appointment=book(), number=1, by=VISITOR, at=make.AT)

    moved = move(booked, make.local(office, make.MONDAY, "11:00"))

    assert times(moved) == ["11:00", "11:00", "11:30"]


def test_a_move_without_room_for_all_moves_nobody(
    book: Callable[..., Appointment], hold: Callable[..., Appointment], office: Office
) -> None:
    booked = book("09:00", 4)
    held = hold("11:30", 1, holder="his")
    before = times(booked)
    others = Duty.objects.exclude(counter=held.counter)
    others.filter(period__contains=make.local(office, make.MONDAY, "11:00")).delete()

    with pytest.raises(TimeTakenError):
        move(booked, make.local(office, make.MONDAY, "11:00"))
    assert times(booked) == before


def test_a_page_that_is_old_moves_nobody(book: Callable[..., Appointment], office: Office) -> None:
    booked = book()
    cancelling.cancel_member(appointment=booked, number=2, by=VISITOR, at=make.AT)

    with pytest.raises(moving.ChangedMeanwhileError):
        move(booked, make.local(office, make.MONDAY, "11:00"))


def move(booked: Appointment, start: datetime) -> Appointment:
    return moving.move(appointment=booked, start=start, seen=booked.sequence, by=VISITOR, at=make.AT)


def test_hours_that_close_over_one_of_them_are_told_to_all(book: Callable[..., Appointment]) -> None:
    """They came as one, and are not torn apart."""
    booked = book()
    half_an_hour = {"starts": time(9, 30), "ends": time(10)}
    window = BlockedWindow(**make.window_fields(booked.office) | half_an_hour)

    assert [(visit.pk, visit.people) for visit in hit_by(window, at=make.AT)] == [(booked.pk, 4)]


def test_the_database_lets_nobody_but_the_lead_be_reached(book: Callable[..., Appointment]) -> None:
    member = rows(book())[1]

    for stray in ({"email": "x@example.test"}, {"token_digest": "t"}, {"holder": "h"}, {"lead": None}):
        with pytest.raises(IntegrityError, match="appointment_lead_speaks_for_all"), transaction.atomic():
            Appointment.objects.filter(pk=member.pk).update(**stray)


def test_hours_that_close_while_the_first_is_served_spare_nobody_silently(
    book: Callable[..., Appointment], office: Office
) -> None:
    """The others' turn has not come: the office tells the contact that it does not."""
    booked = book("09:00", 4)
    five_past_nine = make.local(office, make.MONDAY, "09:05")
    half_past = {"starts": time(9, 30), "ends": time(10)}
    window = BlockedWindow(**make.window_fields(office) | half_past)
    waiting = hit_by(window, at=five_past_nine)

    block(hours=window, cancel=[row.pk for row in waiting], by=SYSTEM, at=five_past_nine)

    assert [row.lead_id for row in waiting] == [booked.pk, booked.pk]
    assert times(booked) == ["09:00", "09:00"]
    assert Appointment.objects.get(pk=booked.pk).people == 2
    assert Notice.objects.filter(kind="appointment_member_cancelled").count() == 2


def test_more_time_is_not_promised_for_a_part_of_them(hold: Callable[..., Appointment]) -> None:
    held = hold()
    Appointment.objects.filter(lead=held, number=3).update(state=AppointmentState.EXPIRED)

    with pytest.raises(holding.HoldOverError):
        holding.extend(appointment=held, holder=held.holder, by=VISITOR, at=make.AT)
