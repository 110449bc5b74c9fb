"""How long a page takes, through every middleware, and how much it asks the database."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from time import perf_counter, process_time

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.booking.diary import percentiles

MOST_MS = 100
WELL = {HTTPStatus.OK, HTTPStatus.FOUND}
HEAD = (
    f"| page | requests | queries | fastest ms | p50 ms | p95 ms (< {MOST_MS}) | own CPU, p50 ms"
    " | in queries, fastest ms |"
)
LINE = "| --- | --- | --- | --- | --- | --- | --- | --- |"


@dataclass
class Timed:
    """Seconds of each request: all of it, our processor, and until the database had answered."""

    whole: list[float] = field(default_factory=list)
    own: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)
    queries: int = 0

    def ask(self, client: Client, path: str) -> None:
        before, own = perf_counter(), process_time()
        answer = client.get(path)
        self.whole.append(perf_counter() - before)
        self.own.append(process_time() - own)
        if answer.status_code not in WELL:
            raise RuntimeError(f"{path} answers {answer.status_code}.")

    def count(self, client: Client, path: str) -> None:
        """Count the queries of a page, and add up what they took."""
        with CaptureQueriesContext(connection) as asked:
            client.get(path)
        self.queries = max(self.queries, len(asked))
        self.database.append(sum(float(row["time"]) for row in asked.captured_queries))

    @property
    def p95(self) -> float:
        return percentiles(self.whole)[1]

    def line(self, name: str) -> str:
        middle, slow, _slowest = percentiles(self.whole)
        missed = " (**missed**)" if slow >= MOST_MS else ""
        return (
            f"| {name} | {len(self.whole)} | {self.queries} | {min(self.whole) * 1000:.0f} | {middle:.0f}"
            f" | {slow:.0f}{missed} | {percentiles(self.own)[0]:.0f} | {min(self.database) * 1000:.0f} |"
        )


def timed(client: Client, paths: Iterable[str], *, repeats: int) -> Timed:
    """Ask for each page so often, and once before: statements are planned, and templates read."""
    found = Timed()
    for path in paths:
        client.get(path)
        for _repeat in range(3):
            found.count(client, path)
        for _repeat in range(repeats):
            found.ask(client, path)
    return found
