"""When new days open for booking, and how much notice a visit needs.

The rule is public, and the same for everybody: a local day opens a fixed number of
days before, at a fixed local time. Nothing is gained by trying at night.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from scheduling.rules.hours import DAY, earliest, local_day


@dataclass(frozen=True, slots=True)
class Release:
    """Day D opens on day D − `days_ahead` at `opens_at`, local time.

    A visit is booked at least `notice` before it starts: elapsed time, not clock time.

    :raises ValueError: if either is negative.
    """

    days_ahead: int
    opens_at: time
    notice: timedelta

    def __post_init__(self) -> None:
        if self.days_ahead < 0 or self.notice < timedelta():
            raise ValueError("A day opens, and a visit is booked, before it comes.")


def window(release: Release, *, at: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return between which times, in UTC, a visit may start: the first, and the end.

    Where the notice is longer than the days ahead, the first comes after the end, and
    nothing can be booked.
    """
    not_before = at.astimezone(UTC) + release.notice
    return not_before, local_day(_last_open(release, at=at, zone=zone), zone).end


def next_opening(release: Release, *, at: datetime, zone: ZoneInfo) -> tuple[datetime, date]:
    """Return when, in UTC, the next day opens, and which local day that is."""
    day = _last_open(release, at=at, zone=zone) + DAY
    return opens(release, day, zone=zone), day


def opens(release: Release, day: date, *, zone: ZoneInfo) -> datetime:
    """Return when, in UTC, a local day opens."""
    on = day - timedelta(days=release.days_ahead)
    return earliest(datetime.combine(on, release.opens_at), zone)


def _last_open(release: Release, *, at: datetime, zone: ZoneInfo) -> date:
    day = at.astimezone(zone).date() + timedelta(days=release.days_ahead)
    while opens(release, day, zone=zone) > at:
        day -= DAY
    return day
