"""What a month of days and a day of times look like, before they are drawn.

The part that knows why a day is free or not (scheduling) fills these in; the components
`calendar_month.html` and `time_list.html` draw them. A day that cannot be chosen has no
`url` and says its `reason` in the reader's language; `reason_url` leads to what to do then.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.functional import Promise

SCARCE = 2  # at most so many free times are shown as few
WEEK = 7


@dataclass(frozen=True, slots=True)
class Day:
    on: date
    url: str = ""
    free: int = 0
    reason: str | Promise = ""
    reason_url: str = ""
    is_chosen: bool = False
    is_today: bool = False

    @property
    def is_scarce(self) -> bool:
        return self.free <= SCARCE


@dataclass(frozen=True, slots=True)
class Month:
    """The days of one month, all of them, in order.

    With `is_fragment` the arrows replace the calendar alone; the view then answers an
    htmx request with this component. Without JavaScript they are ordinary links.
    """

    days: Sequence[Day]
    previous_url: str = ""
    next_url: str = ""
    is_fragment: bool = False

    @property
    def first(self) -> date:
        return self.days[0].on

    @property
    def weeks(self) -> list[list[Day | None]]:
        """Return rows of seven, from Monday; nothing stands where another month's day would."""
        before, after = self.first.weekday(), WEEK - 1 - self.days[-1].on.weekday()
        cells = [None] * before + list(self.days) + [None] * after
        return [cells[start : start + WEEK] for start in range(0, len(cells), WEEK)]

    @property
    def weekdays(self) -> list[tuple[str, str]]:
        return [(str(WEEKDAYS_ABBR[day]), str(WEEKDAYS[day])) for day in range(WEEK)]


@dataclass(frozen=True, slots=True)
class Time:
    """A time that can be chosen: by a link to `url`, else by a button that submits `value`.

    With an `end` it says how long it lasts.
    """

    start: datetime
    url: str = ""
    value: str = ""
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class TimeGroup:
    """Times under a heading; without times, the sentence that says why there are none."""

    title: str | Promise
    times: Sequence[Time] = ()
