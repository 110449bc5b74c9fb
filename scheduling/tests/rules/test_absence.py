from datetime import UTC, datetime, timedelta

import pytest

from scheduling.rules.intervals import Interval
from scheduling.rules.queue.absence import did_not_come
from scheduling.rules.queue.arrivals import ArrivalRule

TEN = datetime(2026, 12, 7, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
RULE = ArrivalRule(early=30, late=10, missed=20, reopen=10)


def minutes(number: int) -> datetime:
    return TEN + number * MINUTE


@pytest.mark.parametrize(
    ("at", "last_came", "missed"),
    [
        pytest.param(20, 0, True, id="the-minute-it-is-over"),
        pytest.param(19, 0, False, id="a-minute-before"),
        pytest.param(20, -30, True, id="somebody-came-when-check-in-opened"),
        pytest.param(20, -31, False, id="the-last-came-before-check-in-opened"),
        pytest.param(20, None, False, id="nobody-came-all-day"),
    ],
)
def test_somebody_did_not_come_where_others_did(at: int, last_came: int | None, *, missed: bool) -> None:
    came = None if last_came is None else minutes(last_came)

    assert did_not_come(TEN, RULE, [], last_came=came, at=minutes(at)) is missed


@pytest.mark.parametrize(("last_came", "missed"), [(-11, False), (-10, True)])
def test_after_a_break_check_in_opens_later(last_came: int, *, missed: bool) -> None:
    pause = Interval(minutes(-60), TEN)

    found = did_not_come(TEN, RULE, [pause], last_came=minutes(last_came), at=minutes(30))

    assert found is missed
