"""When those who wait will probably be called: a range, and nobody who cannot be served is told one.

The middle is the day played through with mean lengths (`run`). The range is what came of
playing it several times with lengths as they vary: of nine such days the first and the last
bound what happens in eight of ten, as a tenth day is as likely to be at any place among them
(the same holds for the second of nineteen, and so on). Breaks, bookings to come and counters
that open later need no formula of their own: each day is played with them.

Lengths are lognormal, as service times are wont to be: never below nothing, and sometimes very long.
A whole day may go slower or faster than the days before it, so each of the played days has
a pace of its own; without it the range of those far back would be too narrow, because lengths
that vary one by one even out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from math import erfc, exp, inf, log, pi, sqrt
from random import Random
from statistics import NormalDist

from scheduling.rules.queue.run import MINUTE, Desk, Job, Plan, Run, planned

DAYS = ((300, 3), (800, 2))  # up to so many jobs, so many times ten days, less one
PACE_SD = 0.1  # of a whole day, as a part of its lengths
NOISE, STRIDE = 16_381, 7_919  # primes
LATEST_PUSH = 10 * MINUTE
LEAST = 0.5  # of a standard deviation: whoever should have left by now is still there


@dataclass(frozen=True, slots=True)
class Expected:
    """When somebody is called, in UTC: probably, and eight times of ten between `low` and `high`.

    All three are None for somebody who cannot be served any more. `ahead` is how many people
    who are here now are called before at the counters that could call this one.
    """

    start: datetime | None
    low: datetime | None
    high: datetime | None
    ahead: int


def forecast(desks: Sequence[Desk], jobs: Iterable[Job], *, at: datetime) -> dict[int, Expected]:
    """Return for each job, by its key, when it will be called, as known at `at` (UTC)."""
    plan = planned(desks, jobs, at=at)
    middle = _middle(plan, desks, at=at)
    outer = next((tens for most, tens in DAYS if len(plan.jobs) <= most), 1)
    days = _days(plan, desks, at=at, number=10 * outer - 1)
    ahead = _ahead(plan, middle)
    found = {}
    for place, (job, start, *moments) in enumerate(zip(plan.jobs, middle.started, *days, strict=True)):
        if start == inf:
            found[job.key] = Expected(None, None, None, ahead[place])
            continue
        in_order = sorted(moments)
        low, high = min(start, in_order[outer - 1]), max(start, min(in_order[-outer], _closing(plan, place)))
        told = [at + timedelta(seconds=moment) for moment in (start, low, high)]
        found[job.key] = Expected(told[0], told[1], told[2], ahead[place])
    return found


def may_take(desks: Sequence[Desk], jobs: Sequence[Job], job: Job, *, at: datetime) -> bool:
    """Tell whether one more can be served today, and whoever comes with a booked time still in time.

    Nobody who could be served without this one may be sent home for it, and nobody with a booked
    time be called more than ten minutes after that, or after when they would be called anyway.
    Whoever is early may well be called in their time instead of before it.
    """
    without, also = (_starts(desks, some, at=at) for some in (jobs, [*jobs, job]))
    return also[job.key] < inf and all(
        _bears(other, without[other.key], also[other.key], at=at) for other in jobs
    )


def _bears(job: Job, before: float, after: float, *, at: datetime) -> bool:
    if before == inf:
        return True
    in_time = max(before, (job.due_at - at).total_seconds())
    return after < inf and not (job.is_booked and after > in_time + LATEST_PUSH)


def still(minutes: float, sd: float, *, since: float) -> tuple[float, float]:
    """Return how many minutes somebody still takes who has been served `since` so many, and their sd.

    Whoever has not finished by the mean length takes longer than most: the mean of what is left
    of a normal distribution, cut off at `since` (Johnson, Kotz and Balakrishnan, 1994, 13.10.1).
    """
    if sd <= 0:
        return max(0.0, minutes - since), 0.0
    z = (since - minutes) / sd
    tail = erfc(z / sqrt(2)) / 2
    # Far out the ratio is what it tends to: the tail itself is too small a number to divide by.
    hazard = exp(-z * z / 2) / sqrt(2 * pi) / tail if tail > 1e-12 else z + 1 / z  # noqa: PLR2004
    left = minutes - since + sd * hazard
    spread = sd * sqrt(max(0.0, 1 + z * hazard - hazard * hazard))
    return max(LEAST * sd, left), max(LEAST * sd, spread)


def _starts(desks: Sequence[Desk], jobs: Iterable[Job], *, at: datetime) -> dict[int, float]:
    plan = planned(desks, jobs, at=at)
    run = _middle(plan, desks, at=at)
    return {job.key: moment for job, moment in zip(plan.jobs, run.started, strict=True)}


def _middle(plan: Plan, desks: Sequence[Desk], *, at: datetime) -> Run:
    return Run(plan, [job.minutes * MINUTE for job in plan.jobs], _free(desks, at))


def _free(desks: Sequence[Desk], at: datetime) -> list[float]:
    return [max(0.0, (desk.free_at - at).total_seconds()) for desk in desks]


def _days(plan: Plan, desks: Sequence[Desk], *, at: datetime, number: int) -> list[list[float]]:
    """Return when each would be called on so many days, that differ in pace and in each length."""
    noise = _noise()
    shapes = [_lognormal(job.minutes * MINUTE, job.sd * MINUTE) for job in plan.jobs]
    # The same person has the same luck each time they ask: a range does not flicker.
    lengths = [(mean, shape, job.key * STRIDE) for job, (mean, shape) in zip(plan.jobs, shapes, strict=True)]
    free, sds = _free(desks, at), [desk.sd * MINUTE for desk in desks]
    days = []
    for day in range(number):
        pace = 1 + PACE_SD * NormalDist().inv_cdf((day + 0.5) / number)
        shift = (day + 1) * 1_009
        days.append(
            Run(
                plan,
                [pace * exp(mean + shape * noise[(key + shift) % NOISE]) for mean, shape, key in lengths],
                [
                    max(0.0, moment + sd * noise[(desk.key * 31 + shift * 3) % NOISE])
                    for desk, moment, sd in zip(desks, free, sds, strict=True)
                ],
            ).started
        )
    return days


@cache
def _noise() -> list[float]:
    # Seeded: the same people and counters have the same range, whoever asks in whichever process.
    random = Random(1)  # noqa: S311  luck, not a secret
    return [random.gauss() for _ in range(NOISE)]


def _lognormal(mean: float, sd: float) -> tuple[float, float]:
    variance = log(1 + (sd / mean) ** 2)
    return log(mean) - variance / 2, sqrt(variance)


def _closing(plan: Plan, place: int) -> float:
    fitting, _needs = plan.pools[plan.pool_of[place]]
    return max(plan.spans[desk][-1][1] for desk in fitting if plan.spans[desk])


def _ahead(plan: Plan, middle: Run) -> list[int]:
    """Count for each place who is here and called before, at any desk that could take it."""
    rivals = [
        [number for number, (other, _needs) in enumerate(plan.pools) if fitting & other]
        for fitting, _needs in plan.pools
    ]
    called = [0] * len(plan.pools)
    ahead = [0] * len(plan.jobs)
    never = (place for place, moment in enumerate(middle.started) if moment == inf)
    for place in [*middle.sequence, *never]:
        pool = plan.pool_of[place]
        ahead[place] = sum(called[rival] for rival in rivals[pool])
        called[pool] += plan.jobs[place].is_here
    return ahead
