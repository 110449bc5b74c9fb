from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.rules.masks import (
    EPOCH,
    between,
    cell_from,
    cells,
    grid,
    mask,
    runs,
    starts,
    time_of,
    whole_cells,
)
from scheduling.tests.rules.examples import FIVE, QUARTER, bounded, period, utc


def bits(text: str) -> int:
    """Read "1.11" as a mask whose first bit is set, whose second is not, and so on."""
    return sum(1 << number for number, character in enumerate(text) if character == "1")


def test_cells_are_counted_from_1970_in_five_minutes() -> None:
    assert cells(period("1970-01-01 00:05", "1970-01-01 00:15")) == (1, 3)
    assert cells(period("2026-03-29 01:00", "2026-03-29 01:05")) == (5_915_820, 5_915_821)
    assert time_of(5_915_820) == utc("2026-03-29 01:00")


@pytest.mark.parametrize(
    ("first", "last"),
    [("2026-03-29 01:01", "2026-03-29 01:05"), ("2026-03-29 01:00", "2026-03-29 01:04")],
)
def test_cells_are_whole(first: str, last: str) -> None:
    with pytest.raises(ValueError, match="multiple of five minutes"):
        cells(period(first, last))


def test_a_length_has_whole_cells() -> None:
    assert whole_cells(QUARTER) == 3
    with pytest.raises(ValueError, match="multiple of five minutes"):
        whole_cells(QUARTER + timedelta.resolution)


@pytest.mark.parametrize(
    ("at", "cell"),
    [
        pytest.param(EPOCH + FIVE, 1, id="on-a-cell"),
        pytest.param(EPOCH + FIVE - timedelta.resolution, 1, id="just-before-it"),
        pytest.param(EPOCH + FIVE + timedelta.resolution, 2, id="just-after-it"),
        pytest.param(EPOCH - FIVE, -1, id="before-1970"),
    ],
)
def test_the_first_cell_from_a_time_starts_then_or_later(at: datetime, cell: int) -> None:
    assert cell_from(at) == cell


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        pytest.param([(102, 104)], "..11", id="inside"),
        pytest.param([(98, 101)], "1", id="over-the-start"),
        pytest.param([(108, 112)], "........11", id="over-the-end"),
        pytest.param([(90, 120)], "1111111111", id="over-all-of-it"),
        pytest.param([(90, 100), (110, 120)], "", id="outside"),
        pytest.param([(106, 107), (101, 103), (102, 105)], ".1111.1", id="in-any-order"),
        pytest.param([(102, 104), (102, 104)], "..11", id="twice"),
    ],
)
def test_a_mask_has_a_bit_for_each_cell(spans: list[tuple[int, int]], expected: str) -> None:
    assert mask(spans, anchor=100, size=10) == bits(expected)


@bounded
@given(
    anchor=st.integers(5_000_000, 5_003_000),
    size=st.integers(0, 5000),
    spans=st.lists(st.tuples(st.integers(4_998_000, 5_010_000), st.integers(1, 2500)), max_size=8),
)
def test_a_mask_is_its_cells(anchor: int, size: int, spans: list[tuple[int, int]]) -> None:
    expected = {cell for first, length in spans for cell in range(first, first + length)}

    found = mask([(first, first + length) for first, length in spans], anchor=anchor, size=size)

    assert {anchor + number for number in range(found.bit_length()) if found >> number & 1} == {
        cell for cell in expected if anchor <= cell < anchor + size
    }


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        (1, "1111.111111..1"),
        (2, "111..11111"),
        (3, "11...1111"),
        (4, "1....111"),
        (5, ".....11"),
        (6, ".....1"),
        (7, ""),
    ],
)
def test_runs_are_where_so_many_bits_follow(length: int, expected: str) -> None:
    assert runs(bits("1111.111111..1"), length) == bits(expected)


@pytest.mark.parametrize(
    ("opening", "step", "expected"),
    [
        pytest.param("1111111111", 1, "1111111111", id="every-cell"),
        pytest.param("1111111111", 3, "1..1..1..1", id="every-third-cell"),
        pytest.param(".1111111111", 9, ".1........1", id="the-last-cell"),
        pytest.param("1111111111", 10, "1", id="beyond-the-last-cell"),
        pytest.param("1111..11111", 3, "1..1..1..1", id="two-openings"),
        pytest.param("11111.11111", 2, "1.1.1.1.1.1", id="a-grid-of-its-own-each"),
        pytest.param("11111.11111", 3, "1..1..1..1", id="no-hop-over-a-gap"),
        pytest.param("111.1111", 2, "1.1.1.1", id="no-hop-onto-another-grid"),
        pytest.param("1111.11111", 4, "1....1...1", id="no-hop-from-one-into-the-next"),
        pytest.param("", 3, "", id="closed"),
    ],
)
def test_the_grid_begins_with_each_opening(opening: str, step: int, expected: str) -> None:
    assert grid(bits(opening), step) == bits(expected)


@pytest.mark.parametrize(
    ("opening", "taken", "expected"),
    [
        pytest.param("111111111", "", "1..1..1", id="all-free"),
        pytest.param("111111111", "...111", "1.....1", id="the-middle-taken"),
        pytest.param("111111111", "....1", "1.....1", id="a-cell-taken"),
        pytest.param("11111111.111", "", "1..1.....1", id="too-short-at-the-end"),
        pytest.param("11", "", "", id="too-short"),
    ],
)
def test_a_visit_of_three_cells_starts_every_three(opening: str, taken: str, expected: str) -> None:
    assert starts(bits(opening), bits(taken), cells=3, step_cells=3) == bits(expected)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 8, "11111111"),
        (2, 5, "..111"),
        (-3, 2, "11"),
        (6, 20, "......11"),
        (5, 5, ""),
        (5, 2, ""),
        (-5, -2, ""),
        (8, 9, ""),
    ],
)
def test_between_leaves_the_bits_from_low_up_to_high(low: int, high: int, expected: str) -> None:
    assert between(bits("11111111"), low, high) == bits(expected)
