"""The days on which no Polish office works.

Source: the Act of 18 January 1951 on days free from work,
with 24 December added by Dz.U. 2024 poz. 1965 and so free from 2025. The dates come
from the `holidays` library; our tests hold it to the table of Easter dates.

A day off that a prime minister or voivode gives to offices is no holiday in this sense
but a closure: it does not move the end of a term (art. 57 § 4 KPA).
"""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from zoneinfo import ZoneInfo

from holidays import country_holidays

from scheduling.rules.hours import ClosedDays, closed
from scheduling.rules.intervals import Interval

SATURDAY, SUNDAY = 6, 7


class Holiday(StrEnum):
    """A statutory holiday, by a name that stays the same in every language."""

    NEW_YEAR = "New Year's Day"
    EPIPHANY = "Epiphany"
    EASTER_SUNDAY = "Easter Sunday"
    EASTER_MONDAY = "Easter Monday"
    MAY_DAY = "National Day"
    CONSTITUTION_DAY = "National Day of the Third of May"
    PENTECOST = "Pentecost"
    CORPUS_CHRISTI = "Corpus Christi"
    ASSUMPTION = "Assumption Day"
    ALL_SAINTS = "All Saints' Day"
    INDEPENDENCE_DAY = "National Independence Day"
    CENTENARY = "National Independence Day - 100th anniversary"  # 12 November 2018, once
    CHRISTMAS_EVE = "Christmas Eve"
    CHRISTMAS_DAY = "Christmas Day"
    SECOND_CHRISTMAS_DAY = "Second Day of Christmas"


def statutory_holidays(first: date, last: date) -> dict[date, Holiday]:
    """Return the holidays from `first` to `last`, both included, earliest first.

    Sundays are days off as well, and are not in it unless a holiday falls on them.

    :raises ValueError: for a year before 1990, when there were holidays that are none now.
    """
    years = range(first.year, last.year + 1)
    return {on: name for year in years for on, name in _year(year).items() if first <= on <= last}


def holiday_blocks(first: date, last: date, *, zone: ZoneInfo) -> list[Interval]:
    """Return the holidays from `first` to `last` as time in which nobody is seen."""
    return [closed(ClosedDays(on, on), zone=zone) for on in statutory_holidays(first, last)]


def is_day_off(on: date) -> bool:
    """Say whether the law makes this a day off: a Sunday or a holiday."""
    return on.isoweekday() == SUNDAY or on in _year(on.year)


def working_days(first: date, until: date) -> int:
    """Return on how many days offices work, from `first` up to but not including `until` (local dates)."""
    days = (first + timedelta(days=number) for number in range((until - first).days))
    return sum(on.isoweekday() != SATURDAY and not is_day_off(on) for on in days)


@cache
def _year(year: int) -> Mapping[date, Holiday]:
    found = country_holidays("PL", years=year, language="en_US")
    return {on: Holiday(name) for on, name in sorted(found.items())}
