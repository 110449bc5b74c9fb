"""Times and worlds that several tests speak of."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import settings
from hypothesis import strategies as st

from scheduling.rules.intervals import Interval

WARSAW = ZoneInfo("Europe/Warsaw")
KATHMANDU = ZoneInfo("Asia/Kathmandu")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
MINUTE, FIVE, QUARTER, HALF, HOUR = (timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60))

bounded = settings(max_examples=200, deadline=None, database=None)


def at(clock: str) -> datetime:
    """Read "09:00" as a time in UTC on a day like any other."""
    return datetime.fromisoformat(f"2026-03-02T{clock}:00+00:00")


def spans(text: str) -> list[Interval]:
    """Read "09:00-10:00 11:00-12:00" as intervals, so that a case fits on a line."""
    return [Interval(*map(at, span.split("-"))) for span in text.split()]


def utc(text: str) -> datetime:
    """Read "2026-03-29 01:00" as a time in UTC."""
    return datetime.fromisoformat(f"{text}+00:00")


def period(first: str, last: str) -> Interval:
    return Interval(utc(first), utc(last))


def between_cells(start: datetime, *, days: int, longest: int) -> st.SearchStrategy[Interval]:
    """Any interval on multiples of five minutes that begins in those days."""
    return st.builds(
        lambda first, length: Interval.starting(start + first * FIVE, length=length * FIVE),
        st.integers(0, days * 288 - 1),
        st.integers(1, longest),
    )


def as_cells(intervals: list[Interval]) -> set[datetime]:
    """Every five minutes that lie in one of the intervals: slow, and plainly right."""
    return {
        interval.start + number * FIVE for interval in intervals for number in range(interval.length // FIVE)
    }


def in_utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)
