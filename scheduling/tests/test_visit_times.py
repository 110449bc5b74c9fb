"""How days are written on pages."""

from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from scheduling.templatetags.visit_times import plain_day


@pytest.mark.parametrize("_again", range(2))
def test_a_day_is_written_in_the_language_of_the_page_whatever_was_asked_before(_again: int) -> None:
    said = {}
    for language in ("en", "pl", "ru"):
        with override(language):
            said[language] = plain_day(date(1990, 3, 27))

    assert said == {"en": "27 March 1990", "pl": "27 marca 1990", "ru": "27 марта 1990\xa0г."}


def test_of_a_moment_its_own_day_is_written() -> None:
    with override("en"):
        assert plain_day(datetime(2026, 12, 1, 23, 59, tzinfo=UTC)) == "1 December 2026"
