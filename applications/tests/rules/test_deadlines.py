from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from applications.choices import Unit
from applications.rules.deadlines import fiction_of_delivery, plus, raw_end, roll, term_end
from scheduling.rules.holidays import is_day_off

WARSAW = ZoneInfo("Europe/Warsaw")
DAYS = st.dates(date(2019, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("event", "count", "unit", "last"),
    [
        ("2020-09-21", 7, Unit.DAY, "2020-09-28"),
        ("2020-10-25", 7, Unit.DAY, "2020-11-02"),  # the clocks went back; 1 November is a holiday
        ("2020-12-11", 14, Unit.DAY, "2020-12-28"),
        ("2024-12-10", 14, Unit.DAY, "2024-12-24"),  # not yet a holiday
        ("2025-12-10", 14, Unit.DAY, "2025-12-29"),
        ("2026-05-21", 14, Unit.DAY, "2026-06-05"),  # Corpus Christi
        ("2026-04-27", 60, Unit.DAY, "2026-06-26"),
        ("2020-01-31", 1, Unit.MONTH, "2020-03-02"),
        ("2020-08-31", 1, Unit.MONTH, "2020-09-30"),
        ("2020-10-01", 1, Unit.MONTH, "2020-11-02"),
        ("2020-11-30", 3, Unit.MONTH, "2021-03-01"),
        ("2025-08-31", 6, Unit.MONTH, "2026-03-02"),
    ],
)
def test_a_term_ends_as_article_57_says(event: str, count: int, unit: Unit, last: str) -> None:
    assert term_end(date.fromisoformat(event), count=count, unit=unit) == date.fromisoformat(last)


@pytest.mark.parametrize(
    ("event", "count", "unit", "last"),
    [
        ("2026-10-05", 1, Unit.DAY, "2026-10-06"),
        ("2026-10-05", 2, Unit.WEEK, "2026-10-19"),
        ("2026-11-30", 1, Unit.MONTH, "2026-12-30"),
        ("2026-12-01", 1, Unit.MONTH, "2027-01-01"),
        ("2026-12-31", 2, Unit.MONTH, "2027-02-28"),
        ("2027-12-31", 2, Unit.MONTH, "2028-02-29"),
        ("2026-01-15", 11, Unit.MONTH, "2026-12-15"),
        ("2026-01-15", 12, Unit.MONTH, "2027-01-15"),
        ("2024-02-29", 1, Unit.YEAR, "2025-02-28"),
        ("2024-02-29", 4, Unit.YEAR, "2028-02-29"),
        ("2026-10-05", 2, Unit.YEAR, "2028-10-05"),
    ],
)
def test_the_length_of_a_term_alone_does_not_look_at_the_day(
    event: str, count: int, unit: Unit, last: str
) -> None:
    assert raw_end(date.fromisoformat(event), count=count, unit=unit) == date.fromisoformat(last)


@pytest.mark.parametrize(
    ("on", "to"),
    [
        ("2026-10-09", "2026-10-09"),  # a Friday
        ("2026-10-10", "2026-10-12"),
        ("2026-10-11", "2026-10-12"),
        ("2026-10-12", "2026-10-12"),
        ("2027-12-24", "2027-12-27"),  # Friday; two holidays at the weekend
        ("2020-12-24", "2020-12-24"),
        ("2021-05-01", "2021-05-04"),  # Saturday, Sunday, and the third of May
        ("1989-07-22", "1989-07-24"),  # a Saturday, when holidays were others
        ("1988-07-22", "1988-07-22"),
        ("1990-01-01", "1990-01-02"),
        ("9999-12-31", "9999-12-31"),
    ],
)
def test_an_end_moves_to_the_next_day_that_is_neither_a_saturday_nor_free(on: str, to: str) -> None:
    assert roll(date.fromisoformat(on)) == date.fromisoformat(to)


def test_a_letter_nobody_takes_is_deemed_delivered_after_fourteen_days_whatever_the_day() -> None:
    assert fiction_of_delivery(date(2026, 10, 3)) == date(2026, 10, 17)  # a Saturday, and it stays one


@pytest.mark.parametrize("count", [0, -1])
@pytest.mark.parametrize("unit", Unit)
def test_a_term_has_a_length(count: int, unit: Unit) -> None:
    with pytest.raises(ValueError, match="has a length"):
        term_end(date(2026, 10, 5), count=count, unit=unit)


@pytest.mark.parametrize(
    ("count", "unit"),
    [(1, Unit.DAY), (10**12, Unit.DAY), (1, Unit.WEEK), (1, Unit.MONTH), (1, Unit.YEAR), (10**9, Unit.YEAR)],
)
def test_a_term_that_ends_after_the_calendar_is_refused(count: int, unit: Unit) -> None:
    with pytest.raises(ValueError, match="calendar ends"):
        term_end(date.max, count=count, unit=unit)


def test_the_last_day_of_the_calendar_can_be_the_end() -> None:
    assert plus(date(9999, 12, 30), 1) == date.max
    assert term_end(date(9999, 11, 30), count=31, unit=Unit.DAY) == date.max
    assert raw_end(date(9998, 12, 31), count=1, unit=Unit.YEAR) == date.max


@given(event=DAYS, count=st.integers(1, 800))
@example(event=date(2026, 3, 28), count=2)  # the night of 29 March is an hour short
@example(event=date(2026, 10, 24), count=2)  # that of 25 October an hour long
def test_days_are_counted_on_the_calendar_and_not_in_hours(event: date, count: int) -> None:
    noon = datetime(event.year, event.month, event.day, 12, tzinfo=WARSAW)

    days = [(noon + timedelta(days=number)).date() for number in range(1, count + 1)]

    assert raw_end(event, count=count, unit=Unit.DAY) == days[-1]
    assert len(set(days)) == count


@given(event=DAYS, count=st.integers(1, 40), unit=st.sampled_from(Unit))
def test_a_term_ends_on_a_working_day_and_no_earlier_one_was_left_over(
    event: date, count: int, unit: Unit
) -> None:
    raw, last = raw_end(event, count=count, unit=unit), term_end(event, count=count, unit=unit)

    between = [raw + timedelta(days=number) for number in range((last - raw).days)]

    assert event < raw <= last
    assert not _is_off(last)
    assert all(_is_off(day) for day in between)


@given(event=DAYS, count=st.integers(1, 40), unit=st.sampled_from(Unit))
def test_a_longer_term_and_a_later_event_never_end_sooner(event: date, count: int, unit: Unit) -> None:
    last = term_end(event, count=count, unit=unit)

    assert term_end(event, count=count + 1, unit=unit) >= last
    assert term_end(event + timedelta(days=1), count=count, unit=unit) >= last


def _is_off(day: date) -> bool:
    return day.isoweekday() >= 6 or is_day_off(day)
