"""Work out when a person is reminded of something that happens at a known moment.

"Two days before" is said by the wall clock: before a visit on Monday at 09:00 it is
Saturday at 09:00, also when the clocks change in between and 49 hours pass. "Three hours
before" is said by the stopwatch. RFC 5545 (iCalendar, section 3.3.6) calls the first
nominal and the second exact, and takes the days before the hours; so do we, and so does
the person's own calendar.

Nobody is woken: what would go at night goes the evening before.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

QUIET_FROM = time(21)
"""When the quiet hours begin on the reader's wall clock; this minute is quiet."""
QUIET_UNTIL = time(8)
"""When they end, the morning after; this minute is not quiet."""
EVENING = time(20)
"""When what falls in them goes, the evening before."""

MOST_DAYS = 366
HOUR_MINUTES = 60
DAY_MINUTES = 24 * HOUR_MINUTES

DAY = timedelta(days=1)


@dataclass(frozen=True, order=True, slots=True)
class Offset:
    """How long before a moment: calendar days on the wall clock, then minutes that pass.

    A smaller offset is nearer to the moment. Three hours are 180 minutes; a whole day
    is one of the `days`, and not 1440 minutes.

    :raises ValueError: if it is negative, nothing at all, or longer than a year.
    """

    days: int
    minutes: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.days <= MOST_DAYS:
            raise ValueError("A reminder goes at most a leap year before.")
        if not 0 <= self.minutes < DAY_MINUTES:
            raise ValueError("Minutes are less than a day: whole days are counted as such.")
        if not (self.days or self.minutes):
            raise ValueError("A reminder goes before the moment.")

    @property
    def code(self) -> str:
        """The ISO 8601 duration, such as "P7D", "PT3H" or "P1DT30M": at most 12 characters."""
        hours, minutes = divmod(self.minutes, HOUR_MINUTES)
        clock = f"{hours}H" * bool(hours) + f"{minutes}M" * bool(minutes)
        return "P" + f"{self.days}D" * bool(self.days) + f"T{clock}" * bool(clock)


@dataclass(frozen=True, slots=True)
class Planned:
    """A reminder that will go, and when: `due_at` is in UTC."""

    offset: Offset
    due_at: datetime


def due(moment: datetime, offset: Offset, *, zone: ZoneInfo, reader_zone: ZoneInfo | None = None) -> datetime:
    """Return when a reminder goes, in UTC: never in the reader's quiet hours.

    `zone` is that of the place: its wall clock counts the days. A time that its clocks
    show twice in autumn is the first of both; one that they skip in spring is read with
    the offset before the change, 02:30 as 03:30 (RFC 5545, section 3.3.5; the office's
    hours are read in the same way). `reader_zone` is where the reader is, if elsewhere.

    :raises ValueError: if the moment has no zone.
    """
    if moment.utcoffset() is None:
        raise ValueError("A moment has a zone; without one it is a time on some wall.")
    exact = _days_before(moment, offset.days, zone) - timedelta(minutes=offset.minutes)
    return _outside_quiet_hours(exact, reader_zone or zone)


def plan(
    moment: datetime,
    offsets: Iterable[Offset],
    *,
    zone: ZoneInfo,
    reader_zone: ZoneInfo | None = None,
    at: datetime,
) -> tuple[Planned, ...]:
    """Return the reminders that are still to go at `at`, the first one first.

    One whose time has come or is past is left out, and not sent late. Where the quiet hours
    bring several to the same evening, the one with the smallest offset stands for them all.

    :raises ValueError: if the moment has no zone.
    """
    nearest_last = sorted(offsets, reverse=True)
    by_time = {due(moment, offset, zone=zone, reader_zone=reader_zone): offset for offset in nearest_last}
    return tuple(Planned(offset, due_at) for due_at, offset in sorted(by_time.items()) if due_at > at)


def awake(moment: datetime, *, zone: ZoneInfo) -> datetime:
    """Return a moment, or, if it is in the quiet hours of that zone, when they end, in UTC.

    :raises ValueError: if the moment has no zone.
    """
    if moment.utcoffset() is None:
        raise ValueError("A moment has a zone; without one it is a time on some wall.")
    local = moment.astimezone(zone)
    if QUIET_UNTIL <= local.time() < QUIET_FROM:
        return moment
    morning = local.date() + DAY if local.time() >= QUIET_FROM else local.date()
    return datetime.combine(morning, QUIET_UNTIL, tzinfo=zone).astimezone(UTC)


def _days_before(moment: datetime, days: int, zone: ZoneInfo) -> datetime:
    if not days:
        return moment.astimezone(UTC)  # the second 02:30 of an autumn night stays the second
    # Within one zone Python counts by the wall clock, and what it finds has fold=0 (PEP 495).
    return (moment.astimezone(zone) - timedelta(days=days)).astimezone(UTC)


def _outside_quiet_hours(moment: datetime, zone: ZoneInfo) -> datetime:
    local = moment.astimezone(zone)
    if QUIET_UNTIL <= local.time() < QUIET_FROM:
        return moment
    evening = local.date() if local.time() >= QUIET_FROM else local.date() - DAY
    return datetime.combine(evening, EVENING, tzinfo=zone).astimezone(UTC)
