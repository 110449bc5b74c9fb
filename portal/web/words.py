"""Dates and times as a person would say them, in the language that is active.

The formats are messages of their own, so that each catalogue can order day and month as
its language does and put the month in the right case (Django's E).
"""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _


def day(on: date) -> str:
    """Return a date with its weekday, such as "Tuesday 8 December 2026"."""
    # Translators: how a date with its weekday is written; letters as in Django's date filter.
    text = date_format(on, pgettext("date format", "l j F Y"))
    # Django begins Russian weekdays with a capital, which Russian has only where a sentence begins.
    return text[:1].lower() + text[1:] if get_language() == "ru" else text


def clock(at: datetime, zone: ZoneInfo) -> str:
    """Return a wall-clock time of the zone, such as "09:15"."""
    return f"{at.astimezone(zone):%H:%M}"


def moment(at: datetime, zone: ZoneInfo) -> str:
    """Return date and time in the zone, such as "Tuesday 8 December 2026 at 09:15"."""
    there = at.astimezone(zone)
    return _("%(day)s at %(time)s") % {"day": day(there.date()), "time": clock(at, zone)}


def weekdays(numbers: Iterable[int]) -> str:
    """Return "Mon–Fri", or the days one by one, from their ISO numbers; Django has the short names."""
    days = sorted(numbers)
    names = [str(WEEKDAYS_ABBR[day - 1]) for day in days]
    in_a_row = len(days) > 2 and days[-1] - days[0] == len(days) - 1  # noqa: PLR2004  two are better named
    return f"{names[0]}–{names[-1]}" if in_a_row else ", ".join(names)
