from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from math import inf

import pytest
from hypothesis import given

from scheduling.choices import Rank
from scheduling.rules.intervals import Interval, merge, subtract
from scheduling.rules.queue.run import Desk, Job
from scheduling.tests.rules.examples import MINUTE, at, bounded
from scheduling.tests.rules.queues import NOW, booked, desk, desk_lists, job_lists, played, walk_in


def called(desks: list[Desk], jobs: list[Job]) -> str:
    """Return who is called when and where, as "1@1 08:00 2@1 08:20"; and "3 -" of whoever is not."""
    plan, run = played(desks, jobs)
    calls = [
        f"{plan.jobs[place].key}@{desks[run.desk[place]].key} {moment(run.started[place]):%H:%M}"
        for place in run.sequence
    ]
    never = [f"{job.key} -" for job, start in zip(plan.jobs, run.started, strict=True) if start == inf]
    return " ".join(calls + never)


def moment(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def first(*desks: Desk) -> list[Desk]:
    return list(desks)


@pytest.mark.parametrize(
    ("desks", "jobs", "calls"),
    [
        pytest.param(first(), [walk_in(1)], "1 -", id="no-counter"),
        pytest.param([desk()], [], "", id="nobody"),
        pytest.param([desk(1, 2)], [walk_in(1)], "1 -", id="another-service"),
        pytest.param([desk()], [walk_in(2), walk_in(1)], "1@1 08:00 2@1 08:20", id="in-order"),
        pytest.param([desk(free="08:07")], [walk_in(1)], "1@1 08:07", id="somebody-is-there"),
        pytest.param(
            [desk(1), desk(2, free="08:05")],
            [walk_in(1), walk_in(2), walk_in(3)],
            "1@1 08:00 2@2 08:05 3@1 08:20",
            id="whichever-is-free-first",
        ),
        pytest.param(
            [desk(1), desk(2)], [walk_in(1, only=2), walk_in(2)], "2@1 08:00 1@2 08:00", id="sent-to-one"
        ),
        pytest.param([desk(1, 2), desk(2)], [walk_in(1, only=1)], "1 -", id="sent-to-one-that-cannot"),
        pytest.param(
            [desk()],
            [walk_in(1), booked(2, "08:10")],
            "2@1 08:00 1@1 08:20",
            id="booked-first-from-ten-minutes-before",
        ),
        pytest.param(
            [desk()],
            [walk_in(1), booked(2, "08:30"), walk_in(3)],
            "1@1 08:00 2@1 08:20 3@1 08:40",
            id="also-where-a-counter-is-free-at-that-very-moment",
        ),
        pytest.param(
            [desk()],
            [walk_in(1), booked(2, "08:11"), walk_in(3)],
            "1@1 08:00 2@1 08:20 3@1 08:40",
            id="not-earlier",
        ),
        pytest.param(
            [desk()],
            [booked(2, "09:00"), booked(1, "09:30")],
            "2@1 08:00 1@1 08:20",
            id="early-and-nobody-else",
        ),
        pytest.param(
            [desk()],
            [booked(1, "09:00"), walk_in(2), walk_in(3)],
            "2@1 08:00 3@1 08:20 1@1 08:40",
            id="early-after-all-others",
        ),
        pytest.param(
            [desk(1), desk(2)],
            [booked(1, "08:30"), walk_in(2), booked(3, "08:45")],
            "2@1 08:00 1@2 08:00 3@1 08:20",
            id="an-early-one-is-called-once",
        ),
        pytest.param(
            [desk()],
            [walk_in(1), booked(2, "08:30", is_here=False), walk_in(3)],
            "1@1 08:00 3@1 08:20 2@1 08:40",
            id="nobody-waits-for-who-is-not-here",
        ),
        pytest.param(
            [desk()], [booked(2, "08:30", is_here=False)], "2@1 08:30", id="an-idle-counter-takes-who-comes"
        ),
        pytest.param(
            [desk(1), desk(2, free="08:10")],
            [booked(1, "08:30", is_here=False), booked(2, "08:30", is_here=False)],
            "1@1 08:30 2@2 08:30",
            id="the-one-idle-for-longest",
        ),
    ],
)
def test_whoever_is_free_first_takes_the_first_in_order(
    desks: list[Desk], jobs: list[Job], calls: str
) -> None:
    assert called(desks, jobs) == calls


BREAK = "08:00-09:00 10:00-11:00"


@pytest.mark.parametrize(
    ("open_at", "jobs", "calls"),
    [
        pytest.param("08:30-09:30", [walk_in(1)], "1@1 08:30", id="not-before-it-opens"),
        pytest.param(BREAK, [walk_in(1, minutes=60)], "1@1 08:00", id="a-walk-in-that-just-fits"),
        pytest.param(BREAK, [walk_in(1, minutes=61)], "1 -", id="one-that-never-fits"),
        pytest.param(
            BREAK,
            [walk_in(1, minutes=50), walk_in(2), walk_in(3, minutes=10)],
            "1@1 08:00 3@1 08:50 2@1 10:00",
            id="who-does-not-fit-goes-on-after-the-break",
        ),
        pytest.param(
            BREAK,
            [walk_in(1, minutes=50), booked(2, "08:10"), walk_in(3)],
            "2@1 08:00 3@1 08:20 1@1 10:00",
            id="a-shorter-one-fits-before-the-break",
        ),
        pytest.param(
            BREAK,
            [booked(1, "08:00", minutes=45), booked(2, "08:40", minutes=50), booked(3, "08:55")],
            "1@1 08:00 2@1 08:45 3@1 10:00",
            id="a-booked-visit-runs-into-the-break",
        ),
        pytest.param(
            BREAK,
            [booked(1, "09:00", is_here=False), walk_in(2)],
            "2@1 08:00 1@1 10:00",
            id="nobody-is-called-in-the-break-that-begins-now",
        ),
        pytest.param(
            BREAK,
            [booked(1, "09:30", is_here=False), booked(2, "10:30", is_here=False)],
            "1@1 10:00 2@1 10:30",
            id="who-comes-in-the-break-waits-for-its-end",
        ),
        pytest.param(
            BREAK,
            [booked(1, "08:30", minutes=100, is_here=False), booked(2, "09:00", is_here=False)],
            "1@1 08:30 2@1 10:10",
            id="who-runs-over-the-whole-break-is-finished-first",
        ),
        pytest.param(
            "08:00-09:00", [booked(1, "09:00", is_here=False)], "1 -", id="who-comes-when-it-has-closed"
        ),
    ],
)
def test_nobody_is_called_in_a_break(open_at: str, jobs: list[Job], calls: str) -> None:
    assert called([desk(open_at=open_at)], jobs) == calls


def test_an_idle_counter_takes_nobody_who_comes_too_late_to_be_finished() -> None:
    late = replace(walk_in(1), not_before=at("08:50"), turn_at=at("08:50"))

    assert called([desk(open_at=BREAK)], [late]) == "1@1 10:00"


def test_of_two_who_come_at_once_whoever_is_early_waits() -> None:
    half_past = at("08:30")
    early = replace(booked(1, "09:00"), not_before=half_past)
    other = replace(walk_in(2), not_before=half_past, turn_at=half_past)

    assert called([desk()], [early, other]) == "2@1 08:30 1@1 08:50"


def test_ranks_come_before_times() -> None:
    ranks = [Rank.WALK_IN, Rank.RETURNED, Rank.BOOKED, Rank.PRIORITY]
    jobs = [
        replace(walk_in(key, minutes=10), rank=rank, due_at=NOW + key * MINUTE)
        for key, rank in enumerate(ranks)
    ]

    assert called([desk()], jobs) == "3@1 08:00 1@1 08:10 2@1 08:20 0@1 08:30"


def test_within_a_rank_the_earliest_comes_first() -> None:
    later, earlier = walk_in(1), replace(walk_in(2), due_at=at("07:59"))

    assert called([desk()], [later, earlier]) == "2@1 08:00 1@1 08:20"


@given(desk_lists(), job_lists())
@bounded
def test_a_counter_serves_one_at_a_time_and_only_while_it_is_staffed(
    desks: list[Desk], jobs: list[Job]
) -> None:
    plan, run = played(desks, jobs)

    for number, each in enumerate(desks):
        places = [place for place in run.sequence if run.desk[place] == number]
        starts = [moment(run.started[place]) for place in places]
        ends = [
            start + timedelta(minutes=plan.jobs[place].minutes)
            for start, place in zip(starts, places, strict=True)
        ]
        assert all(end <= start for end, start in zip(ends, starts[1:], strict=False))
        assert all(start >= max(NOW, each.free_at) for start in starts)
        for start, place in zip(starts, places, strict=True):
            needed = timedelta(minutes=plan.jobs[place].needs)
            assert any(span.start <= start < span.end and start + needed <= span.end for span in each.spans)


@given(desk_lists(), job_lists())
@bounded
def test_nobody_is_called_before_they_come_or_where_they_cannot_be_served(
    desks: list[Desk], jobs: list[Job]
) -> None:
    plan, run = played(desks, jobs)

    assert sorted(job.key for job in plan.jobs) == [job.key for job in jobs]
    for place in run.sequence:
        job, where = plan.jobs[place], desks[run.desk[place]]
        assert moment(run.started[place]) >= job.not_before
        assert job.service in where.services
        assert job.only in {None, where.key}


@given(desk_lists(), job_lists())
@bounded
def test_nobody_is_called_before_somebody_whose_turn_it_is(desks: list[Desk], jobs: list[Job]) -> None:
    plan, run = played(desks, jobs)

    for number, place in enumerate(run.sequence):
        where, start = desks[run.desk[place]], moment(run.started[place])
        span = next(span for span in where.spans if span.start <= start < span.end)
        mine = plan.jobs[place]
        for other in {*range(len(plan.jobs))} - {*run.sequence[: number + 1]}:
            job = plan.jobs[other]
            may_be_called = job.service in where.services and job.only in {None, where.key}
            fits = start + timedelta(minutes=job.needs) <= span.end
            if may_be_called and fits and max(job.not_before, job.turn_at) <= start:
                assert order(mine, start) < order(job, start)


def order(job: Job, when: datetime) -> tuple[bool, int, datetime, int]:
    return (job.turn_at > when, job.rank, job.due_at, job.key)


@given(desk_lists(), job_lists())
@bounded
def test_no_counter_is_idle_while_somebody_waits_whom_it_could_call(
    desks: list[Desk], jobs: list[Job]
) -> None:
    plan, run = played(desks, jobs)

    for number, each in enumerate(desks):
        served = [
            Interval(moment(run.started[place]), moment(run.started[place] + job.minutes * 60))
            for place, job in enumerate(plan.jobs)
            if run.desk[place] == number
        ]
        before = [Interval(at("00:00"), max(NOW, each.free_at))]
        for place, job in enumerate(plan.jobs):
            if job.service in each.services and job.only in {None, each.key}:
                waits = waiting(job, run.started[place])
                idle = subtract(could_begin(each, job), merge([*before, *served]))
                assert not [span for span in idle for wait in waits if span.overlaps(wait)]


def waiting(job: Job, start: float) -> list[Interval]:
    until = moment(min(start, 24 * 3600))
    return [Interval(job.not_before, until)] if job.not_before < until else []


def could_begin(where: Desk, job: Job) -> list[Interval]:
    """Return when a counter might call somebody, if it were idle."""
    ends = [(span.start, span.end - timedelta(minutes=job.needs)) for span in where.spans]
    return [Interval(start, end) for start, end in ends if start < end]


@given(desk_lists(), job_lists())
@bounded
def test_the_sequence_is_in_time(desks: list[Desk], jobs: list[Job]) -> None:
    _plan, run = played(desks, jobs)

    starts = [run.started[place] for place in run.sequence]
    assert all(before <= after for before, after in pairwise(starts))
    assert len(set(run.sequence)) == len(run.sequence)
