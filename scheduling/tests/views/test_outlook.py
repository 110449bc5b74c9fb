"""What is taken is read for some days at a time; nothing that is asked may depend on which."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import Office
from scheduling.models import Duty, Service
from scheduling.models.offers import offers_in
from scheduling.tests import factories as make
from scheduling.views.calendars import Outlook, nearest
from scheduling.views.lookups import Place

TODAY = make.AT.date()  # 1 December 2026
LAST = date(2027, 1, 30)
DAY = timedelta(days=1)
# Days around each edge: of what is open, of the months, of those with free times.
EVERY = [
    TODAY + DAY * number
    for number in (-31, -1, *range(5), 6, 26, 27, 29, 30, 31, 32, 34, 59, 60, 61, 62, 100)
]
MOST_STEPS = 3


def of_december() -> list[date]:
    return [date(2026, 12, 3), date(2026, 12, 4), date(2026, 12, 28)]


SPREAD: dict[str, list[date]] = {
    "nothing": [],
    "one-in-this-month": [date(2026, 12, 31)],
    "one-in-the-next": [date(2027, 1, 1) + DAY],
    "the-last-day": [LAST],
    "all-in-this-month": of_december(),
    "on-both-sides-of-new-year": [*of_december(), date(2027, 1, 4), date(2027, 1, 29)],
}


@pytest.fixture(params=[*SPREAD.values()], ids=[*SPREAD])
def days(request: pytest.FixtureRequest) -> list[date]:
    """Return the days that have free times."""
    found: list[date] = request.param
    return found


@pytest.fixture
def place(office: Office, card: Service, days: list[date]) -> Place:
    Duty.objects.all().delete()
    for on in days:
        make.duty(office.counter_set.get(), on=on, starts="09:00", ends="10:00")
    full = make.duty(office.counter_set.get(), on=date(2026, 12, 7), starts="09:00", ends="09:30")
    make.appointment(full.counter, card, full.period.lower)
    return Place(office, card)


def test_the_next_free_time_is_the_first_whatever_was_looked_at_before(
    place: Place, days: list[date]
) -> None:
    for asked in (None, date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1)):
        outlook = Outlook.of(place, at=make.AT)
        if asked:
            outlook.days(asked, asked + 27 * DAY)

        free = outlook.next_free

        assert (free and free.astimezone(place.zone).date()) == min(days, default=None)
        assert outlook.next_free_url == (place.day_url(min(days)) if days else "")


def test_the_nearest_days_on_each_side_are_found_from_every_day(place: Place, days: list[date]) -> None:
    for on in EVERY:
        around = (
            max((day for day in days if day < on), default=None),
            min((day for day in days if day > on), default=None),
        )

        assert Outlook.of(place, at=make.AT).next_to(on) == around


def test_a_day_says_the_same_alone_in_its_month_and_in_all(place: Place, days: list[date]) -> None:
    whole = Outlook.of(place, at=make.AT)
    whole.offers()
    for on in EVERY:
        alone, in_month = (Outlook.of(place, at=make.AT) for _ in range(2))
        in_month.next_to(on)

        assert alone.days(on, on) == in_month.days(on, on) == whole.days(on, on)
        assert alone.times(on) == in_month.times(on) == whole.times(on)
        assert bool(whole.times(on)) == (on in days)


def test_all_that_is_offered_is_what_the_rules_say(place: Place) -> None:
    said = offers_in(place.office, place.service, first=TODAY, last=LAST, at=make.AT)

    outlook = Outlook.of(place, at=make.AT)
    for first, after in pairwise([TODAY, date(2026, 12, 15), date(2027, 1, 1), LAST + DAY]):
        outlook.offers(first, after - DAY)

    assert outlook.offers() == Outlook.of(place, at=make.AT).offers() == said


PAGES: dict[str, Callable[[Outlook], object]] = {
    "service": lambda outlook: outlook.next_free,
    "month": lambda outlook: (outlook.next_free, outlook.days(TODAY, date(2026, 12, 31))),
    "next-month": lambda outlook: (outlook.days(date(2027, 1, 1), date(2027, 1, 31)), outlook.next_free),
    "day": lambda outlook: (
        outlook.next_to(date(2026, 12, 7)),
        outlook.times(date(2026, 12, 7)),
        outlook.next_free,
    ),
    "last-day": lambda outlook: (outlook.next_to(LAST), outlook.times(LAST), outlook.next_free),
    "nearest": lambda outlook: nearest(outlook, make.AT),
}


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_no_page_reads_in_more_than_three_steps(place: Place, page: Callable[[Outlook], object]) -> None:
    outlook = Outlook.of(place, at=make.AT)

    with CaptureQueriesContext(connection) as queries:
        page(outlook)

    assert 1 <= len(queries) <= MOST_STEPS


def test_where_this_month_has_a_free_time_no_other_month_is_read(office: Office, card: Service) -> None:
    outlook = Outlook.of(Place(office, card), at=make.AT)

    with CaptureQueriesContext(connection) as queries:
        PAGES["month"](outlook)

    assert len(queries) == 1
    assert "2027-01-01" in queries[0]["sql"]  # the end of the day after this month's last
    assert "2027-01-30" not in queries[0]["sql"]
