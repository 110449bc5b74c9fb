"""Turn what is written on the office's door into time.

An office says "Monday to Friday, 07:30 to 15:00, from 21 September": local wall-clock
times with a period of validity. Twice a year such a time happens twice or not at all,
so it is resolved day by day, with the office's zone, and only here.

A database trigger repeats `occurrences` in SQL, to refuse a visit in a blocked window
whoever enters it. Whoever changes the meaning of a time here changes it there too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from scheduling.rules.intervals import Interval

DAY = timedelta(days=1)
WEEK = frozenset(range(1, 8))


@dataclass(frozen=True, slots=True)
class Weekly:
    """Hours that come back every week: local time, within one day.

    `weekdays` are ISO, Monday 1 to Sunday 7. `valid_to` is the last day, or None.

    :raises ValueError: if a weekday is not one, or the end does not come after the start.
    """

    weekdays: frozenset[int]
    starts: time
    ends: time
    valid_from: date
    valid_to: date | None = None

    def __post_init__(self) -> None:
        if not self.weekdays <= WEEK:
            raise ValueError("A weekday is a number from 1, Monday, to 7, Sunday.")
        if self.starts >= self.ends:
            raise ValueError("Weekly hours end after they start, on the same day.")
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise ValueError("Weekly hours are valid for at least one day.")


@dataclass(frozen=True, slots=True)
class ClosedDays:
    """Whole local days on which nobody is seen, from the first to the last.

    :raises ValueError: if the last day comes before the first.
    """

    first_on: date
    last_on: date

    def __post_init__(self) -> None:
        if self.last_on < self.first_on:
            raise ValueError("Closed days end on the first of them or later.")


def earliest(local: datetime, zone: ZoneInfo) -> datetime:
    """Return, in UTC, when clocks in the zone first show this time.

    A time that clocks skip in spring is read with the offset before the change, as
    PostgreSQL's AT TIME ZONE and Python's `fold=0` (PEP 495) do: 02:30 means 03:30.

    :raises ValueError: if the time is not naive.
    """
    if local.tzinfo is not None:
        raise ValueError("A local time is given without a zone.")
    return local.replace(tzinfo=zone, fold=0).astimezone(UTC)


def latest(local: datetime, zone: ZoneInfo) -> datetime:
    """Return, in UTC, when clocks in the zone last show this time.

    It differs from `earliest` only in the hour that clocks repeat in autumn. In the
    hour they skip, `fold=1` would give the earlier reading, so it never wins here.

    :raises ValueError: if the time is not naive.
    """
    return max(earliest(local, zone), local.replace(tzinfo=zone, fold=1).astimezone(UTC))


def occurrences(weekly: Weekly, *, zone: ZoneInfo, first: date, last: date) -> list[Interval]:
    """Return the hours on each valid local day from `first` to `last`, in UTC.

    They cover all the time that clocks may show between start and end: in the autumn
    night a blocked 02:00 to 02:30 blocks from the first 02:00 to the second 02:30.
    In the spring night hours may shrink to nothing, and then the day has none.
    """
    found = []
    for on in _days(max(first, weekly.valid_from), min(last, weekly.valid_to or last)):
        start = earliest(datetime.combine(on, weekly.starts), zone)
        end = latest(datetime.combine(on, weekly.ends), zone)
        if on.isoweekday() in weekly.weekdays and start != end:
            # 02:30 does not exist in the spring night and is read as 03:30, after 03:15.
            found.append(Interval(min(start, end), max(start, end)))
    return found


def closed(days: ClosedDays, *, zone: ZoneInfo) -> Interval:
    """Return the days as one interval, from the first midnight to the one after the last."""
    first, following = datetime.combine(days.first_on, time()), datetime.combine(days.last_on + DAY, time())
    return Interval(earliest(first, zone), latest(following, zone))


def local_day(on: date, zone: ZoneInfo) -> Interval:
    """Return one local day: 23, 24 or 25 hours in Poland.

    :raises ValueError: for a day that the zone left out (Samoa, 30 December 2011).
    """
    return Interval(midnight(on, zone), midnight(on + DAY, zone))


def local_days(interval: Interval, zone: ZoneInfo) -> list[date]:
    """Return the local dates on which any of the interval falls."""
    first = interval.start.astimezone(zone).date()
    last = (interval.end - timedelta.resolution).astimezone(zone).date()
    return list(_days(first, last))


def midnight(on: date, zone: ZoneInfo) -> datetime:
    """Return the moment, in UTC, at which a local day begins."""
    return earliest(datetime.combine(on, time()), zone)


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))
