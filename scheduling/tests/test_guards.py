"""What the database refuses, whatever path is taken to it: raw SQL here."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from hypothesis import example, given, settings
from hypothesis import strategies as st

from portal.accounts.tests import factories as accounts
from scheduling.choices import AppointmentState
from scheduling.models import Appointment, BlockedWindow, Closure, Duty
from scheduling.rules.hours import ClosedDays, Weekly, closed, occurrences
from scheduling.rules.intervals import Interval
from scheduling.tests import factories as make

pytestmark = pytest.mark.django_db


# Copies of one visit, a quarter of an hour each, in a year before any blocked window.
MANY_VISITS = """
INSERT INTO scheduling_appointment (counter_id, service_id, period, state, reference, created_at, booked_at,
    cancelled_by, holder, token_digest, code_version, code_tries, codes_sent, given_names, family_name,
    citizenship, email, phone, language, case_number, identity_digest, case_digest, sequence,
    number, people, is_longer, arrangements, accompanied_by, extensions, network_digest)
SELECT %s, service_id, tstzrange(start, start + interval '15 minutes'), state, 'R' || copy, created_at,
    booked_at, '', '', '', 0, 0, 0, '', '', '', '', '', 'pl', '', 'P' || copy, '', 0,
    1, 1, false, '{}', '', 0, ''
FROM scheduling_appointment, generate_series(1, 2000) AS copy,
    LATERAL (SELECT '2019-01-01'::timestamptz + copy * interval '15 minutes' AS start) AS times
WHERE id = %s
"""


def broken_by(act: Callable[[], Any]) -> str:
    """Return the name of the constraint that refuses it."""
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        act()
    diagnosis: Any = getattr(refused.value.__cause__, "diag", None)
    return str(diagnosis.constraint_name)


@pytest.mark.parametrize(
    ("starts", "minutes", "refused"),
    [
        pytest.param("14:45", 15, False, id="ends-at-15-sharp"),
        pytest.param("16:00", 15, False, id="starts-at-16-sharp"),
        pytest.param("14:50", 15, True, id="runs-into-it"),
        pytest.param("15:55", 15, True, id="starts-in-it"),
        pytest.param("14:00", 240, True, id="spans-it"),
        pytest.param("15:20", 10, True, id="inside-it"),
    ],
)
@pytest.mark.parametrize("state", [AppointmentState.HELD, AppointmentState.BOOKED])
def test_no_visit_of_any_length_overlaps_a_blocked_window(
    starts: str, minutes: int, refused: bool, state: AppointmentState
) -> None:
    service = make.service(minutes=minutes)
    office = make.working_office(service)
    start = make.local(office, make.MONDAY, starts)
    place = office.counter_set.get()

    def book() -> Appointment:
        return make.appointment(place, service, start, state=state)

    if refused:
        assert broken_by(book) == "appointment_in_open_hours"
    else:
        assert book().interval.start == start


def test_a_visit_cannot_be_moved_or_brought_back_into_a_blocked_window() -> None:
    service = make.service()
    office = make.working_office(service)
    place = office.counter_set.get()
    noon, blocked = (make.local(office, make.MONDAY, clock) for clock in ("12:00", "15:00"))
    visit = make.appointment(place, service, noon)
    gone = make.appointment(place, service, blocked, state=AppointmentState.CANCELLED)
    rows = Appointment.objects.all()
    there = DateTimeTZRange(blocked, blocked + service.length)
    back = {"state": AppointmentState.BOOKED, "booked_at": make.AT, "identity_digest": "x"}

    assert broken_by(lambda: rows.filter(pk=visit.pk).update(period=there)) == "appointment_in_open_hours"
    assert broken_by(lambda: rows.filter(pk=gone.pk).update(**back)) == "appointment_in_open_hours"


def test_a_visit_cannot_be_moved_to_a_counter_of_an_office_that_is_closed_then() -> None:
    service = make.service()
    office, other = make.working_office(service), make.working_office(service)
    Closure.objects.create(office=other, first_on=make.MONDAY, last_on=make.MONDAY, reason_en="Stocktaking")
    visit = make.appointment(office.counter_set.get(), service, make.local(office, make.MONDAY, "12:00"))
    there = other.counter_set.get()

    moved = Appointment.objects.filter(pk=visit.pk)

    assert broken_by(lambda: moved.update(counter=there)) == "appointment_in_open_hours"


def test_no_visit_lies_in_a_closure() -> None:
    service = make.service()
    office = make.working_office(service)
    Closure.objects.create(office=office, first_on=make.MONDAY, last_on=make.MONDAY, reason_en="Stocktaking")
    place = office.counter_set.get()
    noon = make.local(office, make.MONDAY, "12:00")

    assert broken_by(lambda: make.appointment(place, service, noon)) == "appointment_in_open_hours"
    assert make.appointment(place, service, noon + timedelta(days=1)).pk


def test_a_change_that_touches_neither_time_nor_place_is_let_through() -> None:
    """A check-in at 15:05 of a visit that ran late must never be refused."""
    service = make.service()
    office = make.working_office(service)
    last_year = make.local(office, date(2025, 3, 3), "12:00")
    visit = make.appointment(office.counter_set.get(), service, last_year)
    make.window(office, starts=time(11), ends=time(13))  # the past may be told otherwise

    assert Appointment.objects.filter(pk=visit.pk).update(email="olena@example.test") == 1


@pytest.mark.parametrize("kind", ["window", "closure", "zone"])
@pytest.mark.parametrize("state", [AppointmentState.BOOKED, AppointmentState.HELD])
def test_hours_cannot_be_closed_over_a_visit(kind: str, state: AppointmentState) -> None:
    service = make.service()
    office = make.working_office(service)
    day = datetime.now(UTC).date() + timedelta(days=7 - datetime.now(UTC).weekday())  # next Monday
    start = make.local(office, day, "14:00")
    soon = datetime.now(UTC) + timedelta(minutes=20)
    held = {"held_until": soon} if state == AppointmentState.HELD else {}
    make.appointment(office.counter_set.get(), service, start, state=state, **held)

    def change() -> None:
        if kind == "window":
            make.window(office, starts=time(14, 10), ends=time(14, 20))
        elif kind == "closure":
            Closure.objects.create(office=office, first_on=day, last_on=day, reason_en="Stocktaking")
        else:
            type(office).objects.filter(pk=office.pk).update(time_zone="Europe/Helsinki")
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    assert broken_by(change) == "hours_hit_appointments"


def test_hours_may_be_closed_over_what_was_cancelled_in_the_same_transaction() -> None:
    service = make.service()
    office = make.working_office(service)
    day = datetime.now(UTC).date() + timedelta(days=7 - datetime.now(UTC).weekday())
    visit = make.appointment(office.counter_set.get(), service, make.local(office, day, "14:00"))

    make.window(office, starts=time(14), ends=time(15))
    cancelled = {"state": AppointmentState.CANCELLED, "cancelled_at": make.AT, "cancelled_by": "office"}
    Appointment.objects.filter(pk=visit.pk).update(**cancelled)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    assert BlockedWindow.objects.count() == 2


def test_a_visit_that_is_going_on_does_not_keep_the_day_from_being_closed() -> None:
    now = datetime.now(UTC)
    start = now.replace(minute=now.minute // 5 * 5, second=0, microsecond=0)
    service = make.service(minutes=60)
    office = accounts.office()
    make.appointment(make.counter(office, service), service, start)
    today = start.astimezone(office.zone).date()

    Closure.objects.create(office=office, first_on=today, last_on=today, reason_en="Power cut")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    assert Closure.objects.count() == 1


def test_a_hold_that_ran_out_is_not_booked_into_hours_closed_since() -> None:
    service = make.service()
    office = make.working_office(service)
    noon = make.local(office, make.MONDAY, "12:00")
    held = make.appointment(office.counter_set.get(), service, noon, state=AppointmentState.HELD)
    Appointment.objects.filter(pk=held.pk).update(held_until=datetime(2020, 1, 1, tzinfo=UTC))
    make.window(office, starts=time(11), ends=time(13))
    booked = {"state": AppointmentState.BOOKED, "booked_at": make.AT, "identity_digest": "x"}

    assert (
        broken_by(lambda: Appointment.objects.filter(pk=held.pk).update(**booked))
        == "appointment_in_open_hours"
    )


def test_a_counter_stays_at_its_office() -> None:
    service = make.service()
    office, other = make.working_office(service), make.working_office(service)
    place = office.counter_set.filter(pk=office.counter_set.get().pk)

    assert broken_by(lambda: place.update(office=other)) == "counter_stays_at_its_office"
    assert place.update(code="new") == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
def test_no_older_snapshot_takes_a_time(level: str) -> None:
    service = make.service()
    office = make.working_office(service)
    place, noon = office.counter_set.get(), make.local(office, make.MONDAY, "12:00")

    def book() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET TRANSACTION ISOLATION LEVEL {level}")
            make.appointment(place, service, noon)

    with pytest.raises(InternalError, match="READ COMMITTED"):
        book()


def test_a_closure_ends_in_our_time() -> None:
    office = accounts.office()

    def close() -> Closure:
        last = date(9999, 12, 31)
        return Closure.objects.create(office=office, first_on=make.MONDAY, last_on=last, reason_en="Ever")

    assert broken_by(close) == "closure_in_our_time"


def test_saving_hours_asks_the_index_and_not_each_visit() -> None:
    """84,000 visits once took half a minute, with the whole office waiting."""
    service = make.service()
    office = make.working_office(service)
    window = make.window(office, starts=time(5), ends=time(6))
    place = office.counter_set.get()
    visit = make.appointment(place, service, make.local(office, make.MONDAY, "09:00"))
    with connection.cursor() as cursor:
        cursor.execute(MANY_VISITS, [place.pk, visit.pk])
        cursor.execute("ANALYZE scheduling_appointment")  # a table of one row is read in any way
        cursor.execute(
            "EXPLAIN SELECT FROM scheduling_appointment a WHERE a.counter_id = %s"
            " AND a.state IN ('held', 'booked') AND a.period && tstzrange(now(), now() + interval '1 hour')",
            [place.pk],
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert window.pk
    assert "appointment_counter_free" in plan


def test_one_counter_serves_one_person_at_a_time() -> None:
    short, long = make.service("SHORT", minutes=30), make.service("LONG", minutes=60)
    office = make.working_office(short, long)
    place = office.counter_set.get()
    nine = make.local(office, make.MONDAY, "09:00")
    make.appointment(place, long, nine)

    second = nine + timedelta(minutes=30)

    assert broken_by(lambda: make.appointment(place, short, second)) == "appointment_counter_free"
    assert make.appointment(place, short, nine + timedelta(minutes=60)).pk


@pytest.mark.parametrize("field", ["identity_digest", "case_digest"])
def test_one_booked_visit_for_a_person_or_case_and_service(field: str) -> None:
    service, other = make.service("INFO"), make.service("DOCS")
    office = make.working_office(service, other)
    place = office.counter_set.get()
    nine, ten, noon = (make.local(office, make.MONDAY, clock) for clock in ("09:00", "10:00", "12:00"))
    same: dict[str, Any] = {field: "the same"}
    make.appointment(place, service, nine, **same)
    name = {"identity_digest": "appointment_one_per_person", "case_digest": "appointment_one_per_case"}

    assert broken_by(lambda: make.appointment(place, service, ten, **same)) == name[field]
    assert make.appointment(place, other, noon, **same).pk
    assert make.appointment(place, service, ten, state=AppointmentState.CANCELLED, **same).pk


@pytest.mark.parametrize(
    ("start", "end", "name"),
    [
        pytest.param("09:01", "09:15", "appointment_period_on_five_minutes", id="odd-start"),
        pytest.param("09:00", "09:14", "appointment_period_on_five_minutes", id="odd-end"),
    ],
)
def test_periods_fall_on_five_minutes(start: str, end: str, name: str) -> None:
    service = make.service()
    office = make.working_office(service)
    period = DateTimeTZRange(*(make.local(office, make.MONDAY, clock) for clock in (start, end)))

    assert (
        broken_by(lambda: make.appointment(office.counter_set.get(), service, period.lower, period=period))
        == name
    )


@pytest.mark.parametrize("bounds", ["[]", "()", "(]"])
def test_periods_are_half_open(bounds: str) -> None:
    service = make.service()
    office = make.working_office(service)
    nine = make.local(office, make.MONDAY, "09:00")
    period = DateTimeTZRange(nine, nine + service.length, bounds)

    def book() -> None:
        make.appointment(office.counter_set.get(), service, nine, period=period)

    assert broken_by(book) == "appointment_period_half_open"


def test_a_clerk_is_in_one_place_and_a_counter_has_one_clerk() -> None:
    service = make.service()
    office = make.working_office(service, counters=2)
    duty, other = Duty.objects.order_by("pk")[0], Duty.objects.order_by("pk")[2]

    def sit(clerk: Any, counter: Any) -> Callable[[], Duty]:  # noqa: ANN401  rows of either kind
        start = make.local(office, make.MONDAY, "14:00")
        period = (start, start + timedelta(hours=1))
        return lambda: Duty.objects.create(clerk=clerk, counter=counter, period=period)

    third = make.counter(office, service)
    assert broken_by(sit(duty.clerk, third)) == "duty_clerk_in_one_place"
    assert broken_by(sit(accounts.user(), other.counter)) == "duty_counter_has_one_clerk"


# The trigger resolves local times in SQL and the rules in Python. They must never differ.
ZONES = ["Europe/Warsaw", "UTC", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]
TURNS = [date(2026, 3, 29), date(2026, 10, 25), date(2026, 4, 5), date(2026, 10, 4), date(2026, 11, 1)]
FIVES = st.integers(0, 287).map(lambda number: time(number // 12, number % 12 * 5))


@settings(max_examples=150, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    on=st.sampled_from(TURNS) | st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    clocks=st.tuples(FIVES, FIVES).filter(lambda pair: pair[0] < pair[1]),
)
@example(zone="Europe/Warsaw", on=date(2026, 3, 29), clocks=(time(2, 30), time(3, 10)))
@example(zone="Europe/Warsaw", on=date(2026, 10, 25), clocks=(time(2, 0), time(2, 30)))
@example(zone="Australia/Lord_Howe", on=date(2026, 4, 5), clocks=(time(1, 30), time(1, 55)))
def test_sql_and_python_read_local_hours_alike(zone: str, on: date, clocks: tuple[time, time]) -> None:
    weekly = Weekly(frozenset(make.EVERY_DAY), *clocks, valid_from=on)
    there = occurrences(weekly, zone=ZoneInfo(zone), first=on, last=on)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT scheduling_span(%s, %s, %s)", [*(datetime.combine(on, clock) for clock in clocks), zone]
        )
        span = cursor.fetchone()[0]

    read = [] if span.isempty else [Interval(span.lower.astimezone(UTC), span.upper.astimezone(UTC))]
    assert read == there


@pytest.mark.parametrize("on", TURNS)
@pytest.mark.parametrize("zone", ZONES)
def test_sql_and_python_close_the_same_days(on: date, zone: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT scheduling_span(%s, %s, %s)",
            [datetime.combine(on, time()), datetime.combine(on + timedelta(days=1), time()), zone],
        )
        span = cursor.fetchone()[0]

    assert Interval(span.lower.astimezone(UTC), span.upper.astimezone(UTC)) == closed(
        ClosedDays(on, on), zone=ZoneInfo(zone)
    )
