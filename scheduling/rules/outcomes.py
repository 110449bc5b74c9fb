"""How visits ended: when that may be written down, and how many came in vain."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

K = TypeVar("K")
BY_RULE_CORRECTED = timedelta(days=7)  # so long is corrected what no person wrote down


def may_record(start: datetime, *, at: datetime, zone: ZoneInfo) -> bool:
    """Tell whether a visit is on this local day, or has begun before.

    Whoever came too early, or to the wrong counter, is told so before their time.
    """
    return start.astimezone(zone).date() <= at.astimezone(zone).date()


def may_miss(start: datetime, *, at: datetime) -> bool:
    """Tell whether somebody can have missed a visit: before it begins, they may still come."""
    return start <= at


def may_correct(recorded: datetime, *, is_by_rule: bool = False, at: datetime, zone: ZoneInfo) -> bool:
    """Tell whether an outcome may be corrected: on the local day on which it was written down.

    What the portal wrote down by rule (`is_by_rule`) may be corrected for a week: the office may have
    received people with a list on paper, and enter it when the network is back.
    """
    is_same_day = recorded.astimezone(zone).date() == at.astimezone(zone).date()
    return is_same_day or (is_by_rule and at < recorded + BY_RULE_CORRECTED)


@dataclass(frozen=True, slots=True)
class Tally(Generic[K]):
    """Visits for one service: how many ended, had their outcome written down, were in vain or missed.

    `reasons` says why those were in vain, the most frequent first.
    """

    ended: int
    recorded: int
    in_vain: int
    reasons: Mapping[K, int] = field(default_factory=dict)
    missed: int = 0

    @property
    def share(self) -> float | None:
        """How much of what was written down was in vain, in per cent; None where nothing was.

        Nothing is known of visits whose outcome nobody wrote down.
        """
        return 100 * self.in_vain / self.recorded if self.recorded else None

    @property
    def share_missed(self) -> float | None:
        """How many of those whose visit ended did not come, in per cent; None where nothing ended."""
        return 100 * self.missed / self.ended if self.ended else None


def tally(ended: int, outcomes: Iterable[tuple[K | None, int]], *, missed: int = 0) -> Tally[K]:
    """Return the tally of so many visits, from (why in vain or None, how many) of those who came.

    `missed` is how many did not come: that too is an outcome.
    """
    rows = list(outcomes)
    reasons = {reason: number for reason, number in rows if reason is not None}
    recorded = missed + sum(number for _reason, number in rows)
    # An outcome may be known before the visit's time is over.
    return Tally(
        ended=max(ended, recorded),
        recorded=recorded,
        in_vain=sum(reasons.values()),
        reasons=dict(sorted(reasons.items(), key=lambda item: -item[1])),
        missed=missed,
    )


def total(tallies: Iterable[Tally[K]]) -> Tally[K]:
    """Return the tally of all of them together."""
    parts = list(tallies)
    reasons: dict[K, int] = {}
    for part in parts:
        for reason, number in part.reasons.items():
            reasons[reason] = reasons.get(reason, 0) + number
    return Tally(
        ended=sum(part.ended for part in parts),
        recorded=sum(part.recorded for part in parts),
        in_vain=sum(part.in_vain for part in parts),
        reasons=dict(sorted(reasons.items(), key=lambda item: -item[1])),
        missed=sum(part.missed for part in parts),
    )
