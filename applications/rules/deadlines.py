"""On which day a term ends (art. 57 and 44 of the Code of Administrative Procedure, KPA).

Days are local days of the office, and the last one counts until midnight there. There is no hour
in this module, so the nights on which the clocks change cannot move a term.
"""

from calendar import monthrange
from datetime import MAXYEAR, date, timedelta

from applications.choices import Unit
from scheduling.rules.holidays import SATURDAY, SUNDAY, is_day_off

FICTION_DAYS = 14
"""How long the post keeps a letter that nobody was there to take (art. 44 § 1 KPA)."""

HOLIDAYS_KNOWN_FROM = 1990
WEEKEND = (SATURDAY, SUNDAY)
DAY = timedelta(days=1)
WEEK = 7
MONTHS = 12


def term_end(on: date, *, count: int, unit: Unit) -> date:
    """Return the last day of a term that begins with an event (art. 57 KPA).

    The day of the event is not counted. A last day that is a Saturday or a day free from work
    moves to the next that is neither (§ 4).

    :raises ValueError: for a term of less than one, or that ends after 9999.
    """
    return roll(raw_end(on, count=count, unit=unit))


def raw_end(on: date, *, count: int, unit: Unit) -> date:
    """Return the day on which a term ends by its length alone, whatever day that is.

    :raises ValueError: for a term of less than one, or that ends after 9999.
    """
    if count < 1:
        raise ValueError("A term has a length.")
    match unit:
        case Unit.DAY:
            return plus(on, count)
        case Unit.WEEK:
            return plus(on, WEEK * count)
        case Unit.MONTH:
            return _months_on(on, count)
        case Unit.YEAR:
            # § 3a: of 29 February there is none in most years, so the day before.
            return _months_on(on, MONTHS * count)


def roll(on: date) -> date:
    """Return the day itself, or the next that is neither a Saturday nor free from work (§ 4).

    Days off that are given to offices alone are closures: they move nothing. Of the holidays before
    1990 nothing is known here, so of those years only the weekends count.

    :raises ValueError: when there is no such day left in 9999.
    """
    while on.isoweekday() in WEEKEND or (on.year >= HOLIDAYS_KNOWN_FROM and is_day_off(on)):
        on = plus(on, 1)
    return on


def fiction_of_delivery(first_notice: date) -> date:
    """Return the day a letter counts as delivered that was never collected (art. 44 § 4 KPA).

    It is the last of fourteen days from the first notice (awizo), and it is not moved: nobody has
    to do anything on it.
    """
    return plus(first_notice, FICTION_DAYS)


def plus(on: date, days: int) -> date:
    """Return a day so many days later.

    :raises ValueError: when the calendar ends before that.
    """
    try:
        return on + days * DAY
    except OverflowError as error:
        raise ValueError("The calendar ends before this term does.") from error


def _months_on(on: date, count: int) -> date:
    """Return the day of the same number, or the last of a month that is shorter (§ 3)."""
    years, month = divmod(on.month - 1 + count, MONTHS)
    year = on.year + years
    if year > MAXYEAR:
        raise ValueError("The calendar ends before this term does.")
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))
