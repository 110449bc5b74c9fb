from datetime import date

import pytest

from applications.rules.opinions import is_too_young


@pytest.mark.parametrize(
    ("filed_on", "is_young"),
    [
        pytest.param(date(2026, 5, 16), True, id="the-day-before"),
        pytest.param(date(2026, 5, 17), False, id="thirteenth-birthday"),
        pytest.param(date(2026, 4, 30), True, id="a-month-before"),
        pytest.param(date(2027, 1, 1), False, id="the-year-after"),
    ],
)
def test_nobody_is_asked_of_a_child_under_13(filed_on: date, is_young: bool) -> None:
    assert is_too_young(date(2013, 5, 17), filed_on=filed_on) == is_young
