"""Who used the processors: from /proc, each program with its children, the dead ones too."""

import os
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

WEB = "gunicorn"
TICKS = os.sysconf("SC_CLK_TCK")
PARENT, FIRST_TIME, LAST_TIME = 1, 11, 15  # fields after the name: ppid; utime, stime, cutime, cstime


def used(programs: Mapping[str, int]) -> dict[str, float]:
    """Return the seconds of processor that programs (by their process id) and we have used so far."""
    table = _table()
    seconds = {name: sum(table[pid][1] for pid in _family(pid, table)) for name, pid in programs.items()}
    apart = {f"{name}, worker {number}": table[pid][1] for name, number, pid in _workers(programs, table)}
    return {**seconds, **apart, "client": time.process_time()}


def _table() -> dict[int, tuple[int, float]]:
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue  # it has just ended
        found[int(path.parent.name)] = (
            int(fields[PARENT]),
            sum(map(int, fields[FIRST_TIME:LAST_TIME])) / TICKS,
        )
    return found


def _workers(
    programs: Mapping[str, int], table: Mapping[int, tuple[int, float]]
) -> Iterator[tuple[str, int, int]]:
    """Yield the web server's workers one by one: one of two may get all the connections."""
    web = programs.get(WEB, 0)
    for number, pid in enumerate(
        sorted(pid for pid, (parent, _seconds) in table.items() if parent == web), 1
    ):
        yield WEB, number, pid


def _family(pid: int, table: Mapping[int, tuple[int, float]]) -> list[int]:
    children = [child for child, (parent, _seconds) in table.items() if parent == pid]
    return [pid, *(each for child in children for each in _family(child, table))]
