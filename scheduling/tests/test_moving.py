"""A booked visit gets another time, or stays exactly as it is. Races are in `races`."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from portal.accounts.models import Office
from portal.audit.models import Event
from portal.audit.rules.actors import VISITOR
from portal.notifications.choices import Channel
from portal.notifications.models import Notice
from portal.notifications.rules.kinds import About
from scheduling import notices
from scheduling.actions import cancelling
from scheduling.actions.cancelling import TooLateError
from scheduling.actions.holding import NotOfferedError
from scheduling.actions.moving import ChangedMeanwhileError, move
from scheduling.actions.seating import TimeTakenError
from scheduling.choices import AppointmentState
from scheduling.models import Appointment, Closure, Counter, Service
from scheduling.models.offers import offers_on
from scheduling.rules.booking import Refusal
from scheduling.rules.codes import token_digest
from scheduling.tests import factories as make

pytestmark = pytest.mark.django_db

TUESDAY = make.MONDAY + timedelta(days=1)
CHRISTMAS = date(2026, 12, 25)
MINUTE = timedelta(minutes=1)
# What a move may change; all else of a visit stays.
CHANGES = {"counter_id", "period", "sequence"}

Move = Callable[..., Appointment]


@pytest.fixture
def service() -> Service:
    return make.service(minutes=30, every=15)


@pytest.fixture
def office(service: Service) -> Office:
    """Return an office with one counter on Monday, Tuesday and, by mistake, at Christmas."""
    return make.working_office(service, on=(make.MONDAY, TUESDAY, CHRISTMAS))


@pytest.fixture
def visit(office: Office, service: Service) -> Appointment:
    """Return a visit booked for Monday at nine."""
    made = make.appointment(
        office.counter_set.get(),
        service,
        make.local(office, make.MONDAY, "09:00"),
        given_names="Olena",
        family_name="Kovalenko",
        birth_date=date(1990, 5, 17),
        citizenship="UA",
        email="olena@example.test",
        language="ru",
        case_number="SC-II.6151.1.2026",
        case_digest="her case",
    )
    Appointment.objects.filter(pk=made.pk).update(token_digest=token_digest(notices.token_of(made)))
    return fresh(made)


@pytest.fixture
def to(visit: Appointment, office: Office) -> Move:
    def move_to(
        clock: str,
        *,
        on: date = make.MONDAY,
        seen: int = 0,
        at: datetime = make.AT,
        **other: Any,  # noqa: ANN401  passed on
    ) -> Appointment:
        asked: dict[str, Any] = {"appointment": fresh(visit), "by": VISITOR, **other}
        return move(start=make.local(office, on, clock), seen=seen, at=at, **asked)

    return move_to


def fresh(visit: Appointment) -> Appointment:
    return Appointment.objects.for_page().get(pk=visit.pk)


def row(visit: Appointment) -> dict[str, Any]:
    return dict(Appointment.objects.filter(pk=visit.pk).values().get())


def free(office: Office, service: Service, *, on: date = make.MONDAY) -> list[str]:
    offers = offers_on(office, service, on=on, at=make.AT)
    return [f"{offer.start.astimezone(office.zone):%H:%M}" for offer in offers]


def happened(visit: Appointment) -> int:
    """Return how many moves of the visit were written down; as many letters have gone out."""
    events = Event.objects.about(visit).filter(action="appointment.moved").count()
    assert Notice.objects.filter(kind="appointment_moved", subject_pk=str(visit.pk)).count() == events
    return events


@pytest.mark.parametrize(
    ("clock", "on"),
    [
        pytest.param("10:00", make.MONDAY, id="later-that-day"),
        pytest.param("07:30", make.MONDAY, id="earlier-that-day"),
        pytest.param("18:30", make.MONDAY, id="in-another-shift"),
        pytest.param("09:00", TUESDAY, id="the-same-hour-of-another-day"),
        pytest.param("09:15", make.MONDAY, id="overlapping-what-it-had-from-behind"),
        pytest.param("08:45", make.MONDAY, id="overlapping-what-it-had-from-before"),
        pytest.param("09:30", make.MONDAY, id="touching-what-it-had"),
    ],
)
def test_a_visit_moves_to_a_free_time(to: Move, visit: Appointment, clock: str, on: date) -> None:
    moved = to(clock, on=on)

    start = make.local(visit.office, on, clock)
    assert (moved.pk, moved.interval.start, moved.interval.length) == (visit.pk, start, 30 * MINUTE)
    assert fresh(visit).interval == moved.interval
    assert Appointment.objects.count() == 1


def test_the_time_it_had_is_free_for_everybody_at_once(to: Move, office: Office, service: Service) -> None:
    assert "09:00" not in free(office, service)

    to("11:00")

    assert "09:00" in free(office, service)
    assert "11:00" not in free(office, service)


def test_everything_else_of_the_visit_stays(to: Move, visit: Appointment) -> None:
    before = row(visit)
    token, uid = notices.token_of(visit), notices.uid_of(visit)

    moved = to("10:00", on=TUESDAY)

    after = row(visit)
    assert {name for name in before if before[name] != after[name]} == CHANGES - {"counter_id"}
    assert (notices.token_of(moved), notices.uid_of(moved)) == (token, uid)
    assert after["token_digest"] == token_digest(token)


def test_it_stays_at_its_counter_only_if_that_is_free(
    to: Move, visit: Appointment, office: Office, service: Service
) -> None:
    other = open_counter(office, service)
    make.appointment(visit.counter, service, make.local(office, make.MONDAY, "10:00"))

    moved = to("10:00")

    assert moved.counter == other
    assert {name for name, value in row(visit).items() if value != getattr(visit, name)} == CHANGES


def test_it_may_overlap_its_own_time_at_another_counter(
    to: Move, visit: Appointment, office: Office, service: Service
) -> None:
    other = open_counter(office, service)
    make.appointment(visit.counter, service, make.local(office, make.MONDAY, "09:30"))

    assert to("09:15").counter == other


def open_counter(office: Office, service: Service) -> Counter:
    other = make.counter(office, service)
    make.duty(other)
    return other


def test_a_counter_that_does_not_serve_this_is_not_taken(to: Move, office: Office, service: Service) -> None:
    make.appointment(office.counter_set.get(), service, make.local(office, make.MONDAY, "10:00"))
    make.duty(make.counter(office, make.service("OTHER")))

    with pytest.raises(TimeTakenError):
        to("10:00")


def test_it_takes_as_long_as_the_service_does_now(to: Move, service: Service) -> None:
    Service.objects.filter(pk=service.pk).update(minutes=45)

    assert to("10:00").interval.length == 45 * MINUTE


def test_each_move_counts_one_on_and_is_written_down_and_told(to: Move, visit: Appointment) -> None:
    to("10:00")
    to("11:00", seen=1)

    assert fresh(visit).sequence == 2
    events = Event.objects.about(visit).order_by("pk")
    assert [(event.action, event.actor_kind, event.at, event.office) for event in events] == [
        ("appointment.moved", "visitor", make.AT, visit.office)
    ] * 2
    letters = Notice.objects.order_by("pk").values_list("kind", "version", "recipient", "language", "due_at")
    assert [*letters] == [
        ("appointment_moved", number, "olena@example.test", "ru", make.AT) for number in (1, 2)
    ]


def test_a_visit_without_an_address_is_moved_without_a_letter(to: Move, visit: Appointment) -> None:
    Appointment.objects.filter(pk=visit.pk).update(email="")

    assert to("10:00").sequence == 1
    assert not Notice.objects.exists()


def test_the_same_move_asked_for_twice_is_done_once(to: Move, visit: Appointment) -> None:
    first, again = to("10:00"), to("10:00", at=make.AT + MINUTE)

    assert (first.interval, first.sequence) == (again.interval, again.sequence)
    assert again.sequence == 1
    assert happened(visit) == 1


def test_a_move_to_where_it_is_changes_nothing(to: Move, visit: Appointment) -> None:
    before = row(visit)

    assert to("09:00", seen=5).pk == visit.pk

    assert row(visit) == before
    assert happened(visit) == 0


@pytest.mark.parametrize("seen", [0, 2])
def test_who_saw_another_time_is_not_guessed_at(to: Move, visit: Appointment, seen: int) -> None:
    to("10:00")
    before = row(visit)

    with pytest.raises(ChangedMeanwhileError):
        to("11:00", seen=seen)

    assert row(visit) == before
    assert happened(visit) == 1


def test_back_and_forth_is_two_moves(to: Move, visit: Appointment) -> None:
    to("10:00")

    assert to("09:00", seen=1).sequence == 2
    assert fresh(visit).interval == visit.interval
    assert happened(visit) == 2


@pytest.mark.parametrize(
    ("clock", "on"),
    [
        pytest.param("09:05", make.MONDAY, id="between-two-starts"),
        pytest.param("15:00", make.MONDAY, id="in-the-blocked-window"),
        pytest.param("14:45", make.MONDAY, id="into-the-blocked-window"),
        pytest.param("19:00", make.MONDAY, id="after-hours"),
        pytest.param("18:45", make.MONDAY, id="past-the-end-of-hours"),
        pytest.param("12:00", make.MONDAY, id="taken"),
        pytest.param("11:45", make.MONDAY, id="into-one-that-is-taken"),
        pytest.param("13:00", make.MONDAY, id="held"),
        pytest.param("09:00", TUESDAY, id="in-a-closure"),
        pytest.param("09:00", CHRISTMAS, id="on-a-holiday"),
        pytest.param("09:00", date(2026, 12, 9), id="nobody-on-duty"),
        pytest.param("09:00", date(2026, 12, 1), id="this-very-moment-is-past"),
        pytest.param("09:00", date(2026, 11, 30), id="past"),
        pytest.param("09:00", date(2027, 2, 1), id="not-released"),
    ],
)
def test_a_visit_stays_where_no_time_is_free(
    to: Move, visit: Appointment, office: Office, clock: str, on: date
) -> None:
    counter, service = visit.counter, visit.service
    for day in (date(2026, 11, 30), date(2026, 12, 1), date(2027, 2, 1)):
        make.duty(counter, on=day)
    make.appointment(counter, service, make.local(office, make.MONDAY, "12:00"))
    one = make.local(office, make.MONDAY, "13:00")
    make.appointment(counter, service, one, state=AppointmentState.HELD, held_until=make.AT + MINUTE)
    Closure.objects.create(office=office, first_on=TUESDAY, last_on=TUESDAY, reason_en="Moving house")
    before = row(visit)

    with pytest.raises(TimeTakenError):
        to(clock, on=on)

    assert row(visit) == before
    assert happened(visit) == 0


def test_a_hold_that_ran_out_stands_in_nobody_s_way(
    to: Move, visit: Appointment, office: Office, service: Service
) -> None:
    start = make.local(office, make.MONDAY, "13:00")
    run_out = make.appointment(visit.counter, service, start, state=AppointmentState.HELD, held_until=make.AT)

    assert to("13:00").interval.start == start
    run_out.refresh_from_db()
    assert run_out.state == AppointmentState.EXPIRED


def test_the_notice_that_the_office_asks_for_is_asked_of_a_move_too(to: Move, office: Office) -> None:
    office.releaserule_set.update(notice_minutes=24 * 60)
    start = make.local(office, make.MONDAY, "10:00")
    day_before = start - timedelta(days=1)

    with pytest.raises(TimeTakenError):
        to("10:00", at=day_before + MINUTE)
    assert to("10:00", at=day_before).interval.start == start


def test_within_the_notice_a_visit_can_still_be_moved_away(to: Move, office: Office) -> None:
    office.releaserule_set.update(notice_minutes=24 * 60)
    an_hour_before = make.local(office, make.MONDAY, "08:00")

    assert to("10:00", on=TUESDAY, at=an_hour_before).sequence == 1


def test_a_closed_counter_takes_nobody(to: Move, visit: Appointment) -> None:
    Counter.objects.filter(pk=visit.counter_id).update(is_open=False)

    with pytest.raises(TimeTakenError):
        to("10:00")


def test_hours_that_were_blocked_since_are_not_moved_into(to: Move, office: Office) -> None:
    make.window(office, starts=time(12), ends=time(13))

    assert to("11:30").sequence == 1
    with pytest.raises(TimeTakenError):
        to("11:45", seen=1)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"booked_by": "clerk"}, Refusal.NOT_PUBLIC),
        ({"valid_to": make.MONDAY}, Refusal.ENDED),
        ({"valid_from": CHRISTMAS}, Refusal.NOT_YET_VALID),
    ],
)
def test_a_service_the_public_cannot_book_that_day_is_not_moved(
    to: Move, visit: Appointment, fields: dict[str, object], reason: Refusal
) -> None:
    Service.objects.update(**fields)
    before = row(visit)

    with pytest.raises(NotOfferedError) as refused:
        to("10:00", on=TUESDAY)

    assert refused.value.reasons == {reason}
    assert (row(visit), happened(visit)) == (before, 0)


def test_a_cancelled_visit_stays_cancelled(to: Move, visit: Appointment) -> None:
    cancelling.cancel(appointment=fresh(visit), by=VISITOR, at=make.AT)

    with pytest.raises(TooLateError):
        to("10:00", seen=1)

    assert fresh(visit).state == AppointmentState.CANCELLED


def test_a_visit_that_lapsed_is_over(to: Move, visit: Appointment) -> None:
    Appointment.objects.filter(pk=visit.pk).update(state=AppointmentState.LAPSED)

    with pytest.raises(TooLateError):
        to("10:00")


def test_a_hold_is_not_moved(to: Move, visit: Appointment) -> None:
    held = make.appointment(
        visit.counter,
        visit.service,
        make.local(visit.office, make.MONDAY, "12:00"),
        state=AppointmentState.HELD,
    )

    with pytest.raises(TooLateError):
        to("10:00", appointment=fresh(held))


def test_a_visit_is_moved_until_it_begins(to: Move, visit: Appointment) -> None:
    start = visit.interval.start

    with pytest.raises(TooLateError):
        to("11:00", at=start)
    assert to("11:00", at=start - timedelta.resolution).sequence == 1


def test_who_has_moved_still_has_the_one_visit_that_they_may(to: Move, visit: Appointment) -> None:
    to("10:00")

    digests = Appointment.objects.filter(state=AppointmentState.BOOKED).values_list(
        "identity_digest", "case_digest"
    )
    assert [*digests] == [(visit.identity_digest, "her case")]
    with pytest.raises(Exception, match="appointment_one_per_person"):
        make.appointment(
            visit.counter,
            visit.service,
            visit.interval.start,
            identity_digest=visit.identity_digest,
        )


def test_the_letter_of_an_older_move_is_not_sent_any_more(to: Move, visit: Appointment) -> None:
    to("10:00")
    to("11:00", seen=1)

    kind = next(kind for kind in notices.KINDS if kind.name == "appointment_moved")
    moved = Appointment.objects.for_page().get(pk=visit.pk)
    about = [About(str(visit.pk), number, "", Channel.EMAIL, make.AT) for number in (1, 2)]
    assert [kind.still_true(moved, each) for each in about] == [False, True]
