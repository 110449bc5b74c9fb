from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from statistics import fmean

import pytest
from hypothesis import given, settings

from scheduling.rules.queue.forecast import Expected, forecast, may_take, still
from scheduling.rules.queue.run import Desk, Job, Run, planned
from scheduling.tests.rules.examples import MINUTE, at, bounded
from scheduling.tests.rules.queues import NOW, booked, desk, desk_lists, job_lists, minutes_after, walk_in

fewer = settings(bounded, max_examples=60)  # each of them plays thirty days


def told(desks: Sequence[Desk], *jobs: Job) -> list[Expected]:
    found = forecast(desks, jobs, at=NOW)
    return [found[job.key] for job in jobs]


def starts(desks: Sequence[Desk], *jobs: Job) -> list[str]:
    return [f"{each.start:%H:%M}" if each.start else "-" for each in told(desks, *jobs)]


def ahead(desks: Sequence[Desk], *jobs: Job) -> list[int]:
    return [each.ahead for each in told(desks, *jobs)]


def test_whoever_can_be_called_at_once_is_told_so() -> None:
    assert told([desk()], walk_in(1, sd=8)) == [Expected(NOW, NOW, NOW, 0)]


def test_the_middle_goes_by_mean_lengths() -> None:
    assert starts([desk()], walk_in(1, minutes=12), walk_in(2, minutes=9), walk_in(3)) == [
        "08:00",
        "08:12",
        "08:21",
    ]


def test_whoever_cannot_be_served_today_is_told_no_time() -> None:
    open_until_nine = [desk(open_at="08:00-09:00")]

    last = told(open_until_nine, walk_in(1, minutes=50), walk_in(2))[1]

    assert last == Expected(None, None, None, 1)


def test_an_office_that_is_closed_expects_nobody() -> None:
    assert forecast([], [walk_in(1)], at=NOW) == {1: Expected(None, None, None, 0)}


def test_nobody_waits() -> None:
    assert forecast([desk()], [], at=NOW) == {}


def test_the_range_is_wider_for_those_farther_back() -> None:
    line = told([desk()], *(walk_in(key, minutes=10, sd=4) for key in range(1, 20)))

    widths = [each.high - each.low for each in line if each.high and each.low]
    assert widths[0] == timedelta()
    assert timedelta() < widths[1] < widths[5] < widths[18]


def test_a_range_in_the_middle_of_a_line_has_about_the_width_of_its_distribution() -> None:
    # The sum of nine visits of 10 ∓ 4 minutes varies by 12, and the pace of a day by a tenth:
    # eight of ten are within 1.28 of 15 minutes, which is 38 wide.
    tenth = told([desk()], *(walk_in(key, minutes=10, sd=4) for key in range(1, 11)))[9]

    assert tenth.low
    assert tenth.high
    assert 28 * MINUTE < tenth.high - tenth.low < 50 * MINUTE


def test_who_is_at_the_counter_may_leave_sooner_or_later() -> None:
    [first] = told([desk(free="08:20", sd=6)], walk_in(1))

    assert first.start == at("08:20")
    assert first.low
    assert first.high
    assert at("08:05") < first.low < at("08:16")
    assert at("08:24") < first.high < at("08:35")


@pytest.mark.parametrize("number", [200, 600, 2000])
def test_eight_of_ten_moments_lie_in_a_range(number: int) -> None:
    desks = [desk(key, key, free="08:20", sd=6) for key in range(1, number + 1)]

    line = told(desks, *(walk_in(key, service=key) for key in range(1, number + 1)))

    # A tenth of a normal distribution lies more than 1.28 sd, here 7.7 minutes, to each side. The
    # first of nine moments lies somewhat farther out in the mean than the third of twenty-nine.
    lows, highs = [each.low for each in line if each.low], [each.high for each in line if each.high]
    assert 7.7 < fmean((at("08:20") - low) / MINUTE for low in lows) < 9.4
    assert 7.7 < fmean((high - at("08:20")) / MINUTE for high in highs) < 9.4


def test_two_counters_that_differ_do_not_take_the_same_time_by_chance() -> None:
    desks = [desk(1, 1, free="08:20", sd=6), desk(2, 2, free="08:20", sd=6)]

    first, second = told(desks, walk_in(1), walk_in(2, service=2))

    assert (first.low, first.high) != (second.low, second.high)


def test_a_slow_day_may_not_serve_the_last_who_fits_and_the_range_ends_with_the_day() -> None:
    until_nine = [desk(open_at="08:00-09:00")]

    last = told(until_nine, walk_in(1, minutes=40, sd=16), walk_in(2, minutes=20, sd=8))[1]

    assert last.start == at("08:40")
    assert last.high == at("09:00")


def test_around_a_break_the_range_covers_before_and_after() -> None:
    with_a_break = [desk(open_at="08:00-09:00 10:00-12:00")]

    second = told(with_a_break, walk_in(1, minutes=35, sd=14), walk_in(2, minutes=20, sd=8))[1]

    assert second.start == at("08:35")
    assert second.low
    assert second.high
    assert second.low < at("08:35")
    assert second.high == at("10:00")


def test_the_same_people_hear_the_same_in_whatever_order_they_are_read() -> None:
    desks = [desk(1), desk(2, 1, 2)]
    jobs = [walk_in(key, service=1 + key % 2, sd=6) for key in range(1, 9)]

    assert forecast(desks, jobs[::-1], at=NOW) == forecast(desks, jobs, at=NOW)


def test_ahead_are_those_who_are_here_and_called_before() -> None:
    assert ahead([desk()], walk_in(1), walk_in(2), booked(3, "08:05")) == [1, 2, 0]


def test_ahead_are_only_those_whom_the_same_counters_call() -> None:
    desks = [desk(1, 1), desk(2, 2), desk(3, 2, 3)]
    jobs = [walk_in(1), walk_in(2, service=2), walk_in(3, service=3), walk_in(4, service=2), walk_in(5)]

    assert ahead(desks, *jobs) == [0, 0, 1, 2, 1]


def test_who_is_not_here_yet_is_not_ahead() -> None:
    coming = booked(1, "08:10", is_here=False)

    assert ahead([desk(open_at="08:10-15:00")], coming, walk_in(2)) == [0, 0]


def test_the_range_of_a_long_line_holds_for_most_people() -> None:
    luck = Random(7)  # noqa: S311  luck, not a secret
    desks, jobs = [desk(1), desk(2), desk(3, 1, 2)], _line()
    told_them = forecast(desks, jobs, at=NOW)

    held = [
        low <= start <= high
        for _ in range(40)
        for start, low, high in _days_as_they_went(desks, jobs, told_them, luck)
    ]

    assert 0.75 <= sum(held) / len(held) <= 0.97


def _line() -> list[Job]:
    return [walk_in(key, service=1 + key % 2, minutes=15, sd=6) for key in range(1, 25)]


def _days_as_they_went(
    desks: list[Desk], jobs: list[Job], told_them: dict[int, Expected], luck: Random
) -> list[tuple[datetime, datetime, datetime]]:
    """Play a day with lengths of another distribution; return when each was called, and their range."""
    plan = planned(desks, jobs, at=NOW)
    shape = (15 / 6) ** 2
    run = Run(plan, [60 * luck.gammavariate(shape, 15 / shape) for _ in plan.jobs], [0, 0, 0])
    return [
        (NOW + timedelta(seconds=start), each.low, each.high)
        for start, each in zip(run.started, (told_them[job.key] for job in plan.jobs), strict=True)
        if each.low and each.high and start
    ]


@given(desk_lists(), job_lists())
@fewer
def test_a_range_is_not_before_now_and_contains_the_middle(desks: list[Desk], jobs: list[Job]) -> None:
    found = forecast(desks, jobs, at=NOW)

    assert set(found) == {job.key for job in jobs}
    for job in jobs:
        each = found[job.key]
        if each.start and each.low and each.high:
            assert max(NOW, job.not_before) <= each.low <= each.start <= each.high
        else:
            assert (each.start, each.low, each.high) == (None, None, None)


@given(desk_lists(), job_lists())
@fewer
def test_nobody_is_told_a_time_at_which_no_counter_is_staffed(desks: list[Desk], jobs: list[Job]) -> None:
    for each in forecast(desks, jobs, at=NOW).values():
        if each.start and each.low and each.high:
            spans = [span for one in desks for span in one.spans]
            assert any(span.start <= each.start < span.end for span in spans)
            assert any(span.start <= each.low < span.end for span in spans)
            assert each.high <= max(span.end for span in spans)


@given(desk_lists(), job_lists())
@fewer
def test_nobody_is_ahead_of_themselves(desks: list[Desk], jobs: list[Job]) -> None:
    here = sum(job.is_here for job in jobs)

    found = forecast(desks, jobs, at=NOW)

    assert all(0 <= found[job.key].ahead <= here - job.is_here for job in jobs)


@pytest.mark.parametrize(
    ("jobs", "minutes", "is_taken"),
    [
        pytest.param([], 60, True, id="fills-the-day"),
        pytest.param([], 61, False, id="too-long"),
        pytest.param([walk_in(1, minutes=40)], 20, True, id="the-last-that-fits"),
        pytest.param([walk_in(1, minutes=41)], 20, False, id="one-too-many"),
        pytest.param([booked(1, "08:30", is_here=False)], 40, True, id="a-booking-waits-ten-minutes"),
        pytest.param([booked(1, "08:29", is_here=False)], 40, False, id="a-booking-would-wait-eleven"),
        pytest.param([booked(1, "08:30")], 40, True, id="who-is-early-is-called-in-time"),
        pytest.param([booked(1, "08:55", is_here=False)], 60, False, id="a-booking-would-be-sent-home"),
        pytest.param([walk_in(1, minutes=61)], 20, True, id="nobody-else-had-hopes"),
    ],
)
def test_one_more_is_taken_if_all_can_be_served(jobs: list[Job], minutes: int, is_taken: bool) -> None:
    nine = [desk(open_at="08:00-09:00")]

    assert may_take(nine, jobs, walk_in(9, minutes=minutes), at=NOW) is is_taken


def test_one_more_is_not_taken_for_somebody_who_would_then_not_be_served() -> None:
    # The booked visit ends the day: it is called after the other, or not at all.
    nine = [desk(open_at="08:00-09:00")]
    late = replace(booked(1, "08:57", is_here=False), is_booked=False)

    assert may_take(nine, [late], walk_in(9, minutes=57), at=NOW) is True
    assert may_take(nine, [late], walk_in(9, minutes=60), at=NOW) is False


def test_somebody_without_a_booked_time_may_be_called_later_for_one_more() -> None:
    coming = replace(booked(1, "08:20", is_here=False), is_booked=False)

    assert may_take([desk()], [coming], walk_in(9, minutes=40), at=NOW) is True


def test_who_comes_with_a_booked_time_may_be_called_sooner_by_it() -> None:
    # Counter 1 is taken by the newcomer, and so the next one goes to counter 2.
    desks = [desk(1, 1, 2), desk(2, 2, free="08:05")]
    jobs = [booked(1, "08:30", service=2, is_here=False)]

    assert may_take(desks, jobs, walk_in(9, minutes=30), at=NOW) is True


@pytest.mark.parametrize(
    ("minutes", "sd", "since", "left"),
    [
        pytest.param(15, 0, 0, (15, 0), id="certain"),
        pytest.param(15, 0, 20, (0, 0), id="certain-and-over"),
        pytest.param(15, 3, 0, (15.0, 3.0), id="just-called"),
        # Of a normal distribution the upper half has its mean 0.7979 sd above, and an sd of 0.6028.
        pytest.param(15, 6, 15, (4.787, 3.617), id="at-the-mean"),
        pytest.param(15, 6, 21, (3.151, 3.0), id="longer-than-most"),
        pytest.param(15, 6, 60, (3.0, 3.0), id="far-out"),
        pytest.param(15, 6, 600, (3.0, 3.0), id="forgotten"),
    ],
)
def test_who_is_being_served_still_takes_a_while(
    minutes: float, sd: float, since: float, left: tuple[float, float]
) -> None:
    assert still(minutes, sd, since=since) == pytest.approx(left, abs=0.002)


@pytest.mark.parametrize("number", [1, 300, 301, 800, 801])
def test_a_long_line_is_played_less_often_and_nobody_is_left_out(number: int) -> None:
    desks = [desk(key, open_at="08:00-20:00") for key in range(1, 31)]
    jobs = [walk_in(key, minutes=10, sd=4) for key in range(1, number + 1)]

    found = forecast(desks, jobs, at=NOW)

    assert len(found) == number
    assert found[number].start == minutes_after(10 * ((number - 1) // 30))
