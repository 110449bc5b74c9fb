"""Play the rest of a day through at the counters: who is called when, and where.

It is list scheduling in the order of calling, moment by moment: whichever counter is free
first takes the first of those it may take. A day is prepared once and played as often as
somebody asks how long things may take, so all that a run touches is numbers: seconds from
the moment at which it is asked, and places in the order.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import heapify, heappop, heappush
from math import inf

from scheduling.rules.intervals import Interval

MINUTE = 60.0  # seconds

Pool = tuple[frozenset[int], float]
"""Numbers of desks, and how many seconds must be left there before a break.

Whoever shares both stands in one line, so that a desk looks at the heads of a few lines only.
"""


@dataclass(frozen=True, slots=True)
class Desk:
    """A counter: what it serves, when somebody sits there, and when it is probably free.

    `spans` are in UTC, earliest first, with breaks and closures taken out. `free_at` is when
    whoever is there now will have left, give or take `sd` minutes.
    """

    key: int
    services: frozenset[int]
    free_at: datetime
    spans: tuple[Interval, ...]
    sd: float = 0.0


@dataclass(frozen=True, slots=True)
class Job:
    """Somebody who is to be called: how long it takes, and when it is their turn.

    `minutes` is the mean, `sd` how much it varies. Lower ranks come first, and within a rank
    whoever is due first. Nobody is called before `not_before` (UTC): for somebody who is not
    here yet, that is when they come. Until `turn_at` they are called only where nobody else is.
    `needs` is how many minutes must be left before a break; with a booked time, none.
    `only` is the one counter that may call them.
    """

    key: int
    service: int
    minutes: float
    sd: float
    rank: int
    due_at: datetime
    not_before: datetime
    turn_at: datetime
    is_booked: bool
    is_here: bool = True
    needs: float = 0.0
    only: int | None = None


@dataclass(frozen=True, slots=True)
class Release:
    """From a moment on somebody may be called: early, or in their turn."""

    at: float
    place: int
    is_early: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """A day in numbers. Lists go by place in the order of calling, by pool, or by number of the desk."""

    jobs: Sequence[Job]
    pools: Sequence[Pool]
    pool_of: Sequence[int]
    pools_at: Sequence[Sequence[int]]
    spans: Sequence[Sequence[tuple[float, float]]]
    ready: Sequence[Sequence[int]]
    releases: Sequence[Release]


def planned(desks: Sequence[Desk], jobs: Iterable[Job], *, at: datetime) -> Plan:
    """Return the day from `at` (UTC) on, ready to be played."""
    in_order = sorted(jobs, key=lambda job: (job.rank, job.due_at, job.key))
    pools, pool_of = _pools(desks, in_order)
    releases = [release for place, job in enumerate(in_order) for release in _releases(place, job, at)]
    ready: list[list[int]] = [[] for _ in pools]
    for release in releases:
        if release.at <= 0 and not release.is_early:
            ready[pool_of[release.place]].append(release.place)
    return Plan(
        jobs=in_order,
        pools=pools,
        pool_of=pool_of,
        pools_at=[
            [place for place, (fit, _needs) in enumerate(pools) if desk in fit] for desk in range(len(desks))
        ],
        spans=[
            [((span.start - at).total_seconds(), (span.end - at).total_seconds()) for span in desk.spans]
            for desk in desks
        ],
        ready=ready,
        releases=sorted(
            (release for release in releases if release.at > 0 or release.is_early),
            key=lambda release: (release.at, release.is_early, release.place),
        ),
    )


def _pools(desks: Sequence[Desk], jobs: Sequence[Job]) -> tuple[list[Pool], list[int]]:
    """Return the pools there are, and which is whose."""
    wanted = [(job.service, job.only, job.needs) for job in jobs]
    pool_for = {
        (service, only, needs): (
            frozenset(
                number
                for number, desk in enumerate(desks)
                if service in desk.services and only in {None, desk.key}
            ),
            needs * MINUTE,
        )
        for service, only, needs in set(wanted)
    }
    number = {pool: place for place, pool in enumerate(sorted(set(pool_for.values()), key=_pool_key))}
    return list(number), [number[pool_for[want]] for want in wanted]


def _pool_key(pool: Pool) -> tuple[list[int], float]:
    fitting, needs = pool
    return sorted(fitting), needs


def _releases(place: int, job: Job, at: datetime) -> list[Release]:
    comes, turn = (max(0.0, (moment - at).total_seconds()) for moment in (job.not_before, job.turn_at))
    if turn <= comes:
        return [Release(comes, place, is_early=False)]
    return [Release(comes, place, is_early=True), Release(turn, place, is_early=False)]


class Run:
    """One way in which the day may go: these lengths (seconds), and desks free at these moments.

    Afterwards `started` says when each is called, and `inf` of whoever is not; `desk` where,
    and `sequence` in which order.
    """

    def __init__(self, plan: Plan, lengths: Sequence[float], free: Sequence[float]) -> None:
        self.started = [inf] * len(plan.jobs)
        self.desk = [-1] * len(plan.jobs)
        self.sequence: list[int] = []
        self._plan, self._lengths = plan, lengths
        self._turn = [list(line) for line in plan.ready]  # in order, so each is a heap
        self._early: list[list[int]] = [[] for _ in plan.pools]
        self._lines = [[(plan.pools[pool][1], self._turn[pool]) for pool in at] for at in plan.pools_at]
        self._span = [0] * len(plan.spans)
        self._idle: dict[int, None] = {}  # whoever has been idle for longest is first
        self._due = list(free)
        self._agenda = [(moment, desk) for desk, moment in enumerate(free)]
        heapify(self._agenda)
        self._play()

    def _play(self) -> None:
        agenda, due = self._agenda, self._due
        releases = iter(self._plan.releases)
        release = next(releases, None)
        while agenda or release:
            if release and (not agenda or release.at <= agenda[0][0]):
                self._release(release)
                release = next(releases, None)
                continue
            moment, desk = heappop(agenda)
            if due[desk] == moment:  # or it was idle, and has begun with somebody since
                self._take(desk, moment)

    def _release(self, release: Release) -> None:
        place = release.place
        if self.started[place] < inf:
            return
        pool = self._plan.pool_of[place]
        fitting, needs = self._plan.pools[pool]
        for desk in self._idle:
            room = self._plan.spans[desk][self._span[desk]][1] - release.at
            if desk in fitting and room > 0 and room >= needs:
                self._start(place, desk, release.at)
                return
        heappush(self._early[pool] if release.is_early else self._turn[pool], place)

    def _take(self, desk: int, moment: float) -> None:
        """Have the desk, where nobody is, call the first whom it may call now."""
        spans, number = self._plan.spans[desk], self._span[desk]
        while number < len(spans) and spans[number][1] <= moment:
            number += 1
        self._span[desk] = number
        if number == len(spans):
            return
        begin, end = spans[number]
        if moment < begin:
            self._expect(desk, begin)
            return
        place = self._first(desk, end - moment)
        if place >= 0:
            self._start(place, desk, moment)
            return
        self._idle[desk] = None
        if number + 1 < len(spans):
            self._expect(desk, spans[number + 1][0])

    def _first(self, desk: int, room: float) -> int:
        heads = [line[0] for needs, line in self._lines[desk] if line and needs <= room]
        if heads:
            place = min(heads)
            heappop(self._turn[self._plan.pool_of[place]])
            return place
        return self._first_early(desk)

    def _first_early(self, desk: int) -> int:
        heads = []
        for pool in self._plan.pools_at[desk]:
            line = self._early[pool]
            while line and self.started[line[0]] < inf:
                heappop(line)
            heads += line[:1]
        return min(heads, default=-1)

    def _start(self, place: int, desk: int, moment: float) -> None:
        self.started[place] = moment
        self.desk[place] = desk
        self.sequence.append(place)
        self._idle.pop(desk, None)
        self._expect(desk, moment + self._lengths[place])

    def _expect(self, desk: int, moment: float) -> None:
        self._due[desk] = moment
        heappush(self._agenda, (moment, desk))
