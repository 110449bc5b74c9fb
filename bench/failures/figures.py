"""What was measured, and the tables of it."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portal.notifications.choices import State
from portal.tests.failures.stage import Fate

FLOW = 10  # deliveries after a fault by which one sees that the backlog flows


@dataclass(frozen=True)
class Recovery:
    """One fault: seconds from its end until messages went again; what became of all of them."""

    fate: Fate
    first: float | None  # None: nothing was left to be sent when it ended
    flow: float | None
    last: float | None
    attempts: float  # for each message
    latest: float  # seconds from when a message was due until it came, the worst of all
    mail: float | None


@dataclass(frozen=True)
class Kills:
    """One run in which senders were killed."""

    fate: Fate
    killed: int
    seconds: float
    requests: int
    identities: int = 0  # of e-mail: how many Message-IDs


def since(end: float, moments: Sequence[float]) -> tuple[float | None, float | None, float | None]:
    """Return how long after the end the first, the tenth and the last message came, of those after it."""
    later = sorted(moment - end for moment in moments if moment > end)
    if not later:
        return None, None, None
    return later[0], later[min(FLOW, len(later)) - 1], later[-1]


def show_kills(rows: Iterable[tuple[str, Kills]]) -> None:
    print("| what was tried | kills | seconds | never came | in doubt | lost | came twice | requests |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for name, row in rows:
        fate = row.fate
        cells: list[object] = [name, row.killed, f"{row.seconds:.0f}", fate.missing.total()]
        cells += [
            fate.states[State.UNCERTAIN],
            fate.lost,
            fate.doubled,
            row.requests or f"{row.identities} IDs",
        ]
        print(f"| {' | '.join(map(str, cells))} |", flush=True)
    print()


def show_recoveries(rows: Iterable[tuple[str, Sequence[Recovery]]]) -> None:
    print("| fault | never came | twice | first, s | tenth, s | last, s | tries each | latest, s | mail, s |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for name, runs in rows:
        cells: list[object] = [name, sum(run.fate.missing.total() for run in runs)]
        cells += [sum(run.fate.doubled for run in runs)]
        cells += [
            _middle_and_most([getattr(run, what) for run in runs]) for what in ("first", "flow", "last")
        ]
        cells += [_middle_and_most([run.attempts for run in runs])]
        cells += [
            _middle_and_most([run.latest for run in runs]),
            _middle_and_most([run.mail for run in runs]),
        ]
        print(f"| {' | '.join(map(str, cells))} |", flush=True)
    print()


def _middle_and_most(values: Sequence[float | None]) -> str:
    known = [value for value in values if value is not None]
    return f"{statistics.median(known):.1f} ({max(known):.1f})" if known else "–"
