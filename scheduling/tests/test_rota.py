"""Planning duties from a shift."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event
from portal.audit.rules.actors import Actor
from scheduling.actions import rota
from scheduling.models import Closure, Counter, Duty, ShiftPattern
from scheduling.tests import factories as make

pytestmark = pytest.mark.django_db

SUNDAY = make.MONDAY + timedelta(days=6)


@pytest.fixture
def office() -> Office:
    return accounts.office()


@pytest.fixture
def counter(office: Office) -> Counter:
    return make.counter(office)


@pytest.fixture
def clerk() -> User:
    return accounts.user(is_staff=True)


@pytest.fixture
def morning(office: Office) -> ShiftPattern:
    return shift(office)


def shift(
    office: Office, *, starts: time = time(7, 30), ends: time = time(15), **fields: object
) -> ShiftPattern:
    given = {"weekdays": make.MONDAY_TO_FRIDAY, "valid_from": date(2020, 9, 21), "name_en": "Shift"}
    return ShiftPattern.objects.create(office=office, starts=starts, ends=ends, **given | fields)


def plan(
    pattern: ShiftPattern, clerk: User, counter: Counter, *, first: date = make.MONDAY, last: date = SUNDAY
) -> list[Duty]:
    return rota.plan_rota(
        pattern=pattern,
        clerk=clerk,
        counter=counter,
        first=first,
        last=last,
        by=Actor.user(clerk.pk),
        at=make.AT,
    )


def days(duties: list[Duty]) -> list[date]:
    return [duty.period.lower.date() for duty in duties]


def test_a_duty_for_each_weekday_of_the_shift(morning: ShiftPattern, clerk: User, counter: Counter) -> None:
    planned = plan(morning, clerk, counter)

    assert days(planned) == [make.MONDAY + timedelta(days=number) for number in range(5)]
    assert [duty.pk for duty in planned] == [duty.pk for duty in Duty.objects.order_by("period")]
    first = Duty.objects.get(pk=planned[0].pk)
    assert (first.clerk, first.counter, first.pattern) == (clerk, counter, morning)
    assert first.interval.start == datetime(2026, 12, 7, 6, 30, tzinfo=UTC)
    assert first.interval.end == datetime(2026, 12, 7, 14, tzinfo=UTC)


def test_a_shift_counts_only_while_it_is_valid(office: Office, clerk: User, counter: Counter) -> None:
    pattern = shift(
        office, valid_from=make.MONDAY + timedelta(days=1), valid_to=make.MONDAY + timedelta(days=2)
    )

    assert days(plan(pattern, clerk, counter)) == [date(2026, 12, 8), date(2026, 12, 9)]


def test_holidays_and_closures_of_the_office_are_left_out(
    office: Office, morning: ShiftPattern, clerk: User, counter: Counter
) -> None:
    Closure.objects.create(
        office=office, first_on=date(2026, 12, 28), last_on=date(2026, 12, 29), reason_en="-"
    )
    Closure.objects.create(
        office=accounts.office(), first_on=date(2026, 12, 30), last_on=date(2026, 12, 30), reason_en="-"
    )

    planned = plan(morning, clerk, counter, first=date(2026, 12, 23), last=date(2027, 1, 1))

    assert days(planned) == [date(2026, 12, 23), date(2026, 12, 30), date(2026, 12, 31)]


def test_planning_again_changes_nothing(morning: ShiftPattern, clerk: User, counter: Counter) -> None:
    plan(morning, clerk, counter, last=make.MONDAY)

    again = plan(morning, clerk, counter)

    assert days(again) == [make.MONDAY + timedelta(days=number) for number in range(1, 5)]
    assert plan(morning, clerk, counter) == []
    assert Duty.objects.count() == 5
    assert Event.objects.filter(action="rota.planned").count() == 2  # nothing is said of nothing


def test_one_event_tells_who_planned_what(morning: ShiftPattern, clerk: User, counter: Counter) -> None:
    plan(morning, clerk, counter)

    event = Event.objects.get(action="rota.planned")
    assert (event.user_id, event.office_id, event.subject_pk) == (
        clerk.pk,
        counter.office_id,
        str(morning.pk),
    )
    assert event.data == {
        "clerk": clerk.pk,
        "counter": counter.pk,
        "first": "2026-12-07",
        "last": "2026-12-13",
        "duties": 5,
    }


def test_a_clerk_who_sits_elsewhere_is_a_conflict(
    office: Office, morning: ShiftPattern, clerk: User, counter: Counter
) -> None:
    elsewhere = make.duty(
        make.counter(office), on=date(2026, 12, 9), starts="14:00", ends="16:00", clerk=clerk
    )

    with pytest.raises(rota.DutyConflictError) as refused:
        plan(morning, clerk, counter)

    assert refused.value.duties == [elsewhere]
    assert Duty.objects.count() == 1


def test_a_counter_that_is_taken_is_a_conflict(morning: ShiftPattern, clerk: User, counter: Counter) -> None:
    theirs = make.duty(counter, on=date(2026, 12, 11), starts="09:00", ends="10:00")

    with pytest.raises(rota.DutyConflictError) as refused:
        plan(morning, clerk, counter)

    assert refused.value.duties == [theirs]


def test_a_duty_of_other_hours_is_not_the_same_one(
    morning: ShiftPattern, clerk: User, counter: Counter
) -> None:
    shorter = make.duty(counter, starts="07:30", ends="12:00", clerk=clerk)

    with pytest.raises(rota.DutyConflictError) as refused:
        plan(morning, clerk, counter)

    assert refused.value.duties == [shorter]


def test_shifts_that_touch_are_no_conflict(
    office: Office, morning: ShiftPattern, clerk: User, counter: Counter
) -> None:
    evening = shift(office, starts=time(15), ends=time(19))

    assert len(plan(morning, clerk, counter) + plan(evening, clerk, counter)) == 10


def test_a_plan_made_at_the_same_moment_is_a_conflict(
    morning: ShiftPattern, clerk: User, counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the check did not see yet, the constraint sees."""
    theirs = make.duty(counter, on=make.MONDAY)
    look = rota._duties_near  # noqa: SLF001  the moment between looking and writing
    seen: list[object] = []

    def blind_at_first(*asked: Any) -> list[Duty]:  # noqa: ANN401  what it is asked
        seen.append(asked)
        return look(*asked) if seen[1:] else []

    monkeypatch.setattr(rota, "_duties_near", blind_at_first)

    with pytest.raises(rota.DutyConflictError) as refused:
        plan(morning, clerk, counter)

    assert refused.value.duties == [theirs]


def test_a_counter_of_another_office_is_refused(morning: ShiftPattern, clerk: User) -> None:
    with pytest.raises(rota.OtherOfficeError):
        plan(morning, clerk, make.counter(accounts.office()))


@pytest.mark.parametrize("on", [date(2026, 3, 30), date(2026, 10, 26)])
def test_a_shift_keeps_its_wall_clock_when_clocks_change(
    on: date, morning: ShiftPattern, clerk: User, counter: Counter
) -> None:
    before, after = plan(morning, clerk, counter, first=on - timedelta(days=3), last=on)

    zone = counter.office.zone
    assert [f"{duty.period.lower.astimezone(zone):%a %H:%M}" for duty in (before, after)] == [
        "Fri 07:30",
        "Mon 07:30",
    ]


def test_a_time_without_working_days_plans_nothing(
    morning: ShiftPattern, clerk: User, counter: Counter
) -> None:
    assert plan(morning, clerk, counter, first=SUNDAY) == []
    assert Event.objects.filter(action="rota.planned").count() == 0
