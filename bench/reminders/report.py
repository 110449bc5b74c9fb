"""The tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import mean

from bench.reminders.booking import Enqueued
from bench.reminders.due import QUERY, Look
from bench.reminders.loops import LOOPS, Message

PROMISED = 0.5  # of what the gateway takes from a plain loop
IN_TIME = 5  # ms for the due query; claiming writes, and is not promised anything


@dataclass(frozen=True, slots=True)
class Measure:
    """What one round took: seconds by the clock, of processors, and what else is known of it."""

    name: str
    messages: int
    seconds: float
    used: Mapping[str, float]
    statements: int = 0
    memory: Mapping[str, float] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        return self.messages / self.seconds


@dataclass(frozen=True, slots=True)
class Turn:
    """One of our rounds, and those of the loops around it."""

    ours: Measure
    loops: Sequence[Measure]

    def rate_of(self, name: str) -> float:
        return mean(loop.rate for loop in self.loops if loop.name == name)


def world(rows: int, building: float, adding: float) -> None:
    print(f"{rows:,} rows of history, written in {adding:.0f} s; visits and reminders in {building:.0f} s.\n")
    print("| what | table | rows | best ms | p50 ms | p95 ms (≤ 5) | of it processor ms | buffers | plan |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |", flush=True)


def looks(state: str, found: Sequence[Look]) -> None:
    for look in found:
        mark = missed(look.name != QUERY or look.p95 <= IN_TIME)
        times = f"{look.best:.2f} | {look.p50:.2f} | {look.p95:.2f}{mark}"
        costs = f"{look.processor:.2f} | {look.buffers}"
        print(f"| {look.name} | {state} | {look.rows} | {times} | {costs} | {look.plan} |", flush=True)


def enqueued(found: Sequence[Enqueued]) -> None:
    print("\n| what a booking writes | rows | statements | ms | rows/s |\n| --- | --- | --- | --- | --- |")
    for each in found:
        line = f"{each.rows} | {each.statements} | {each.milliseconds:.2f} | {each.rows_per_second:.0f}"
        print(f"| {each.name} | {line} |")


def messages(found: Sequence[Message]) -> None:
    size = mean(len(message.body) for message in found)
    print(f"\n{len(found):,} messages of {size:.0f} bytes on average.\n")
    print("| who | messages/s | ours, ms a message | PostgreSQL | gateway | statements a thousand | MB |")
    print("| --- | --- | --- | --- | --- | --- | --- |", flush=True)


def round_of(measure: Measure) -> None:
    names = ("ours", "PostgreSQL", "gateway")
    used = " | ".join(f"{measure.used[name] / measure.messages * 1000:.3f}" for name in names)
    statements = f"{measure.statements / measure.messages * 1000:.0f}" if measure.statements else ""
    memory = ", ".join(f"{name} {size:.0f}" for name, size in measure.memory.items())
    print(f"| {measure.name} | {measure.rate:.0f} | {used} | {statements} | {memory} |", flush=True)


def ratios(turns: Sequence[Turn]) -> None:
    """Put our rates beside those of the loops just before and after."""
    print(f"\n| who | messages/s | {' | '.join(f'÷ {name} (≥ 0.5)' for name in LOOPS)} |")
    print("| --- | --- |" + " --- |" * len(LOOPS))
    for turn in turns:
        shares = (turn.ours.rate / turn.rate_of(name) for name in LOOPS)
        words = (f"{share:.2f}{missed(share >= PROMISED)}" for share in shares)
        print(f"| {turn.ours.name} | {turn.ours.rate:.0f} | {' | '.join(words)} |")
    print(flush=True)


def missed(is_kept: bool) -> str:  # noqa: FBT001  it is what the name says
    return "" if is_kept else ": **missed**"
