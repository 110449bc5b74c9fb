from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.rules.availability import bookable
from scheduling.rules.hours import midnight
from scheduling.rules.intervals import Interval
from scheduling.rules.offers import CounterTime, DayOffer, Offer, Visit, day_times, may_start, month
from scheduling.rules.parties import rounds
from scheduling.tests.rules.examples import (
    FIVE,
    HALF,
    HOUR,
    KATHMANDU,
    LORD_HOWE,
    MINUTE,
    WARSAW,
    at,
    between_cells,
    bounded,
    spans,
)

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
VISIT = Visit(HALF, HALF, not_before=at("00:00"))


def counter(key: int, duties: str, taken: str = "") -> CounterTime[int]:
    return CounterTime.of(key, duties=spans(duties), taken=spans(taken))


def test_a_month_counts_each_time_once_however_many_counters_are_free() -> None:
    counters = [
        counter(1, "09:00-10:00", "09:00-09:30"),
        counter(2, "09:15-10:15"),
        counter(3, "09:30-10:00"),
    ]

    offers = month(counters, [], visit=VISIT, days=[MONDAY, TUESDAY], zone=WARSAW)

    assert offers == {MONDAY: DayOffer(3, at("09:15"))}


def test_a_day_names_the_counters_that_are_free_in_the_order_given() -> None:
    counters = [
        counter(3, "09:30-10:00"),
        counter(1, "09:00-10:00", "09:00-09:30"),
        counter(2, "09:00-10:00"),
    ]

    offers = day_times(counters, [], visit=VISIT, on=MONDAY, zone=WARSAW)

    assert offers == [
        Offer(at("09:00"), at("09:30"), (2,)),
        Offer(at("09:30"), at("10:00"), (3, 1, 2)),
    ]
    assert day_times(counters, [], visit=VISIT, on=TUESDAY, zone=WARSAW) == []


def test_a_block_is_for_all_counters_and_the_grid_begins_again_after_it() -> None:
    counters = [counter(1, "14:00-17:00"), counter(2, "14:15-16:30")]

    offers = day_times(counters, spans("15:00-16:00"), visit=VISIT, on=MONDAY, zone=WARSAW)

    assert offers == [
        Offer(at("14:00"), at("14:30"), (1,)),
        Offer(at("14:15"), at("14:45"), (2,)),
        Offer(at("14:30"), at("15:00"), (1,)),
        Offer(at("16:00"), at("16:30"), (1, 2)),
        Offer(at("16:30"), at("17:00"), (1,)),
    ]


def test_a_visit_longer_than_its_step_starts_every_step() -> None:
    visit = Visit(HOUR, HALF, not_before=at("09:01"), not_after=at("10:30"))

    offers = day_times([counter(1, "09:00-12:00")], [], visit=visit, on=MONDAY, zone=WARSAW)

    assert offers == [Offer(at("09:30"), at("10:30"), (1,)), Offer(at("10:00"), at("11:00"), (1,))]


def test_the_time_that_a_visit_has_is_not_offered_as_another_at_any_counter() -> None:
    counters = [counter(1, "09:00-10:30"), counter(2, "09:00-10:30")]
    visit = Visit(HALF, HALF, not_before=at("00:00"), present=at("09:30"))

    offers = day_times(counters, [], visit=visit, on=MONDAY, zone=WARSAW)

    assert offers == [Offer(at("09:00"), at("09:30"), (1, 2)), Offer(at("10:00"), at("10:30"), (1, 2))]
    days = month(counters, [], visit=visit, days=[MONDAY, TUESDAY], zone=WARSAW)
    assert days == {MONDAY: DayOffer(2, at("09:00"))}


def test_nor_is_it_where_the_day_begins_with_it() -> None:
    visit = Visit(HALF, HALF, not_before=at("00:00"), present=at("09:00"))

    offers = day_times([counter(1, "09:00-10:00")], [], visit=visit, on=MONDAY, zone=WARSAW)

    assert offers == [Offer(at("09:30"), at("10:00"), (1,))]


@pytest.mark.parametrize("present", ["08:30", "09:15", "10:00", "10:30"])
def test_a_present_time_that_is_no_start_of_the_day_takes_nothing_away(present: str) -> None:
    visit = Visit(HALF, HALF, not_before=at("00:00"), present=at(present))

    offers = month([counter(1, "09:00-10:00")], [], visit=visit, days=[MONDAY], zone=WARSAW)

    assert offers == {MONDAY: DayOffer(2, at("09:00"))}


@pytest.mark.parametrize("counters", [[], [CounterTime(1, [], [])]])
def test_where_nobody_is_on_duty_nothing_is_offered(counters: list[CounterTime[int]]) -> None:
    assert month(counters, spans("09:00-10:00"), visit=VISIT, days=[MONDAY], zone=WARSAW) == {}
    assert day_times(counters, spans("09:00-10:00"), visit=VISIT, on=MONDAY, zone=WARSAW) == []


def test_an_hour_that_comes_twice_is_offered_twice() -> None:
    night = Interval(midnight(date(2026, 10, 25), WARSAW), midnight(date(2026, 10, 26), WARSAW))
    visit = Visit(HOUR, HOUR, not_before=night.start)
    counters = [CounterTime.of(1, duties=[night], taken=[])]

    offers = day_times(counters, [], visit=visit, on=date(2026, 10, 25), zone=WARSAW)

    assert len(offers) == 25
    assert [f"{offer.start.astimezone(WARSAW):%H}" for offer in offers[:5]] == ["00", "01", "02", "02", "03"]


@pytest.mark.parametrize(
    ("length", "step", "message"),
    [
        (timedelta(), FIVE, "longer than nothing"),
        (FIVE, timedelta(), "longer than nothing"),
        (-FIVE, FIVE, "longer than nothing"),
        (FIVE + MINUTE, FIVE, "multiple of five minutes"),
        (FIVE, FIVE + MINUTE, "multiple of five minutes"),
    ],
)
def test_a_visit_is_a_multiple_of_five_minutes(length: timedelta, step: timedelta, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Visit(length, step, not_before=at("00:00"))


@pytest.mark.parametrize(("duties", "taken"), [("09:01-10:00", ""), ("09:00-10:00", "09:00-09:14")])
def test_a_counter_is_open_and_taken_in_multiples_of_five_minutes(duties: str, taken: str) -> None:
    with pytest.raises(ValueError, match="multiple of five minutes"):
        counter(1, duties, taken)


def test_a_block_is_a_multiple_of_five_minutes() -> None:
    with pytest.raises(ValueError, match="multiple of five minutes"):
        month([counter(1, "09:00-10:00")], spans("09:01-09:05"), visit=VISIT, days=[MONDAY], zone=WARSAW)


@dataclass(frozen=True)
class World:
    """An office over three days, in the middle of which the clocks may change."""

    zone: ZoneInfo
    days: list[date]
    counters: list[tuple[list[Interval], list[Interval]]]
    blocks: list[Interval]
    visit: Visit


NIGHTS = [
    (WARSAW, date(2026, 3, 29)),
    (WARSAW, date(2026, 10, 25)),
    (WARSAW, date(2026, 12, 1)),
    (KATHMANDU, date(2026, 6, 1)),
    (LORD_HOWE, date(2026, 4, 5)),
    (LORD_HOWE, date(2026, 10, 4)),
]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    zone, night = draw(st.sampled_from(NIGHTS))
    days = [night + timedelta(days=number) for number in (-1, 0, 1)]
    start = midnight(days[0], zone)
    shifts = st.lists(between_cells(start - HOUR, days=3, longest=150), max_size=4)
    visits = st.lists(between_cells(start, days=3, longest=24), max_size=8)
    moments = st.integers(-90, 4 * 24 * 60).map(lambda number: start + number * MINUTE)
    visit = Visit(
        length=draw(st.integers(1, 24)) * FIVE,
        step=draw(st.integers(1, 24)) * FIVE,
        not_before=draw(moments),
        not_after=draw(st.none() | moments),
    )
    counters = draw(st.lists(st.tuples(shifts, visits), max_size=3))
    return World(zone, days, counters, draw(visits), visit)


@bounded
@given(world=worlds())
def test_masks_offer_exactly_what_is_bookable(world: World) -> None:
    free: dict[datetime, list[int]] = defaultdict(list)
    for key, (duties, taken) in enumerate(world.counters):
        for slot in bookable(
            duties,
            world.blocks,
            taken,
            length=world.visit.length,
            step=world.visit.step,
            not_before=world.visit.not_before,
            not_after=world.visit.not_after,
        ):
            free[slot.start].append(key)
    of_day = {
        on: [start for start in sorted(free) if start.astimezone(world.zone).date() == on]
        for on in world.days
    }
    counters = [
        CounterTime.of(key, duties=duties, taken=taken) for key, (duties, taken) in enumerate(world.counters)
    ]

    offers = month(counters, world.blocks, visit=world.visit, days=world.days, zone=world.zone)
    times = {
        on: day_times(counters, world.blocks, visit=world.visit, on=on, zone=world.zone) for on in world.days
    }

    assert offers == {on: DayOffer(len(found), found[0]) for on, found in of_day.items() if found}
    assert times == {
        on: [Offer(start, start + world.visit.length, tuple(free[start])) for start in found]
        for on, found in of_day.items()
    }


@bounded
@given(world=worlds(), people=st.integers(2, 6))
def test_a_time_is_offered_to_a_party_if_the_counters_have_room_for_all(world: World, people: int) -> None:
    """Said by the plain rule: from the same start, each counter takes as many in a row as are bookable."""
    room: dict[datetime, dict[int, int]] = defaultdict(dict)
    for places in range(1, people + 1):
        for key, (duties, taken) in enumerate(world.counters):
            for slot in bookable(
                duties,
                world.blocks,
                taken,
                length=world.visit.length * places,
                step=world.visit.step,
                not_before=world.visit.not_before,
                not_after=world.visit.not_after,
            ):
                room[slot.start][key] = places
    fits = {start: found for start, found in room.items() if sum(found.values()) >= people}
    counters = [
        CounterTime.of(key, duties=duties, taken=taken) for key, (duties, taken) in enumerate(world.counters)
    ]
    visit = replace(world.visit, people=people)

    offers = month(counters, world.blocks, visit=visit, days=world.days, zone=world.zone)
    offered = [
        offer
        for on in world.days
        for offer in day_times(counters, world.blocks, visit=visit, on=on, zone=world.zone)
    ]

    on_days = {
        start: found for start, found in fits.items() if start.astimezone(world.zone).date() in world.days
    }
    assert {offer.start: offer.counters for offer in offered} == {
        start: tuple(sorted(found)) for start, found in on_days.items()
    }
    assert sum(offer.count for offer in offers.values()) == len(on_days)
    for offer in offered:
        turns = rounds(on_days[offer.start], people=people)
        assert offer.end == offer.start + visit.length * turns
        assert may_start(counters, world.blocks, visit=visit, start=offer.start) == on_days[offer.start]


def test_a_party_is_not_split_by_a_break() -> None:
    """Four in a row from 14:30 would still be there at 15:00, when nobody may be."""
    visit = Visit(HALF, HALF, not_before=at("00:00"), people=2)

    offers = day_times([counter(1, "14:00-17:00")], spans("15:00-16:00"), visit=visit, on=MONDAY, zone=WARSAW)

    assert [(offer.start, offer.end) for offer in offers] == [
        (span.start, span.end) for span in spans("14:00-15:00 16:00-17:00")
    ]
