"""Visits that change their times at the same moment. On real threads and connections."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from itertools import count
from threading import Barrier
from typing import Any

import pytest
from django.db import OperationalError

from portal.accounts.models import Office
from portal.audit.rules.actors import SYSTEM, VISITOR
from portal.notifications.models import Notice
from scheduling.actions import cancelling, moving
from scheduling.actions.holding import hold
from scheduling.actions.hours import block
from scheduling.models import Appointment, BlockedWindow, Service, locks
from scheduling.models.appointments import AppointmentQuerySet
from scheduling.tests import factories as make
from scheduling.tests.races.crowd import (
    DONE,
    PATIENCE,
    asking,
    booked,
    clear,
    in_blocked_time,
    overlaps,
    together,
)

ROUNDS = 6
TAKEN, CHANGED, TOO_LATE, HITS = (
    "TimeTakenError",
    "ChangedMeanwhileError",
    "TooLateError",
    "HitsVisitsError",
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def wide(service: Service) -> Office:
    """Return an office with two counters."""
    return make.working_office(service, counters=2)


def visit(office: Office, service: Service, clock: str, *, place: int = 0) -> Appointment:
    """Return a booked visit of somebody, fresh from the database."""
    counter = office.counter_set.order_by("pk")[place]
    made = make.appointment(counter, service, at(office, clock), email="olena@example.test", language="en")
    return Appointment.objects.for_page().get(pk=made.pk)


def at(office: Office, clock: str) -> datetime:
    return make.local(office, make.MONDAY, clock)


def moving_to(start: datetime, visit: Appointment, *, seen: int = 0) -> Callable[[], str]:
    return asking(lambda: moving.move(appointment=visit, start=start, seen=seen, by=VISITOR, at=make.AT))


def cancelling_it(visit: Appointment) -> Callable[[], str]:
    copy = Appointment.objects.for_page().get(pk=visit.pk)
    return asking(lambda: cancelling.cancel(appointment=copy, by=VISITOR, at=make.AT))


def taking(office: Office, service: Service, clock: str, *, holder: str = "c") -> Callable[[], str]:
    return asking(
        lambda: hold(
            office=office,
            service=service,
            start=at(office, clock),
            holder=holder,
            language="en",
            by=VISITOR,
            at=make.AT,
        )
    )


def blocking(office: Office, *, cancel: Iterable[int] = ()) -> Callable[[], str]:
    """Return how to block noon to one."""
    fields = make.window_fields(office) | {"starts": time(12), "ends": time(13)}
    window = BlockedWindow(**fields)
    return asking(lambda: block(hours=window, cancel=[*cancel], by=SYSTEM, at=make.AT))


def clocks(office: Office) -> list[str]:
    return [f"{row.interval.start.astimezone(office.zone):%H:%M}" for row in booked()]


def test_two_people_swap_their_times_where_another_counter_is_free(wide: Office, service: Service) -> None:
    nine, ten = at(wide, "09:00"), at(wide, "10:00")
    for number in range(ROUNDS):
        clear()
        hers, his = visit(wide, service, "09:00"), visit(wide, service, "10:00", place=number % 2)

        answers = together([moving_to(ten, hers), moving_to(nine, his)])

        assert answers == [DONE, DONE]
        assert overlaps(booked()) == []
        assert clocks(wide) == ["10:00", "09:00"]


def test_two_people_who_want_each_others_only_time_keep_what_they_have(
    office: Office, service: Service
) -> None:
    nine, ten = at(office, "09:00"), at(office, "10:00")
    for _round in range(ROUNDS):
        clear()
        hers, his = visit(office, service, "09:00"), visit(office, service, "10:00")

        answers = together([moving_to(ten, hers), moving_to(nine, his)])

        assert answers == [TAKEN, TAKEN]
        assert clocks(office) == ["09:00", "10:00"]


def test_eight_people_move_on_in_a_ring_and_nobody_waits_in_a_circle(wide: Office, service: Service) -> None:
    ring = [f"{hour:02}:00" for hour in range(8, 12)]
    for number in range(ROUNDS):
        clear()
        visits = [visit(wide, service, clock, place=place) for clock in ring for place in (0, 1)]
        wanted = [*visits[2 + number % 6 :], *visits[: 2 + number % 6]]

        answers = together(
            [moving_to(other.interval.start, row) for row, other in zip(visits, wanted, strict=True)]
        )

        assert set(answers) <= {DONE, TAKEN}
        assert overlaps(booked()) == []
        assert {row.pk for row in booked()} == {row.pk for row in visits}
        for row, other, answer in zip(visits, wanted, answers, strict=True):
            there = Appointment.objects.get(pk=row.pk).interval
            assert there == (other if answer == DONE else row).interval


def test_a_chain_moves_up_link_by_link_or_waits_but_never_overlaps(office: Office, service: Service) -> None:
    """Each wants the time of the one before; only the first wants one that is free."""
    chain = [f"{hour:02}:00" for hour in range(8, 13)]
    for _round in range(ROUNDS):
        clear()
        visits = [visit(office, service, clock) for clock in chain[1:]]

        answers = together(
            [moving_to(at(office, clock), row) for clock, row in zip(chain, visits, strict=False)]
        )

        assert answers[0] == DONE
        assert answers == sorted(
            answers, reverse=True
        )  # whoever moved up had room because the one before had
        assert overlaps(booked()) == []
        assert len(booked()) == len(visits)


def test_a_time_that_is_left_goes_to_one_of_those_who_want_it(office: Office, service: Service) -> None:
    """She moves to ten; her nine o'clock is wanted by 8 others, and nobody errs."""
    for _round in range(ROUNDS):
        clear()
        hers = visit(office, service, "09:00")

        others = [taking(office, service, "09:00", holder=f"c{number}") for number in range(8)]
        answers = together([moving_to(at(office, "10:00"), hers), *others])

        assert answers[0] == DONE
        assert set(answers[1:]) <= {DONE, TAKEN}
        assert answers[1:].count(DONE) <= 1
        there = Appointment.objects.filter(state="held", period__startswith=at(office, "09:00")).count()
        assert there == answers[1:].count(DONE)
        assert taking(office, service, "09:00")() == (TAKEN if there else DONE)


def test_one_time_is_moved_to_by_many_and_taken_by_many_and_had_by_one(
    office: Office, service: Service
) -> None:
    for _round in range(ROUNDS):
        clear()
        visits = [visit(office, service, clock) for clock in ("08:00", "08:15", "08:30", "08:45")]
        noon = at(office, "12:00")

        movers = [moving_to(noon, row) for row in visits]
        takers = [taking(office, service, "12:00", holder=f"c{number}") for number in range(4)]
        answers = together([*movers, *takers])

        assert sorted(answers) == [TAKEN] * 7 + [DONE]
        assert len(booked()) == len(visits)


def test_a_visit_is_moved_or_cancelled_and_its_person_is_told_which(office: Office, service: Service) -> None:
    for _round in range(ROUNDS):
        clear()
        hers = visit(office, service, "09:00")

        answers = together([moving_to(at(office, "10:00"), hers), cancelling_it(hers)])

        hers.refresh_from_db()
        told = sorted(Notice.objects.values_list("kind", flat=True))
        assert hers.state == "cancelled"  # cancelling asks nothing of the time, so it always goes through
        assert answers[1] == DONE
        if answers[0] == DONE:
            assert (hers.sequence, told) == (2, ["appointment_cancelled", "appointment_moved"])
        else:
            assert answers[0] in {TOO_LATE, CHANGED}
            assert (hers.sequence, told) == (1, ["appointment_cancelled"])


@pytest.mark.parametrize("agreed", [False, True], ids=["nobody-agreed", "agreed-to-cancel"])
def test_no_visit_is_moved_into_an_hour_that_is_blocked_at_that_moment(
    office: Office, service: Service, agreed: bool
) -> None:
    for _round in range(ROUNDS):
        clear()
        BlockedWindow.objects.filter(starts=time(12)).delete()
        hers = visit(office, service, "09:00")
        cancel = [hers.pk] if agreed else []

        answers = together([moving_to(at(office, "12:15"), hers), blocking(office, cancel=cancel)])

        assert in_blocked_time() == []
        hers.refresh_from_db()
        moved_first = (DONE, DONE if agreed else HITS)
        assert tuple(answers) in {moved_first, (TAKEN, DONE)}
        is_cancelled = agreed and tuple(answers) == moved_first
        assert hers.state == ("cancelled" if is_cancelled else "booked")


@pytest.mark.parametrize("agreed", [False, True], ids=["nobody-agreed", "agreed-to-cancel"])
def test_a_visit_that_leaves_an_hour_while_it_is_blocked_is_moved_or_cancelled(
    office: Office, service: Service, agreed: bool
) -> None:
    for _round in range(ROUNDS):
        clear()
        BlockedWindow.objects.filter(starts=time(12)).delete()
        hers = visit(office, service, "12:15")

        answers = together(
            [
                moving_to(at(office, "09:00"), hers),
                blocking(office, cancel=[hers.pk] if agreed else []),
            ]
        )

        assert in_blocked_time() == []
        hers.refresh_from_db()
        if answers[0] == DONE:
            assert hers.interval.start == at(office, "09:00")
            assert answers[1] in ({DONE} if agreed else {DONE, HITS})
        else:
            assert (answers, hers.state) == ([TOO_LATE, DONE], "cancelled")
            assert agreed


def test_of_two_tabs_that_move_a_visit_one_wins_and_the_other_is_told(
    office: Office, service: Service
) -> None:
    for _round in range(ROUNDS):
        clear()
        one = visit(office, service, "09:00")
        other = Appointment.objects.for_page().get(pk=one.pk)
        ten, eleven = at(office, "10:00"), at(office, "11:00")

        answers = together([moving_to(ten, one), moving_to(eleven, other)])

        assert sorted(answers) == [CHANGED, DONE]
        one.refresh_from_db()
        assert (one.interval.start, one.sequence) == ([ten, eleven][answers.index(DONE)], 1)
        assert Notice.objects.filter(kind="appointment_moved").count() == 1


def test_a_double_click_moves_a_visit_once(wide: Office, service: Service) -> None:
    for _round in range(ROUNDS):
        clear()
        hers = visit(wide, service, "09:00")
        copies = [Appointment.objects.for_page().get(pk=hers.pk) for _ in range(8)]
        ten = at(wide, "10:00")

        answers = together([moving_to(ten, copy) for copy in copies])

        hers.refresh_from_db()
        assert answers == [DONE] * 8
        assert (hers.interval.start, hers.sequence) == (ten, 1)
        assert Notice.objects.count() == 1


@pytest.fixture
def in_opposite_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each of two who move lock the same two counters, but each begin with another one."""
    met, turns = Barrier(2, timeout=PATIENCE), count()

    def lock(days: Iterable[tuple[int, date]]) -> None:
        one, other = sorted(days, reverse=bool(next(turns) % 2))
        locks.lock_counters([one])
        met.wait()
        locks.lock_counters([other])

    monkeypatch.setattr(moving, "lock_counters", lock)


@pytest.mark.usefixtures("in_opposite_order")
def test_without_the_order_of_locks_two_who_swap_wait_in_a_circle(wide: Office, service: Service) -> None:
    """The negative control: PostgreSQL ends one of the two, and their person sees an error."""
    hers, his = visit(wide, service, "09:00"), visit(wide, service, "10:00")

    def swap(row: Appointment, start: datetime) -> str:
        try:
            return moving_to(start, row)()
        except OperationalError as error:
            return str(error).partition("\n")[0]

    answers = together([lambda: swap(hers, at(wide, "10:00")), lambda: swap(his, at(wide, "09:00"))])

    assert sorted(answers) == ["deadlock detected", DONE]


def overtaken(monkeypatch: pytest.MonkeyPatch, by: Callable[[], str]) -> list[str]:
    """Let something happen between the look at a visit and its move; return what it said."""
    answers: list[str] = []
    look = moving._find_booked  # noqa: SLF001  the very moment that the guard is for

    def find(appointment: Appointment, *, at: datetime) -> Appointment:
        found = look(appointment, at=at)
        if not answers:
            answers.append("")  # what happens now is not overtaken in its turn
            answers[0] = together([by])[0]
        return found

    monkeypatch.setattr(moving, "_find_booked", find)
    return answers


def test_a_visit_moved_in_another_tab_after_the_look_at_it_is_not_moved_again(
    office: Office, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = visit(office, service, "09:00")
    other = Appointment.objects.for_page().get(pk=one.pk)
    answers = overtaken(monkeypatch, moving_to(at(office, "11:00"), other))

    assert moving_to(at(office, "10:00"), one)() == CHANGED

    assert (answers, clocks(office)) == ([DONE], ["11:00"])


def test_without_comparing_the_sequence_both_tabs_win_and_one_person_waits_in_vain(
    office: Office, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: the first tab's page and the only mail tell a time that is gone."""
    one = visit(office, service, "09:00")
    other = Appointment.objects.for_page().get(pk=one.pk)
    answers = overtaken(monkeypatch, moving_to(at(office, "11:00"), other))
    compare = AppointmentQuerySet.filter

    def filter_without(rows: AppointmentQuerySet, *args: Any, **fields: Any) -> AppointmentQuerySet:  # noqa: ANN401  passed on
        fields.pop("sequence", None)
        return compare(rows, *args, **fields)

    monkeypatch.setattr(AppointmentQuerySet, "filter", filter_without)

    assert moving_to(at(office, "10:00"), one)() == DONE

    assert (answers, clocks(office)) == ([DONE], ["10:00"])
    assert Notice.objects.filter(kind="appointment_moved").count() == 1
