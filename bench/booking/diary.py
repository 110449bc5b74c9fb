"""What the visitors met: how long each request took, and what became of each of them."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from bench.booking.wire import Answer

SEE_OTHER, OK, TAKEN = 302, 200, 409
PERCENT = (50, 95, 99)


class UnexpectedError(Exception):
    """An answer that is neither success nor "taken"."""


@dataclass
class Diary:
    """Of one kind of journey, over all its rounds."""

    took: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: Counter[str] = field(default_factory=Counter)
    visitors: int = 0
    booked: int = 0
    sold_out: int = 0
    taken: int = 0
    wall: float = 0.0

    def note(self, kind: str, answer: Answer, *expected: int) -> Answer:
        """Write down how long a request took.

        :raises UnexpectedError: if the answer is none of those expected.
        """
        self.took[kind].append(answer.seconds)
        self.taken += answer.status == TAKEN
        if answer.status not in expected:
            raise UnexpectedError(f"{kind}: {answer.status} {answer.location}".strip())
        return answer

    def requests(self, kinds: Iterable[str] | None = None) -> int:
        return sum(len(self.took[kind]) for kind in (self.took if kinds is None else kinds))

    def per_second(self, number: int) -> float:
        return number / self.wall if self.wall else 0.0

    def percentiles(self, kinds: Iterable[str]) -> list[float]:
        """Return p50, p95 and p99 of some requests, in milliseconds."""
        return percentiles([seconds for kind in kinds for seconds in self.took[kind]])


def percentiles(seconds: list[float]) -> list[float]:
    ordered = sorted(seconds)
    return [
        ordered[min(len(ordered) * rank // 100, len(ordered) - 1)] * 1000 if ordered else 0.0
        for rank in PERCENT
    ]
