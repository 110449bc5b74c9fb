"""Times of visits in words, on the wall clock of the office they belong to."""

from collections.abc import Collection
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django import template
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Office
from portal.web import words
from scheduling.choices import Weekday
from scheduling.rules.holidays import Holiday
from scheduling.rules.intervals import Interval

register = template.Library()

MOST_DAYS = 4_096  # days in three languages that are remembered as written
SHORTEST_RUN = 3  # "Monday–Wednesday", but "Monday, Tuesday"

HOLIDAYS: dict[Holiday, Promise] = {
    Holiday.NEW_YEAR: _("New Year's Day"),
    Holiday.EPIPHANY: _("Epiphany"),
    Holiday.EASTER_SUNDAY: _("Easter Sunday"),
    Holiday.EASTER_MONDAY: _("Easter Monday"),
    Holiday.MAY_DAY: _("Labour Day"),
    Holiday.CONSTITUTION_DAY: _("Constitution Day"),
    Holiday.PENTECOST: _("Pentecost"),
    Holiday.CORPUS_CHRISTI: _("Corpus Christi"),
    Holiday.ASSUMPTION: _("Assumption Day"),
    Holiday.ALL_SAINTS: _("All Saints' Day"),
    Holiday.INDEPENDENCE_DAY: _("Independence Day"),
    Holiday.CENTENARY: _("100 years of independence"),
    Holiday.CHRISTMAS_EVE: _("Christmas Eve"),
    Holiday.CHRISTMAS_DAY: _("Christmas Day"),
    Holiday.SECOND_CHRISTMAS_DAY: _("Second Day of Christmas"),
}


def holiday_name(holiday: Holiday) -> Promise:
    return HOLIDAYS[holiday]


def clock_range(span: Interval, zone: ZoneInfo) -> str:
    """Return such as "15:00–16:00"."""
    return f"{words.clock(span.start, zone)}–{words.clock(span.end, zone)}"


@register.filter
def moment(at: datetime, office: Office) -> str:
    """Return date and time at the office, such as "Tuesday 8 December 2026 at 09:15"."""
    return words.moment(at, office.zone)


@register.filter
def clock(at: datetime, office: Office) -> str:
    """Return the time at the office, such as "09:15"."""
    return words.clock(at, office.zone)


@register.filter
def time_of(at: datetime, office: Office) -> str:
    """Return the time at the office to the second, such as "09:15:07"."""
    return f"{at.astimezone(office.zone):%H:%M:%S}"


@register.filter
def day(on: date) -> str:
    """Return such as "Tuesday 8 December 2026"."""
    return words.day(on)


@register.filter
def plain_day(on: date) -> str:
    """Return a date without its weekday, such as "27 March 1990"."""
    return _plain_day(on.year, on.month, on.day, get_language())


@lru_cache(maxsize=MOST_DAYS)
def _plain_day(year: int, month: int, number: int, language: str | None) -> str:
    """Write a day in the language that is active; lists name the same few hundred again and again."""
    del language  # a part of what is remembered
    # Translators: how a date is written; letters as in Django's date filter.
    return date_format(date(year, month, number), pgettext("date format", "j F Y"))


@register.filter
def weekdays(numbers: Collection[int]) -> str:
    """Return days of the week, ISO numbers, such as "Monday–Friday" or "Monday, Thursday"."""
    days = sorted(numbers)
    names = [str(Weekday(number).label) for number in days]
    if len(days) >= SHORTEST_RUN and days[-1] - days[0] == len(days) - 1:
        return f"{names[0]}–{names[-1]}"
    return ", ".join(names)


@register.filter
def local_date(at: datetime, office: Office) -> date:
    return at.astimezone(office.zone).date()


@register.filter
def first_sentence(text: str) -> str:
    """Return the first sentence of a text, for lists in which each thing has one line."""
    first, stop, _rest = text.partition(". ")
    return f"{first}." if stop else text
