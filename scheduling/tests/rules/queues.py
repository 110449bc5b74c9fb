"""Counters and people for tests of the queue's rules, in a few words."""

from datetime import datetime, timedelta

from hypothesis import strategies as st

from scheduling.choices import Rank
from scheduling.rules.intervals import Interval
from scheduling.rules.queue.run import Desk, Job, Plan, Run, planned
from scheduling.tests.rules.examples import MINUTE, at, spans

NOW = at("08:00")
DAY = "08:00-15:00"


def desk(key: int = 1, *services: int, open_at: str = DAY, free: str = "08:00", sd: float = 0) -> Desk:
    return Desk(key, frozenset(services or (1,)), at(free), tuple(spans(open_at)), sd)


def walk_in(key: int, *, service: int = 1, minutes: int = 20, sd: float = 0, only: int | None = None) -> Job:
    """Return somebody without a booking; keys are in the order in which they came."""
    return Job(
        key=key,
        service=service,
        minutes=minutes,
        sd=sd,
        rank=Rank.WALK_IN,
        due_at=NOW,
        not_before=NOW,
        turn_at=NOW,
        is_booked=False,
        needs=minutes,
        only=only,
    )


def booked(
    key: int, clock: str, *, service: int = 1, minutes: int = 20, sd: float = 0, is_here: bool = True
) -> Job:
    """Return somebody with a booked time, whose turn begins ten minutes before it if they are here."""
    due = at(clock)
    return Job(
        key=key,
        service=service,
        minutes=minutes,
        sd=sd,
        rank=Rank.BOOKED,
        due_at=due,
        not_before=NOW if is_here else due,
        turn_at=due - 10 * MINUTE if is_here else due,
        is_booked=True,
        is_here=is_here,
    )


def played(desks: list[Desk], jobs: list[Job]) -> tuple[Plan, Run]:
    """Play the day with mean lengths."""
    plan = planned(desks, jobs, at=NOW)
    free = [max(0.0, (each.free_at - NOW).total_seconds()) for each in desks]
    return plan, Run(plan, [job.minutes * 60 for job in plan.jobs], free)


def minutes_after(number: int) -> datetime:
    return NOW + timedelta(minutes=number)


SERVICES = st.integers(1, 3)
AFTER = st.integers(-30, 150).map(minutes_after)


@st.composite
def days(draw: st.DrawFn) -> tuple[Interval, ...]:
    """Spans of a day with gaps, none to three, some of them begun already."""
    edges = draw(st.lists(st.integers(-20, 240), max_size=6, unique=True).map(sorted))
    pairs = zip(edges[::2], edges[1::2], strict=False)
    return tuple(Interval(minutes_after(first), minutes_after(end)) for first, end in pairs if end > 0)


@st.composite
def desk_lists(draw: st.DrawFn) -> list[Desk]:
    return [
        Desk(
            key, draw(st.frozensets(SERVICES, min_size=1)), draw(AFTER), draw(days()), draw(st.integers(0, 9))
        )
        for key in range(1, draw(st.integers(0, 4)) + 1)
    ]


@st.composite
def job_lists(draw: st.DrawFn) -> list[Job]:
    return [_job(draw, key) for key in range(1, draw(st.integers(0, 12)) + 1)]


def _job(draw: st.DrawFn, key: int) -> Job:
    rank = draw(st.sampled_from(Rank))
    due, minutes = draw(AFTER), draw(st.sampled_from([5, 10, 15, 25]))
    is_booked = rank == Rank.BOOKED
    is_here = not is_booked or draw(st.booleans())
    comes = NOW if is_here else due
    return Job(
        key=key,
        service=draw(SERVICES),
        minutes=minutes,
        sd=draw(st.integers(0, 9)),
        rank=rank,
        due_at=due,
        not_before=comes,
        turn_at=due - 10 * MINUTE if is_booked else comes,
        is_booked=is_booked,
        is_here=is_here,
        needs=minutes if rank == Rank.WALK_IN else 0,
        only=draw(st.sampled_from([None, None, None, 1, 2])),
    )
