from datetime import datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.rules.intervals import Interval, intersect, merge, overlapping, subtract
from scheduling.tests.rules.examples import HALF, HOUR, WARSAW, as_cells, at, between_cells, bounded, spans

some = st.lists(between_cells(at("00:00"), days=1, longest=60), max_size=6)


@pytest.mark.parametrize(
    ("given_spans", "blocks", "free"),
    [
        pytest.param("09:00-12:00", "", "09:00-12:00", id="nothing-blocked"),
        pytest.param("09:00-12:00", "10:00-11:00", "09:00-10:00 11:00-12:00", id="middle"),
        pytest.param("09:00-12:00", "08:00-10:00", "10:00-12:00", id="over-the-start"),
        pytest.param("09:00-12:00", "09:00-10:00", "10:00-12:00", id="from-the-start"),
        pytest.param("09:00-12:00", "11:00-13:00", "09:00-11:00", id="over-the-end"),
        pytest.param("09:00-12:00", "11:00-12:00", "09:00-11:00", id="to-the-end"),
        pytest.param("09:00-12:00", "09:00-12:00", "", id="all-of-it"),
        pytest.param("09:00-12:00", "12:00-13:00 08:00-09:00", "09:00-12:00", id="only-touching"),
        pytest.param("09:00-12:00", "10:30-11:00 10:00-10:45", "09:00-10:00 11:00-12:00", id="two-blocks"),
        pytest.param("13:00-15:00 09:00-12:00", "11:00-14:00", "09:00-11:00 14:00-15:00", id="two-spans"),
    ],
)
def test_subtract_leaves_what_is_in_a_span_and_in_no_block(given_spans: str, blocks: str, free: str) -> None:
    assert subtract(spans(given_spans), spans(blocks)) == spans(free)


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        pytest.param("09:00-12:00", "11:00-13:00", "11:00-12:00", id="a-part"),
        pytest.param("09:00-12:00", "12:00-13:00", "", id="only-touching"),
        pytest.param("09:00-10:00 11:00-12:00", "09:30-11:30", "09:30-10:00 11:00-11:30", id="two-parts"),
        pytest.param("09:00-10:00 10:00-11:00", "09:00-11:00", "09:00-11:00", id="merged"),
    ],
)
def test_intersect_leaves_what_is_in_both(one: str, other: str, both: str) -> None:
    assert intersect(spans(one), spans(other)) == spans(both)
    assert intersect(spans(other), spans(one)) == spans(both)


@pytest.mark.parametrize(
    ("given_spans", "merged"),
    [
        pytest.param("10:00-11:00 09:00-10:00", "09:00-11:00", id="touching"),
        pytest.param("09:00-12:00 10:00-11:00", "09:00-12:00", id="one-inside-the-other"),
        pytest.param("09:00-11:00 10:00-12:00", "09:00-12:00", id="overlapping"),
        pytest.param("09:00-10:00 11:00-12:00", "09:00-10:00 11:00-12:00", id="apart"),
    ],
)
def test_merge_spans_the_same_time_with_fewer_intervals(given_spans: str, merged: str) -> None:
    assert merge(spans(given_spans)) == spans(merged)


@pytest.mark.parametrize(
    ("span", "found"),
    [
        pytest.param("10:00-12:00", "", id="between-two-that-touch-it"),
        pytest.param("09:59-10:01", "09:00-10:00", id="one-minute-of-the-first"),
        pytest.param("11:00-12:01", "12:00-13:00", id="one-minute-of-the-second"),
        pytest.param("08:00-14:00", "09:00-10:00 12:00-13:00", id="around-both"),
        pytest.param("09:15-09:30", "09:00-10:00", id="inside-one"),
    ],
)
def test_overlapping_finds_those_that_share_time(span: str, found: str) -> None:
    assert overlapping(spans(span)[0], spans("09:00-10:00 12:00-13:00")) == spans(found)


@bounded
@given(one=some, other=some)
def test_time_is_neither_lost_nor_made(one: list[Interval], other: list[Interval]) -> None:
    assert as_cells(merge(one)) == as_cells(one)
    assert as_cells(subtract(one, other)) == as_cells(one) - as_cells(other)
    assert as_cells(intersect(one, other)) == as_cells(one) & as_cells(other)
    assert all(
        earlier.end < later.start
        for result in (merge(one), subtract(one, other), intersect(one, other))
        for earlier, later in pairwise(result)
    )


def test_intervals_that_touch_do_not_overlap() -> None:
    morning, noon = spans("09:00-12:00 12:00-13:00")

    assert not morning.overlaps(noon)
    assert not noon.overlaps(morning)


def test_intervals_that_share_a_minute_overlap() -> None:
    morning, noon = spans("09:00-12:01 12:00-13:00")

    assert morning.overlaps(noon)
    assert noon.overlaps(morning)


@pytest.mark.parametrize(
    ("outer", "covers"),
    [
        pytest.param("09:00-10:00", True, id="itself"),
        pytest.param("08:59-10:01", True, id="around-it"),
        pytest.param("09:01-10:00", False, id="starts-later"),
        pytest.param("09:00-09:59", False, id="ends-earlier"),
    ],
)
def test_an_interval_covers_what_lies_in_it(outer: str, *, covers: bool) -> None:
    outer_span, inner = spans(f"{outer} 09:00-10:00")

    assert outer_span.covers(inner) is covers


def test_an_interval_is_as_long_as_it_was_made() -> None:
    visit = Interval.starting(at("09:00"), length=HALF)

    assert visit == Interval(at("09:00"), at("09:30"))
    assert visit.length == HALF
    assert Interval(at("09:00"), at("10:00")).length == HOUR


@pytest.mark.parametrize("end", ["09:00", "08:59"])
def test_an_interval_ends_after_it_starts(end: str) -> None:
    with pytest.raises(ValueError, match="ends after it starts"):
        Interval(at("09:00"), at(end))


@pytest.mark.parametrize(
    ("start", "end"),
    [(at("09:00").astimezone(WARSAW), at("10:00")), (at("09:00"), at("10:00").astimezone(WARSAW))],
)
def test_an_interval_is_given_in_utc(start: datetime, end: datetime) -> None:
    with pytest.raises(ValueError, match="UTC"):
        Interval(start, end)
