"""What follows from how old somebody is on the day of their visit.

The limits are those of the Act on Foreigners: no fingerprints are taken of children under
six, and a specimen of the signature only from thirteen (art. 106b); a parent or a guardian
collects the residence card of a child under thirteen (art. 248).
"""

from calendar import isleap
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from enum import Enum, auto

PRINTS_FROM = 6
SIGNS_FROM = 13
ADULT_FROM = 18
FEBRUARY, LEAP_DAY = 2, 29


class Hint(Enum):
    """What somebody is to know of their own visit, or a child's."""

    NO_FINGERPRINTS = auto()
    SIGNATURE = auto()
    CARD_TO_PARENT = auto()
    NOT_ALONE = auto()


def age(born: date, *, on: date) -> int:
    """Return how many years old somebody is on a day.

    A year of life is over when its last day begins (art. 112 of the Civil Code). That is the
    birthday; for somebody born on 29 February, in a year without that day, 28 February.
    """
    birthday = (born.month, born.day)
    if birthday == (FEBRUARY, LEAP_DAY) and not isleap(on.year):
        birthday = (FEBRUARY, LEAP_DAY - 1)
    return on.year - born.year - ((on.month, on.day) < birthday)


def born_by(years: int, *, on: date) -> date:
    """Return the last birth date of those who are at least so many years old on a day."""
    try:
        born = on.replace(year=on.year - years)
    except ValueError:  # 29 February, and no such day in that year
        return on.replace(year=on.year - years, day=LEAP_DAY - 1)
    is_eve = (on.month, on.day) == (FEBRUARY, LEAP_DAY - 1) and not isleap(on.year)
    return born.replace(day=LEAP_DAY) if is_eve and isleap(born.year) else born


def needs_company(births: Iterable[date], *, on: date, hands_over_card: bool) -> bool:
    """Tell whether a parent or a guardian has to come along with people who come together.

    They do with minors among whom there is no adult. From thirteen a minor collects a card alone.
    """
    ages = [age(born, on=on) for born in births]
    if hands_over_card and min(ages) >= SIGNS_FROM:
        return False
    return max(ages) < ADULT_FROM


def lacks_company(seats: Iterable[tuple[datetime, date]], *, on: date, is_accompanied: bool) -> bool:
    """Tell whether several are received at once, and not all children under 13 have somebody with them.

    `seats` says when each of a party begins (UTC) and when they were born. With a child is an
    adult of the party who is not received at the same time, or whoever comes along.
    """
    ages: dict[datetime, list[int]] = defaultdict(list)
    for start, born in seats:
        ages[start].append(age(born, on=on))
    adults = sum(_adults(each) for each in ages.values()) + is_accompanied
    return any(
        len(at_once) > 1 and sum(years < SIGNS_FROM for years in at_once) > adults - _adults(at_once)
        for at_once in ages.values()
    )


def _adults(ages: Iterable[int]) -> int:
    return sum(years >= ADULT_FROM for years in ages)


def hints(born: date, *, on: date, takes_fingerprints: bool, hands_over_card: bool) -> tuple[Hint, ...]:
    """Return what holds for somebody on the day of a visit at which that is done."""
    years = age(born, on=on)
    is_small = years < SIGNS_FROM
    holds = {
        Hint.NO_FINGERPRINTS: takes_fingerprints and years < PRINTS_FROM,
        Hint.SIGNATURE: takes_fingerprints and not is_small,
        Hint.CARD_TO_PARENT: hands_over_card and is_small,
        Hint.NOT_ALONE: is_small,
    }
    return tuple(hint for hint, is_so in holds.items() if is_so)
