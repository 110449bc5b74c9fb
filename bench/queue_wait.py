"""Whether what people who wait are told holds, and how long it takes to work it out.

Promised: of those who wait, 75 to 97 of 100 are called within the range that they were told. Fewer,
and the range lies; more, and it says nothing. 2,000 people at 30 counters take at most 60 ms, 10,000
at most 400.

Days are invented here with lengths of another distribution than the forecast has in mind, with
people who do not come, and with days that are slower or faster than those before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from time import process_time

from scheduling.choices import Rank
from scheduling.rules.intervals import Interval
from scheduling.rules.queue.forecast import Expected, forecast
from scheduling.rules.queue.run import Desk, Job, Run, planned

AT = datetime(2026, 12, 7, 8, tzinfo=UTC)
MINUTE, STEP = timedelta(minutes=1), timedelta(minutes=5)
OFFICES = ((1, 8), (3, 20), (6, 60), (12, 200))  # counters, people
WORLDS, DAYS = 20, 10
PROMISED = "75–97"
SPEEDS = ((200, ""), (2_000, "60"), (10_000, "400"))


@dataclass(frozen=True)
class Luck:
    """How a day may differ from what the forecast expects."""

    name: str
    absent: float = 0.0  # of those who have booked
    pace: float = 0.0  # standard deviation of a whole day's speed


LUCKS = (
    Luck("each visit varies by 40 %"),
    Luck("and one in ten who have booked does not come", absent=0.1),
    Luck("and whole days are slower or faster by 10 %", absent=0.1, pace=0.1),
    Luck("by 15 %", absent=0.1, pace=0.15),
)


def run() -> None:
    print(f"| what happens | counters | people | in it, % ({PROMISED}) | sooner, % | later, % | width, min |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for luck in LUCKS:
        for counters, people in OFFICES:
            print(f"| {luck.name} | {counters} | {people} | {_held(luck, counters, people)} |", flush=True)
    print("\n| people at 30 counters | ms of our processor, best of 5 | promised |\n| --- | --- | --- |")
    for people, promised in SPEEDS:
        print(f"| {people:,} | {_milliseconds(people):.0f} | {promised} |", flush=True)


def _held(luck: Luck, counters: int, people: int) -> str:
    chance = Random(5)  # noqa: S311  luck, not a secret
    within = sooner = later = 0
    width = 0.0
    for _ in range(WORLDS):
        desks, jobs = _desks(chance, counters), _jobs(chance, people)
        told = forecast(desks, jobs, at=AT)
        for _ in range(DAYS):
            for start, each in _day(chance, luck, desks, jobs, told):
                low, high = _rounded(each)
                within, sooner, later = (
                    within + (low <= start <= high),
                    sooner + (start < low),
                    later + (start > high),
                )
                width += (high - low) / MINUTE
    number = within + sooner + later
    shares = [f"{100 * some / number:.1f}" for some in (within, sooner, later)]
    return " | ".join([*shares, f"{width / number:.0f}"])


def _day(
    chance: Random, luck: Luck, desks: Sequence[Desk], jobs: Sequence[Job], told: dict[int, Expected]
) -> list[tuple[datetime, Expected]]:
    """Play one day; return when each who waits was called, and what they were told."""
    plan = planned(desks, jobs, at=AT)
    pace = max(0.5, chance.gauss(1, luck.pace))
    lengths = [pace * _length(chance, luck, job) for job in plan.jobs]
    starts = Run(plan, lengths, [0.0] * len(desks)).started
    return [
        (AT + timedelta(seconds=min(start, 86_400)), told[job.key])
        for job, start in zip(plan.jobs, starts, strict=True)
        if job.is_here and told[job.key].start
    ]


def _length(chance: Random, luck: Luck, job: Job) -> float:
    if not job.is_here and chance.random() < luck.absent:
        return 0.0
    shape = (job.minutes / job.sd) ** 2
    return 60 * chance.gammavariate(shape, job.minutes / shape)


def _rounded(told: Expected) -> tuple[datetime, datetime]:
    if told.low is None or told.high is None:
        raise ValueError("Whoever is told nothing has no range.")
    return AT + (told.low - AT) // STEP * STEP, AT - (AT - told.high) // STEP * STEP


def _desks(chance: Random, number: int) -> list[Desk]:
    """Return counters for two or three of three services, that break for an hour after three or four."""
    hours = (60 * MINUTE * chance.choice((3, 4)) for _ in range(number))
    return [
        Desk(
            key,
            frozenset(chance.sample(range(3), chance.choice((2, 3)))),
            AT,
            (Interval(AT, AT + first), Interval(AT + 300 * MINUTE, AT + 1_500 * MINUTE)),
        )
        for key, first in enumerate(hours)
    ]


def _jobs(chance: Random, number: int) -> list[Job]:
    """Return people of whom each third has a booked time, most of these later today."""
    return [_job(chance, key) for key in range(1, number + 1)]


def _job(chance: Random, key: int) -> Job:
    service = chance.randrange(3)
    minutes = (10, 15, 20)[service]
    is_booked = key % 3 == 0
    due = AT + chance.randrange(-10, 300) * MINUTE if is_booked else AT - chance.randrange(100) * MINUTE
    is_here = not is_booked or due < AT + 30 * MINUTE
    comes = AT if is_here else due
    return Job(
        key=key,
        service=service,
        minutes=minutes,
        sd=0.4 * minutes,
        rank=Rank.BOOKED if is_booked else Rank.WALK_IN,
        due_at=due,
        not_before=comes,
        turn_at=due - 10 * MINUTE if is_booked and is_here else comes,
        is_booked=is_booked,
        is_here=is_here,
        needs=0 if is_booked else minutes,
    )


def _milliseconds(people: int) -> float:
    chance = Random(3)  # noqa: S311  luck, not a secret
    open_for = Interval(AT, AT + timedelta(days=7))  # so that everybody is called
    desks = [Desk(key, frozenset(chance.sample(range(3), 2)), AT, (open_for,)) for key in range(30)]
    jobs = _jobs(chance, people)
    taken = []
    for _ in range(5):
        before = process_time()
        forecast(desks, jobs, at=AT)
        taken.append((process_time() - before) * 1000)
    return min(taken)


if __name__ == "__main__":
    run()
