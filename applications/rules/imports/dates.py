"""Read a date as it stands in a file. What can be read in two ways is refused, not guessed."""

import re
from datetime import date

from applications.rules.imports.faults import Flaw

# By the first letters of year, month and day, in their order; "" takes what has one reading alone.
FORMATS = ("", "ymd", "dmy", "mdy")
NUMBERS = re.compile(r"([0-9]{1,4})([./\-])([0-9]{1,2})\2([0-9]{1,4})", re.ASCII)
TOGETHER = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})", re.ASCII)
MIDNIGHT = re.compile(r"[ T]0?0:00(:00(\.0+)?)?Z?$")  # what spreadsheets add to a day
YEAR_DIGITS = 4
LAST_MONTH = 12


def read_date(text: str, order: str = "") -> date | Flaw:
    """Return the date that was written, in the order of year, month and day that is given."""
    text = MIDNIGHT.sub("", text.strip())
    if found := TOGETHER.fullmatch(text):
        return _date(*map(int, found.groups())) if order in {"", "ymd"} else Flaw.NO_DATE
    if not (found := NUMBERS.fullmatch(text)):
        return Flaw.NO_DATE
    first, _mark, second, third = found.groups()
    if len(first) == YEAR_DIGITS:
        return _date(int(first), int(second), int(third)) if order in {"", "ymd"} else Flaw.NO_DATE
    if len(third) != YEAR_DIGITS or order == "ymd":
        return Flaw.NO_DATE
    return _with_year_last(int(first), int(second), int(third), mark=found[2], order=order)


def _with_year_last(first: int, second: int, year: int, *, mark: str, order: str) -> date | Flaw:
    """Take a dot for the Polish order; a slash may be the American one, if both can be months."""
    if order == "mdy":
        return _date(year, first, second)
    is_unclear = mark != "." and not order and first <= LAST_MONTH and second <= LAST_MONTH
    if is_unclear and first != second:
        return Flaw.UNCLEAR_DATE
    if not order and second > LAST_MONTH >= first and mark != ".":
        return _date(year, first, second)
    return _date(year, second, first)


def _date(year: int, month: int, day: int) -> date | Flaw:
    try:
        return date(year, month, day)
    except ValueError:
        return Flaw.NO_DATE
