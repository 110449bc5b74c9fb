"""The straight path, one step at a time, and everything that can go wrong on it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.conf import settings

from portal.accounts.models import Office
from portal.audit.models import Event
from portal.audit.rules.actors import VISITOR
from scheduling import notices
from scheduling.actions import booking, cancelling, holding, seating
from scheduling.choices import AppointmentState
from scheduling.models import Appointment, Service
from scheduling.models.offers import offers_on
from scheduling.rules.booking import Refusal
from scheduling.rules.codes import same_code, token_digest
from scheduling.rules.identity import person_digest
from scheduling.tests import factories as make

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
OLENA = booking.Details(
    given_names="Olena",
    family_name="Kovalenko",
    birth_date=date(1990, 5, 17),
    citizenship="UA",
    email="olena@example.test",
    language="ru",
)


@pytest.fixture
def service() -> Service:
    return make.service()


@pytest.fixture
def office(service: Service) -> Office:
    return make.working_office(service)


@pytest.fixture
def hold(office: Office, service: Service) -> Callable[..., Appointment]:
    def take(
        clock: str = "09:00", *, holder: str = "her browser", last: int = 0, at: datetime = make.AT
    ) -> Appointment:
        return holding.hold(
            office=office,
            service=service,
            start=make.local(office, make.MONDAY, clock),
            holder=holder,
            last=last,
            language="ru",
            by=VISITOR,
            at=at,
        )

    return take


def ask(held: Appointment, *, at: datetime = make.AT, details: booking.Details = OLENA) -> Appointment:
    """Describe who comes and ask for a code."""
    booking.describe(appointment=held, details=details, holder=held.holder, by=VISITOR, at=at)
    return booking.send_code(appointment=held, holder=held.holder, by=VISITOR, at=at)


def book(held: Appointment, *, at: datetime = make.AT, details: booking.Details = OLENA) -> Appointment:
    held = ask(held, at=at, details=details)
    return booking.confirm(
        appointment=held, code=notices.code_of(held), holder=held.holder, by=VISITOR, at=at
    )


def free(office: Office, service: Service, *, at: datetime = make.AT) -> list[str]:
    offers = offers_on(office, service, on=make.MONDAY, at=at)
    return [f"{offer.start.astimezone(office.zone):%H:%M}" for offer in offers]


def test_a_held_time_is_offered_to_nobody_else(
    hold: Callable[..., Appointment], office: Office, service: Service
) -> None:
    held = hold()

    assert held.held_until == make.AT + holding.HOLD
    assert "09:00" not in free(office, service)
    with pytest.raises(seating.TimeTakenError):
        hold(holder="his browser")


def test_a_hold_that_ran_out_is_free_without_any_clock(
    hold: Callable[..., Appointment], office: Office, service: Service
) -> None:
    first = hold()
    end = make.AT + holding.HOLD

    assert "09:00" not in free(office, service, at=end - MINUTE)
    assert "09:00" in free(office, service, at=end)
    assert hold(holder="his browser", at=end).state == AppointmentState.HELD
    first.refresh_from_db()
    assert first.state == AppointmentState.EXPIRED


def test_a_new_hold_replaces_the_one_the_browser_had(
    hold: Callable[..., Appointment], office: Office, service: Service
) -> None:
    first = hold("09:00")

    second = hold("10:00")

    first.refresh_from_db()
    assert (first.state, second.state) == (AppointmentState.EXPIRED, AppointmentState.HELD)
    assert "09:00" in free(office, service)


def test_a_lost_race_leaves_the_browser_what_it_had(hold: Callable[..., Appointment]) -> None:
    hold("10:00", holder="his browser")
    mine = hold("09:00")

    with pytest.raises(seating.TimeTakenError):
        hold("10:00")

    mine.refresh_from_db()
    assert mine.state == AppointmentState.HELD


def test_the_same_browser_may_pick_its_own_time_again(hold: Callable[..., Appointment]) -> None:
    hold("09:00")

    assert hold("09:00").state == AppointmentState.HELD
    assert Appointment.objects.filter(state=AppointmentState.HELD).count() == 1


@pytest.mark.parametrize(
    "clock",
    [
        pytest.param("09:05", id="between-two-starts"),
        pytest.param("15:00", id="in-the-disinfection"),
        pytest.param("14:50", id="into-the-disinfection"),
        pytest.param("19:00", id="after-hours"),
    ],
)
def test_only_a_start_that_is_offered_can_be_held(hold: Callable[..., Appointment], clock: str) -> None:
    with pytest.raises(seating.TimeTakenError):
        hold(clock)


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("booked_by", "clerk", Refusal.NOT_PUBLIC),
        ("valid_to", make.MONDAY - timedelta(days=1), Refusal.ENDED),
        ("valid_from", make.MONDAY + timedelta(days=1), Refusal.NOT_YET_VALID),
    ],
)
def test_a_service_the_public_cannot_book_is_refused_with_the_reason(
    hold: Callable[..., Appointment], service: Service, field: str, value: object, reason: Refusal
) -> None:
    setattr(service, field, value)
    service.save()

    with pytest.raises(holding.NotOfferedError) as refused:
        hold()

    assert refused.value.reasons == {reason}


def test_a_hold_is_extended_up_to_ten_times(hold: Callable[..., Appointment]) -> None:
    held = hold()

    def extend(after: timedelta) -> timedelta:
        at = make.AT + after
        held_on = holding.extend(appointment=held, holder=held.holder, by=VISITOR, at=at)
        assert held_on.held_until
        return held_on.held_until - make.AT

    for times in range(1, 11):
        assert holding.may_extend(held, at=make.AT)
        assert extend(times * 15 * MINUTE) == (times * 15 + 20) * MINUTE
    assert not holding.may_extend(held, at=make.AT)
    with pytest.raises(holding.HoldOverError):
        extend(160 * MINUTE)


def test_nobody_else_extends_describes_or_confirms_a_hold(hold: Callable[..., Appointment]) -> None:
    held = ask(hold())
    stranger: dict[str, Any] = {"appointment": held, "holder": "stranger", "by": VISITOR, "at": make.AT}

    with pytest.raises(holding.HoldOverError):
        holding.extend(**stranger)
    with pytest.raises(holding.HoldOverError):
        booking.describe(**stranger, details=OLENA)
    with pytest.raises(holding.HoldOverError):
        booking.send_code(**stranger)
    with pytest.raises(holding.HoldOverError):
        booking.confirm(**stranger, code=notices.code_of(held))


def test_the_code_from_the_mail_books_the_time(hold: Callable[..., Appointment]) -> None:
    booked = book(hold())

    booked.refresh_from_db()
    assert booked.state == AppointmentState.BOOKED
    assert booked.person == "Olena Kovalenko"
    assert booked.token_digest == token_digest(notices.token_of(booked))
    assert booked.identity_digest == person_digest(
        settings.IDENTITY_KEY.encode(),
        given_names="OLENA",
        family_name="kovalenko",
        birth_date=OLENA.birth_date,
        citizenship="UA",
    )
    events = Event.objects.filter(subject_label="scheduling.appointment").order_by("pk")
    assert [event.action for event in events] == [
        "appointment.held",
        "appointment.described",
        "appointment.code_sent",
        "appointment.booked",
    ]


def test_confirming_twice_books_once(hold: Callable[..., Appointment]) -> None:
    held = ask(hold())
    again: dict[str, Any] = {
        "appointment": held,
        "code": notices.code_of(held),
        "holder": held.holder,
        "by": VISITOR,
    }

    first = booking.confirm(**again, at=make.AT)
    second = booking.confirm(**again, at=make.AT + MINUTE)

    assert (first.pk, first.booked_at) == (second.pk, second.booked_at)
    assert Event.objects.filter(action="appointment.booked").count() == 1


def test_guesses_are_counted_and_then_even_the_right_code_is_refused(
    hold: Callable[..., Appointment],
) -> None:
    held = ask(hold())
    right = notices.code_of(held)
    wrong = "000000" if right != "000000" else "000001"

    def guess(code: str) -> int:
        with pytest.raises(booking.WrongCodeError) as refused:
            booking.confirm(appointment=held, code=code, holder=held.holder, by=VISITOR, at=make.AT)
        return refused.value.left

    assert [guess(wrong) for _ in range(booking.MOST_TRIES)] == [4, 3, 2, 1, 0]
    assert guess(right) == 0


def test_a_fresh_code_replaces_the_old_one_and_brings_new_guesses(hold: Callable[..., Appointment]) -> None:
    held = ask(hold())
    old = notices.code_of(held)

    held = booking.send_code(appointment=held, holder=held.holder, by=VISITOR, at=make.AT)

    assert notices.code_of(held) != old
    with pytest.raises(booking.WrongCodeError):
        booking.confirm(appointment=held, code=old, holder=held.holder, by=VISITOR, at=make.AT)
    assert booking.confirm(
        appointment=held, code=notices.code_of(held), holder=held.holder, by=VISITOR, at=make.AT
    )


def test_a_hold_mails_five_codes_and_no_more(hold: Callable[..., Appointment]) -> None:
    held = ask(hold())
    for _ in range(booking.MOST_CODES - 1):
        booking.send_code(appointment=held, holder=held.holder, by=VISITOR, at=make.AT)

    with pytest.raises(booking.TooManyCodesError):
        booking.send_code(appointment=held, holder=held.holder, by=VISITOR, at=make.AT)


def test_a_code_sent_to_one_address_does_not_book_for_another(hold: Callable[..., Appointment]) -> None:
    held = ask(hold())
    code = notices.code_of(held)
    other = replace(OLENA, email="x@example.test")

    booking.describe(appointment=held, details=other, holder=held.holder, by=VISITOR, at=make.AT)

    with pytest.raises(booking.WrongCodeError):
        booking.confirm(appointment=held, code=code, holder=held.holder, by=VISITOR, at=make.AT)


def test_no_code_is_no_code(hold: Callable[..., Appointment]) -> None:
    held = hold()

    with pytest.raises(holding.HoldOverError):
        booking.send_code(appointment=held, holder=held.holder, by=VISITOR, at=make.AT)
    with pytest.raises(holding.HoldOverError):
        booking.confirm(
            appointment=held, code=notices.code_of(held), holder=held.holder, by=VISITOR, at=make.AT
        )


def test_a_hold_that_ran_out_cannot_be_confirmed(hold: Callable[..., Appointment]) -> None:
    held = ask(hold())
    end = make.AT + holding.HOLD

    with pytest.raises(holding.HoldOverError):
        booking.confirm(appointment=held, code=notices.code_of(held), holder=held.holder, by=VISITOR, at=end)


def test_one_visit_for_a_person_and_service(hold: Callable[..., Appointment]) -> None:
    book(hold("09:00"))

    with pytest.raises(booking.HasOneAlreadyError):
        book(hold("10:00", holder="another browser"))


def test_a_visit_that_is_over_does_not_stand_in_the_way(hold: Callable[..., Appointment]) -> None:
    first = book(hold("09:00"))
    over = first.interval.end

    with pytest.raises(booking.HasOneAlreadyError):
        book(hold("12:00", holder="b", at=over - MINUTE), at=over - MINUTE)
    assert book(hold("13:00", holder="c", at=over), at=over).state == AppointmentState.BOOKED
    first.refresh_from_db()
    assert first.state == AppointmentState.LAPSED


def test_a_cancelled_time_is_free_at_once(
    hold: Callable[..., Appointment], office: Office, service: Service
) -> None:
    booked = book(hold())

    cancelling.cancel(appointment=booked, by=VISITOR, at=make.AT)

    booked.refresh_from_db()
    assert (booked.state, booked.cancelled_at) == (AppointmentState.CANCELLED, make.AT)
    assert "09:00" in free(office, service)
    assert book(hold()).state == AppointmentState.BOOKED


def test_a_visit_is_cancelled_once_and_before_it_begins(hold: Callable[..., Appointment]) -> None:
    booked = book(hold())
    start = booked.interval.start

    with pytest.raises(cancelling.TooLateError):
        cancelling.cancel(appointment=booked, by=VISITOR, at=start)
    cancelling.cancel(appointment=booked, by=VISITOR, at=start - MINUTE)
    with pytest.raises(cancelling.TooLateError):
        cancelling.cancel(appointment=booked, by=VISITOR, at=start - MINUTE)


def test_choosing_the_same_time_twice_is_one_hold(hold: Callable[..., Appointment]) -> None:
    first, second = hold("09:00"), hold("09:00", at=make.AT + MINUTE)

    assert (first.pk, first.reference) == (second.pk, second.reference)
    assert Appointment.objects.count() == 1


def test_a_time_that_overlaps_ones_own_hold_can_be_chosen(office: Office, service: Service) -> None:
    long = make.service("LONG", minutes=60, every=15)
    office.counter_set.get().services.add(long)

    def take(wanted: Service) -> Appointment:
        start = make.local(office, make.MONDAY, "09:00")
        at = make.AT
        return holding.hold(
            office=office, service=wanted, start=start, holder="hers", language="ru", by=VISITOR, at=at
        )

    first, second = take(service), take(long)

    first.refresh_from_db()
    assert (first.state, second.state) == (AppointmentState.EXPIRED, AppointmentState.HELD)
    given_back = Event.objects.get(action="appointment.given_back")
    assert given_back.subject_pk == str(first.pk)


def test_a_hold_that_hours_have_closed_over_is_over_and_no_error(
    hold: Callable[..., Appointment], office: Office
) -> None:
    """The database's clock may be ahead of ours: for it the hold had run out when hours closed."""
    held = ask(hold("12:00"))
    before = datetime(2020, 12, 31, tzinfo=UTC)
    Appointment.objects.filter(pk=held.pk).update(held_until=before + MINUTE)
    make.window(office, starts=time(12), ends=time(13))

    with pytest.raises(holding.HoldOverError):
        booking.confirm(
            appointment=held, code=notices.code_of(held), holder=held.holder, by=VISITOR, at=before
        )


def test_who_did_not_book_is_forgotten(hold: Callable[..., Appointment]) -> None:
    given_back, run_out = ask(hold("09:00")), ask(hold("10:00", holder="another"))

    holding.give_back(holder=given_back.holder, by=VISITOR, at=make.AT)
    hour = timedelta(hours=1)
    assert holding.forget_run_out(at=make.AT + holding.HOLD + hour - MINUTE) == 0
    assert holding.forget_run_out(at=make.AT + holding.HOLD + hour) == 2

    assert holding.forget_run_out(at=make.AT + holding.HOLD + hour) == 0
    for row in (given_back, run_out):
        row.refresh_from_db()
        assert (row.state, row.email, row.person, row.birth_date) == ("expired", "", "", None)
        assert (row.citizenship, row.identity_digest) == ("", "")


@pytest.mark.parametrize("is_given_back", [True, False])
def test_what_was_said_of_the_person_goes_along_to_the_next_time(
    hold: Callable[..., Appointment], is_given_back: bool
) -> None:
    before = ask(hold("09:00"))
    if is_given_back:
        holding.give_back(holder=before.holder, by=VISITOR, at=make.AT)

    after = hold("10:00", last=before.pk)

    after.refresh_from_db()
    assert (after.person, after.email, after.birth_date) == (before.person, OLENA.email, OLENA.birth_date)
    assert (after.is_described, after.code_version) == (False, 0)


def test_what_was_said_goes_along_for_an_hour(hold: Callable[..., Appointment]) -> None:
    before = ask(hold("09:00"))
    over = make.AT + holding.HOLD + holding.KEPT

    assert hold("10:00", last=before.pk, at=over - MINUTE).email == OLENA.email
    assert hold("11:00", last=before.pk, at=over, holder="another").email == ""


def test_nothing_goes_along_from_another_browser_or_from_a_booked_visit(
    hold: Callable[..., Appointment],
) -> None:
    before = ask(hold("09:00"))
    assert hold("10:00", last=before.pk, holder="another").email == ""

    booking.confirm(
        appointment=before, code=notices.code_of(before), holder=before.holder, by=VISITOR, at=make.AT
    )

    assert hold("11:00", last=before.pk).email == ""


def test_a_code_books_only_for_whom_it_was_sent(
    hold: Callable[..., Appointment], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another tab changes who comes, between the look at the code and the booking."""
    held = ask(hold())
    ivan = replace(OLENA, given_names="Ivan", family_name="Petrenko")

    def looked(typed: str, expected: str) -> bool:
        other_tab = Appointment.objects.get(pk=held.pk)
        booking.describe(appointment=other_tab, details=ivan, holder=held.holder, by=VISITOR, at=make.AT)
        return same_code(typed, expected)

    monkeypatch.setattr(booking, "same_code", looked)
    with pytest.raises(booking.WrongCodeError):
        booking.confirm(
            appointment=held, code=notices.code_of(held), holder=held.holder, by=VISITOR, at=make.AT
        )

    held.refresh_from_db()
    assert held.state == AppointmentState.HELD


def test_guesses_beyond_counting_are_still_only_wrong(hold: Callable[..., Appointment]) -> None:
    held = ask(hold())
    Appointment.objects.filter(pk=held.pk).update(code_tries=booking.MOST_TRIES + 1)

    with pytest.raises(booking.WrongCodeError):
        booking.confirm(appointment=held, code="1", holder=held.holder, by=VISITOR, at=make.AT)

    held.refresh_from_db()
    assert held.code_tries == booking.MOST_TRIES + 1


def test_correcting_the_address_costs_no_mail(hold: Callable[..., Appointment]) -> None:
    held = ask(hold())
    for number in range(booking.MOST_CODES + 2):
        other = replace(OLENA, email=f"olena{number}@example.test")
        booking.describe(appointment=held, details=other, holder=held.holder, by=VISITOR, at=make.AT)

    held = booking.send_code(appointment=held, holder=held.holder, by=VISITOR, at=make.AT)

    assert held.codes_sent == 2


def test_a_hold_ends_with_the_start_of_the_visit(hold: Callable[..., Appointment], office: Office) -> None:
    """Nobody books at 09:01 a visit that began at 09:00."""
    start = make.local(office, make.MONDAY, "09:00")
    held = hold("09:00", at=start - 15 * MINUTE)
    assert held.held_until == start

    holding.extend(appointment=held, holder=held.holder, by=VISITOR, at=start - MINUTE)

    assert held.held_until == start
    with pytest.raises(holding.HoldOverError):
        book(held, at=start)
