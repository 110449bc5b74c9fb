"""The demonstration's clock: it ticks, can be set, and stands while nothing runs.

Whoever tries the portal late on a Sunday should find an office that is open. So the edges'
clock, `django.utils.timezone.now`, is the real one plus a shift, in web, worker and beat alike.
The shift stands in a file in VAR_DIR, beside the messages, which all of them see already: a
database could not be asked in the middle of a transaction that has failed. Asking costs one
`stat`; the file is read again only when it has changed. It remembers when it was set to what,
so that the mailbox can say when, by this clock, a message was sent.

What is not shifted: log times, the age of signed links and codes, caches and the limits of the
sign-in (`time.time()`), cookies, TLS, signatures between machines, the rhythm of Celery's beat,
and what is measured (`monotonic`). A row's own default (`joined_at`) and a column's
(`created_at` of a notice) keep the real time as well; nothing is decided by them. The database's
`now()` follows in portal.demo.database.

Only DemoConfig installs it. Without DEMO nothing here is imported and nothing is replaced.
"""

import fcntl
import os
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from time import monotonic
from time import time as real_time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from scheduling.rules.holidays import is_day_off
from scheduling.rules.hours import earliest

FILE, SEEN = "clock", "clock-seen"
KEPT = 500  # settings; the newest one counts, the others date old messages
STARTS_AT = time(10, 50)
TUESDAY = 1
DAY, WEEK = timedelta(days=1), timedelta(days=7)
TOLD_EVERY = 15.0  # seconds between two signs of life
STOOD_AFTER = 60.0  # seconds without one, after which nothing was running


@dataclass(frozen=True, slots=True)
class Setting:
    """From a real moment on, by how many seconds the clock is ahead of the real one."""

    since: float
    shift: float


@dataclass(slots=True)
class Known:
    """What this process has read, and of which file; and when it last gave a sign of life."""

    version: tuple[int, ...] = ()
    settings: tuple[Setting, ...] = ()
    told_at: float = float("-inf")


known = Known()


def install() -> None:
    """Put the clock in the place of the real one, in this process."""
    resume()
    timezone.now = now  # noqa: TID251  so that every edge reads it


def now() -> datetime:
    """Return what the clock says, in UTC."""
    _tell()
    return datetime.now(UTC) + shift()  # noqa: TID251  the clock itself


def shift() -> timedelta:
    """Return by how much the clock is ahead of the real one; nothing, if it was never set."""
    history = _read()
    return timedelta(seconds=history[-1].shift) if history else timedelta()


def shown(real: datetime) -> datetime:
    """Return what the clock said at a real moment."""
    history = _read()
    place = bisect_right([setting.since for setting in history], real.timestamp())
    return real + timedelta(seconds=history[place - 1].shift) if place else real


def is_set() -> bool:
    return bool(_read())


def set_to(at: datetime) -> None:
    """Let the clock say `at` from now on, and tick."""
    with _alone():
        real = real_time()
        _write([*_read(), Setting(real, at.timestamp() - real)])


def resume() -> None:
    """Go on from where the clock was when the last process of the demonstration ended."""
    if not is_set():
        return
    with _alone() as seen:
        real = real_time()
        stood = real - seen.stat().st_mtime
        if stood > STOOD_AFTER:
            _write([*_read(), Setting(real, _read()[-1].shift - stood)])
        os.utime(seen)


def first_moment(today: date) -> datetime:
    """Return when a demonstration begins: the first Tuesday from today on which offices work, 10:50."""
    day = today + (TUESDAY - today.weekday()) % 7 * DAY
    while is_day_off(day):
        day += WEEK
    return earliest(datetime.combine(day, STARTS_AT), zone())


def zone() -> ZoneInfo:
    """Return whose wall clock it shows: that of the demonstration's offices."""
    return ZoneInfo(settings.TIME_ZONE)


@contextmanager
def _alone() -> Iterator[Path]:
    """Keep other processes from setting the clock meanwhile."""
    seen = _folder() / SEEN
    seen.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with seen.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield seen


def _read() -> tuple[Setting, ...]:
    path = _folder() / FILE
    try:
        state = path.stat()
    except FileNotFoundError:
        return ()
    version = (hash(path), state.st_ino, state.st_mtime_ns, state.st_size)
    if version != known.version:
        lines = (line.split() for line in path.read_text().splitlines())
        known.settings = tuple(Setting(float(since), float(shift)) for since, shift in lines)
        known.version = version
    return known.settings


def _write(history: list[Setting]) -> None:
    """Write the file whole or not at all: somebody may be reading it."""
    path = _folder() / FILE
    draft = path.with_suffix(".draft")
    draft.write_text("".join(f"{setting.since!r} {setting.shift!r}\n" for setting in history[-KEPT:]))
    draft.replace(path)
    _tell(at_once=True)


def _tell(*, at_once: bool = False) -> None:
    """Give a sign of life now and then: where it ends, the clock stands."""
    if (at_once or monotonic() - known.told_at > TOLD_EVERY) and is_set():
        known.told_at = monotonic()
        (_folder() / SEEN).touch()


def _folder() -> Path:
    return Path(settings.VAR_DIR)
