"""Days on which offices work (dni robocze): neither a Saturday, nor a Sunday, nor a holiday."""

from datetime import date

from applications.rules.deadlines import HOLIDAYS_KNOWN_FROM, WEEKEND, plus
from scheduling.rules.holidays import is_day_off


def is_working_day(on: date) -> bool:
    return on.isoweekday() not in WEEKEND and not (on.year >= HOLIDAYS_KNOWN_FROM and is_day_off(on))


def working_days_on(on: date, count: int) -> date:
    """Return the day so many working days after a day, which is not counted; before it, if negative.

    :raises ValueError: when the calendar ends before that.
    """
    step = 1 if count > 0 else -1
    for _each in range(abs(count)):
        on = plus(on, step)
        while not is_working_day(on):
            on = plus(on, step)
    return on
