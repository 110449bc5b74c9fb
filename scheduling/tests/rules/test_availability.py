from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.rules.availability import bookable, openings
from scheduling.rules.hours import Weekly, occurrences
from scheduling.rules.intervals import Interval
from scheduling.tests.rules.examples import (
    FIVE,
    HALF,
    HOUR,
    MINUTE,
    QUARTER,
    WARSAW,
    as_cells,
    at,
    between_cells,
    bounded,
    period,
    spans,
    utc,
)

MIDNIGHT = at("00:00")
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


@pytest.mark.parametrize(
    ("duties", "blocks", "taken", "step", "slots"),
    [
        pytest.param(
            "09:00-10:00", "", "", QUARTER, "09:00-09:30 09:15-09:45 09:30-10:00", id="starts-every-step"
        ),
        pytest.param(
            "09:00-11:00", "", "", HOUR, "09:00-09:30 10:00-10:30", id="a-step-longer-than-the-visit"
        ),
        pytest.param(
            "09:00-09:45 09:45-10:00", "", "", HALF, "09:00-09:30 09:30-10:00", id="two-duties-that-touch"
        ),
        pytest.param("09:00-09:20", "", "", HALF, "", id="too-short-for-anyone"),
        pytest.param("09:00-09:30", "", "", HALF, "09:00-09:30", id="just-long-enough"),
        pytest.param(
            "14:00-17:00",
            "15:00-16:00",
            "",
            HALF,
            "14:00-14:30 14:30-15:00 16:00-16:30 16:30-17:00",
            id="a-visit-ends-at-15:00-and-one-starts-at-16:00",
        ),
        pytest.param(
            "14:50-16:50",
            "15:00-16:00",
            "",
            HALF,
            "16:00-16:30",
            id="the-grid-begins-again-after-a-block",
        ),
        pytest.param(
            "09:00-11:00",
            "",
            "09:40-09:50",
            HALF,
            "09:00-09:30 10:00-10:30 10:30-11:00",
            id="the-grid-stays-when-a-visit-is-booked",
        ),
        pytest.param(
            "09:00-10:30", "", "09:30-10:00", HALF, "09:00-09:30 10:00-10:30", id="visits-may-touch"
        ),
        pytest.param(
            "09:00-10:30",
            "",
            "09:35-09:55 09:30-09:40",
            HALF,
            "09:00-09:30 10:00-10:30",
            id="taken-twice-by-mistake",
        ),
        pytest.param("09:00-10:00", "08:00-11:00", "", HALF, "", id="all-blocked"),
        pytest.param("09:00-10:00", "", "08:00-11:00", HALF, "", id="all-taken"),
        pytest.param("", "", "", HALF, "", id="nobody-on-duty"),
    ],
)
def test_bookable_slots(duties: str, blocks: str, taken: str, step: timedelta, slots: str) -> None:
    offered = bookable(
        spans(duties), spans(blocks), spans(taken), length=HALF, step=step, not_before=MIDNIGHT
    )

    assert offered == spans(slots)


def test_no_slot_starts_before_the_notice_we_ask_for() -> None:
    duties = spans("09:00-10:30")

    just = bookable(duties, [], [], length=HALF, step=HALF, not_before=at("09:30"))
    late = bookable(duties, [], [], length=HALF, step=HALF, not_before=at("09:30") + timedelta.resolution)

    assert just == spans("09:30-10:00 10:00-10:30")
    assert late == spans("10:00-10:30")


def test_no_slot_starts_at_the_end_of_what_is_open_or_later() -> None:
    duties = spans("09:00-10:30")

    just = bookable(
        duties, [], [], length=HALF, step=HALF, not_before=MIDNIGHT, not_after=at("09:30") + MINUTE
    )
    late = bookable(duties, [], [], length=HALF, step=HALF, not_before=MIDNIGHT, not_after=at("09:30"))

    assert just == spans("09:00-09:30 09:30-10:00")
    assert late == spans("09:00-09:30")


def test_openings_are_duties_less_blocks() -> None:
    assert openings(spans("14:00-15:30 15:30-17:00"), spans("15:00-16:00")) == spans(
        "14:00-15:00 16:00-17:00"
    )


@pytest.mark.parametrize(("length", "step"), [(timedelta(), HALF), (HALF, timedelta()), (-HALF, HALF)])
def test_lengths_are_longer_than_nothing(length: timedelta, step: timedelta) -> None:
    with pytest.raises(ValueError, match="longer than nothing"):
        bookable(spans("09:00-10:00"), [], [], length=length, step=step, not_before=MIDNIGHT)


@pytest.mark.parametrize(
    ("on", "starts"),
    [
        pytest.param(SPRING, ["00:00", "01:00"], id="two-hours-on-the-clock-are-one"),
        pytest.param(AUTUMN, ["23:00", "00:00", "01:00", "02:00"], id="three-hours-on-the-clock-are-four"),
    ],
)
def test_visits_in_the_night_the_clocks_change_are_of_full_length(on: date, starts: list[str]) -> None:
    night = Weekly(frozenset({7}), time(1), time(4), on)
    duties = occurrences(night, zone=WARSAW, first=on, last=on)

    offered = bookable(
        duties, [], [], length=HOUR, step=HOUR, not_before=duties[0].start, not_after=duties[0].end
    )

    assert [f"{slot.start:%H:%M}" for slot in offered] == starts
    assert {slot.length for slot in offered} == {HOUR}


def test_a_blocked_hour_blocks_both_its_turns_in_autumn() -> None:
    night = Weekly(frozenset({7}), time(1), time(4), AUTUMN)
    window = Weekly(frozenset({7}), time(2), time(3), AUTUMN)
    duties, blocks = (occurrences(hours, zone=WARSAW, first=AUTUMN, last=AUTUMN) for hours in (night, window))

    offered = bookable(duties, blocks, [], length=HOUR, step=HOUR, not_before=duties[0].start)

    assert offered == [
        period("2026-10-24 23:00", "2026-10-25 00:00"),
        period("2026-10-25 02:00", "2026-10-25 03:00"),
    ]


START = utc("2026-10-24 12:00")
anywhere = between_cells(START, days=1, longest=100)
visits = between_cells(START, days=1, longest=12)
minutes = st.integers(-60, 36 * 60).map(lambda number: START + number * MINUTE)


@bounded
@given(
    duties=st.lists(anywhere, max_size=4),
    blocks=st.lists(visits, max_size=3),
    taken=st.lists(visits, max_size=6),
    length=st.integers(1, 24),
    step=st.integers(1, 24),
    not_before=minutes,
    not_after=st.none() | minutes,
)
def test_a_start_is_offered_if_and_only_if_nothing_speaks_against_it(
    *,
    duties: list[Interval],
    blocks: list[Interval],
    taken: list[Interval],
    length: int,
    step: int,
    not_before: datetime,
    not_after: datetime | None,
) -> None:
    opened = as_cells(duties) - as_cells(blocks)
    free = opened - as_cells(taken)

    def since_opening(start: datetime) -> int:
        number = 0
        while start - (number + 1) * FIVE in opened:
            number += 1
        return number

    expected = [
        start
        for start in sorted(opened)
        if all(start + number * FIVE in free for number in range(length))
        and since_opening(start) % step == 0
        and start >= not_before
        and (not_after is None or start < not_after)
    ]

    offered = bookable(
        duties,
        blocks,
        taken,
        length=length * FIVE,
        step=step * FIVE,
        not_before=not_before,
        not_after=not_after,
    )

    assert offered == [Interval.starting(start, length=length * FIVE) for start in expected]
