from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.rules.parties import MOST_PEOPLE, Party, Seat, rounds, seats

START = datetime(2026, 12, 7, 8, tzinfo=UTC)
LENGTH = timedelta(minutes=30)

rooms = st.dictionaries(st.integers(1, 6), st.integers(1, MOST_PEOPLE), max_size=6)
people = st.integers(1, MOST_PEOPLE)


@pytest.mark.parametrize("number", [0, 7, -1])
def test_a_booking_is_for_one_to_six_people(number: int) -> None:
    with pytest.raises(ValueError, match="one to six"):
        Party(number)


@pytest.mark.parametrize("number", [1, 6])
def test_one_and_six_people_are_a_party(number: int) -> None:
    assert Party(number).people == number


@pytest.mark.parametrize(
    ("room", "party", "turns"),
    [
        pytest.param({1: 1}, 1, 1, id="alone"),
        pytest.param({1: 1}, 2, 0, id="no-room"),
        pytest.param({}, 1, 0, id="no-counter"),
        pytest.param({1: 4}, 4, 4, id="in-a-row"),
        pytest.param({1: 1, 2: 1, 3: 1, 4: 1}, 4, 1, id="in-parallel"),
        pytest.param({1: 2, 2: 2}, 4, 2, id="two-and-two"),
        pytest.param({1: 6, 2: 1}, 4, 3, id="one-counter-goes-on"),
        pytest.param({1: 6, 2: 6, 3: 6}, 4, 2, id="done-as-soon-as-can-be"),
    ],
)
def test_a_party_takes_as_few_turns_as_there_is_room_for(
    room: dict[int, int], party: int, turns: int
) -> None:
    assert rounds(room, people=party) == turns


def test_everybody_begins_with_the_first_or_right_after_somebody() -> None:
    found = seats({7: 3, 2: 1}, people=4, start=START, length=LENGTH)

    assert found == [
        Seat(START, 7),
        Seat(START, 2),
        Seat(START + LENGTH, 7),
        Seat(START + 2 * LENGTH, 7),
    ]


def test_there_are_no_seats_where_not_all_fit() -> None:
    assert seats({1: 2, 2: 1}, people=4, start=START, length=LENGTH) == []


@given(room=rooms, party=people)
def test_nobody_is_left_out_and_nobody_shares_a_seat(room: dict[int, int], party: int) -> None:
    found = seats(room, people=party, start=START, length=LENGTH)

    assert len(found) == (party if sum(room.values()) >= party else 0)
    assert len({*found}) == len(found)
    for counter, most in room.items():
        taken = sorted(seat.start for seat in found if seat.counter == counter)
        assert taken == [START + LENGTH * turn for turn in range(len(taken))]  # without a gap
        assert len(taken) <= most


@given(room=rooms, party=people)
def test_no_way_to_sit_is_done_sooner(room: dict[int, int], party: int) -> None:
    turns = rounds(room, people=party)

    assert sum(min(places, turns - 1) for places in room.values()) < party or turns == 0
    assert turns == 0 or sum(min(places, turns) for places in room.values()) >= party
