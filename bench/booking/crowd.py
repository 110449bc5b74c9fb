"""Thirty-two visitors at a time."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from time import perf_counter

from bench.booking import load
from bench.booking.diary import Diary, UnexpectedError
from bench.booking.wire import Browser, Link

CLIENTS = 32

Visit = Callable[[Browser], Awaitable[object]]


@dataclass
class Crowd:
    """The visitors of one kind, their diary, and what their rounds cost whom."""

    port: int
    programs: Mapping[str, int]
    diary: Diary = field(default_factory=Diary)
    used: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))

    def round(self, visits: Iterator[Visit]) -> None:
        """Let them come, each as soon as another has gone."""
        before, started = load.used(self.programs), perf_counter()
        asyncio.run(self._all(visits))
        self.diary.wall += perf_counter() - started
        for name, seconds in load.used(self.programs).items():
            self.used[name] += seconds - before[name]

    async def _all(self, visits: Iterator[Visit]) -> None:
        async with asyncio.TaskGroup() as group:
            for _client in range(CLIENTS):
                group.create_task(self._one_after_the_other(visits))

    async def _one_after_the_other(self, visits: Iterator[Visit]) -> None:
        link = Link(self.port)
        for visit in visits:
            self.diary.visitors += 1
            try:
                await visit(Browser(link))
            except (UnexpectedError, ValueError, OSError) as error:  # a time-out is an OSError
                self.diary.errors[f"{type(error).__name__} {error}"] += 1
                link.close()
        link.close()
