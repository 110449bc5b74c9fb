from dataclasses import FrozenInstanceError, fields
from datetime import date, time, timedelta

import pytest

from scheduling.rules.booking import ServiceTerms
from scheduling.rules.hours import ClosedDays, Weekly
from scheduling.rules.offers import CounterTime, DayOffer, Offer, Visit
from scheduling.rules.release import Release
from scheduling.tests.rules.examples import FIVE, at, spans

DAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    "value",
    [
        spans("09:00-10:00")[0],
        Weekly(frozenset({1}), time(9), time(10), DAY),
        ClosedDays(DAY, DAY),
        Release(days_ahead=1, opens_at=time(9), notice=timedelta()),
        ServiceTerms(public=True, valid_from=DAY, valid_to=None, needs_case_number=False),
        CounterTime(1, (), ()),
        Visit(FIVE, FIVE, not_before=at("09:00")),
        DayOffer(1, at("09:00")),
        Offer(at("09:00"), at("09:05"), (1,)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_value_stays_what_it_is(value: object) -> None:
    assert {value, value} == {value}
    with pytest.raises(FrozenInstanceError):
        setattr(value, fields(value)[0].name, None)  # type: ignore[arg-type] # they are all dataclasses
