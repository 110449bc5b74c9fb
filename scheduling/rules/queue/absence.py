"""Whether somebody who has not checked in counts as not having come."""

from collections.abc import Iterable
from datetime import datetime

from scheduling.rules.intervals import Interval
from scheduling.rules.queue.arrivals import ArrivalRule, missed_from, opens_at


def did_not_come(
    start: datetime,
    rule: ArrivalRule,
    blocks: Iterable[Interval],
    *,
    last_came: datetime | None,
    at: datetime,
) -> bool:
    """Tell whether nobody came at `at` (UTC) for a visit that starts at `start`.

    `last_came` is when the last person of that day checked in or took a ticket. If nobody did since
    check-in for this visit opened, the network or the kiosk may have failed: nothing is known.
    """
    if at < missed_from(start, rule) or last_came is None:
        return False
    return last_came >= opens_at(start, rule, blocks)
