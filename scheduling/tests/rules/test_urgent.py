from datetime import date, timedelta

import pytest

from scheduling.rules.urgent import FARTHEST, NotUrgent, may_ask

TODAY = date(2026, 12, 1)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("term_on", "first_free_on", "reasons"),
    [
        pytest.param(TODAY, None, set(), id="ends-today"),
        pytest.param(TODAY - DAY, None, {NotUrgent.OVER}, id="ended-yesterday"),
        pytest.param(TODAY + FARTHEST, None, set(), id="a-year-ahead"),
        pytest.param(TODAY + FARTHEST + DAY, None, {NotUrgent.FAR}, id="more-than-a-year-ahead"),
        pytest.param(TODAY + 6 * DAY, TODAY + 7 * DAY, set(), id="ends-the-day-before"),
        pytest.param(TODAY + 7 * DAY, TODAY + 7 * DAY, {NotUrgent.IN_TIME}, id="free-on-the-last-day"),
        pytest.param(TODAY + 8 * DAY, TODAY + 7 * DAY, {NotUrgent.IN_TIME}, id="free-the-day-before"),
        pytest.param(TODAY, TODAY, {NotUrgent.IN_TIME}, id="free-today"),
        pytest.param(TODAY - DAY, TODAY - DAY, {NotUrgent.OVER}, id="what-was-free-yesterday-counts-no-more"),
        pytest.param(
            TODAY + FARTHEST + DAY, TODAY, {NotUrgent.FAR, NotUrgent.IN_TIME}, id="every-reason-is-told"
        ),
    ],
)
def test_a_supervisor_is_asked_only_where_the_term_ends_before_the_first_free_time(
    term_on: date, first_free_on: date | None, reasons: set[NotUrgent]
) -> None:
    assert may_ask(term_on, today=TODAY, first_free_on=first_free_on) == reasons
