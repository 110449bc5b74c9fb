"""Which time is nearest to the one that a visit loses.

The office takes the time away, so the person should have to change as little as can be: the
same day, then the next one with room; there the same half of the day, and the same clock.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

NOON = time(12)
# Whoever is asked to come earlier than planned learns so a day before at the latest.
NOTICE_TO_COME_EARLIER = timedelta(days=1)
SEARCHED = timedelta(days=60)  # so long after the day that was lost


def nearest(starts: Iterable[datetime], *, was: datetime, at: datetime, zone: ZoneInfo) -> datetime | None:
    """Return which of some times (UTC) is nearest to the one that `was`, as known at `at`; None if none is.

    An earlier one counts only if the person still has a day to learn of it.
    """
    possible = (start for start in starts if start > was or start - at >= NOTICE_TO_COME_EARLIER)
    return min(possible, key=lambda start: _distance(start, was, zone), default=None)


def days_to_search(was: datetime, *, zone: ZoneInfo) -> list[date]:
    """Return the local days on which a new time is looked for, the best first."""
    first = was.astimezone(zone).date()
    return [first + timedelta(days=number) for number in range(SEARCHED.days + 1)]


def _distance(start: datetime, was: datetime, zone: ZoneInfo) -> tuple[Any, ...]:
    new, old = (moment.astimezone(zone) for moment in (start, was))
    is_other_half = (new.time() < NOON) != (old.time() < NOON)
    if new.date() == old.date():
        return (0, abs(start - was), is_other_half, start)
    apart = abs(_of_day(new) - _of_day(old))
    return ((new.date() - old.date()).days, is_other_half, apart, start)


def _of_day(moment: datetime) -> timedelta:
    return timedelta(hours=moment.hour, minutes=moment.minute)
