from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from scheduling.rules.outcomes import Tally, may_correct, may_record, tally, total

WARSAW = ZoneInfo("Europe/Warsaw")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "may"),
    [
        pytest.param("2026-12-06T22:59", False, id="the-night-before"),
        pytest.param("2026-12-06T23:00", True, id="midnight-in-Warsaw"),
        pytest.param("2026-12-07T06:00", True, id="before-it-begins"),
        pytest.param("2026-12-07T08:00", True, id="as-it-begins"),
        pytest.param("2027-03-01T08:00", True, id="months-later"),
    ],
)
def test_an_outcome_is_written_down_from_the_local_day_of_the_visit_on(now: str, *, may: bool) -> None:
    assert may_record(at("2026-12-07T08:00"), at=at(now), zone=WARSAW) is may


@pytest.mark.parametrize(
    ("now", "may"),
    [
        pytest.param("2026-12-07T22:59", True, id="late-that-evening"),
        pytest.param("2026-12-07T23:00", False, id="midnight-in-Warsaw"),
        pytest.param("2026-12-06T22:59", False, id="the-day-before"),
    ],
)
def test_an_outcome_is_corrected_on_its_own_local_day(now: str, *, may: bool) -> None:
    assert may_correct(at("2026-12-06T23:30"), at=at(now), zone=WARSAW) is may


def test_a_tally_counts_what_was_in_vain_and_why() -> None:
    found = tally(40, [(None, 12), ("papers", 1), ("elsewhere", 3)])

    assert found == Tally(ended=40, recorded=16, in_vain=4, reasons={"elsewhere": 3, "papers": 1})
    assert list(found.reasons) == ["elsewhere", "papers"]
    assert found.share == 25.0


def test_an_outcome_that_is_known_before_the_end_counts_as_ended() -> None:
    assert tally(1, [("papers", 2)]) == Tally(ended=2, recorded=2, in_vain=2, reasons={"papers": 2})


def test_where_nothing_was_written_down_there_is_no_share() -> None:
    assert tally(1, []).share is None
    assert tally(1, [(None, 1)]).share == 0


def test_a_total_adds_up_and_puts_the_most_frequent_reason_first() -> None:
    found = total([tally(5, [("papers", 2)]), tally(7, [(None, 1), ("elsewhere", 3), ("papers", 2)])])

    assert found == Tally(ended=12, recorded=8, in_vain=7, reasons={"papers": 4, "elsewhere": 3})
    assert list(found.reasons) == ["papers", "elsewhere"]


def test_who_did_not_come_counts_as_an_outcome_and_not_as_in_vain() -> None:
    found = tally(10, [(None, 5), ("papers", 1)], missed=2)

    assert (found.recorded, found.in_vain, found.missed, found.share_missed) == (8, 1, 2, 20.0)


def test_where_nothing_ended_nobody_did_not_come() -> None:
    assert tally(0, []).share_missed is None


def test_those_who_did_not_come_are_summed() -> None:
    assert total([tally(4, [], missed=1), tally(6, [], missed=2)]).share_missed == 30.0
