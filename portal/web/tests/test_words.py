from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from portal.web import words


@pytest.mark.parametrize(("language", "weekday"), [("pl", "wtorek"), ("en", "Tuesday"), ("ru", "вторник")])
def test_a_weekday_is_written_as_in_the_middle_of_a_sentence(language: str, weekday: str) -> None:
    with translation.override(language):
        assert words.day(date(2026, 12, 8)).split()[0].strip(",") == weekday


def test_a_moment_is_told_on_the_clock_of_its_zone() -> None:
    at = datetime(2026, 12, 7, 23, 30, tzinfo=UTC)

    with translation.override("en"):
        assert words.moment(at, ZoneInfo("Europe/Warsaw")) == "Tuesday 8 December 2026 at 00:30"
        assert words.clock(at, ZoneInfo("America/New_York")) == "18:30"
