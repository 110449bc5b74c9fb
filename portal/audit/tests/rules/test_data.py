from datetime import UTC, date, datetime
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from portal.audit.rules.data import plain


class Colour(StrEnum):
    RED = "red"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("held", "held"),
        (Colour.RED, "red"),
        (3, 3),
        (True, True),
        (None, None),
        (date(2026, 3, 2), "2026-03-02"),
        (datetime(2026, 3, 2, 10, tzinfo=ZoneInfo("Europe/Warsaw")), "2026-03-02T09:00:00+00:00"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (("a", [datetime(2026, 3, 2, tzinfo=UTC)]), ["a", ["2026-03-02T00:00:00+00:00"]]),
    ],
)
def test_data_are_written_as_json_gives_them_back(value: object, written: object) -> None:
    assert plain({"key": value}) == {"key": written}


@pytest.mark.parametrize("value", [1.5, object(), {"nested": 1}, b"bytes", [1.5]])
def test_other_values_are_refused(value: object) -> None:
    with pytest.raises(TypeError, match="ids, codes, counts and times, not a"):
        plain({"key": value})


@pytest.mark.parametrize("value", ["visitor@example.test", ["visitor@example.test"]])
def test_an_address_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="no e-mail address"):
        plain({"key": value})
