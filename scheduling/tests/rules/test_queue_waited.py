from datetime import UTC, datetime, timedelta

import pytest

from scheduling.rules.queue.waited import Called, Waits, waits_of

TEN = datetime(2026, 12, 7, 10, tzinfo=UTC)


def minutes(number: float) -> datetime:
    return TEN + timedelta(minutes=number)


@pytest.mark.parametrize(
    ("came", "due", "called", "waited"),
    [
        pytest.param(0, None, 25, 25, id="without-a-booking"),
        pytest.param(-20, 0, 5, 5, id="early-waits-from-the-booked-time"),
        pytest.param(4, 0, 5, 1, id="late-waits-from-when-they-came"),
        pytest.param(-20, 0, -5, 0, id="called-before-the-time"),
    ],
)
def test_how_long_somebody_waited(came: float, due: float | None, called: float, waited: float) -> None:
    due_at = None if due is None else minutes(due)

    assert Called(minutes(came), minutes(called), due_at).waited == waited


@pytest.mark.parametrize(("called", "kept"), [(9, 0), (10, 1), (20, 1), (21, 0)])
def test_what_was_told_came_true_within_its_bounds(called: int, kept: int) -> None:
    told = Called(TEN, minutes(called), None, minutes(10), minutes(20))

    found = waits_of([told, Called(TEN, minutes(15))])

    assert (found.told, found.kept, found.share_kept) == (1, kept, 100.0 * kept)


@pytest.mark.parametrize(
    ("waited", "half", "nine_of_ten"),
    [([7], 7, 7), ([1, 2], 1.5, 2), (range(1, 11), 5.5, 9), (range(1, 12), 6, 10)],
)
def test_half_and_nine_of_ten(waited: list[int], half: float, nine_of_ten: float) -> None:
    found = waits_of(Called(TEN, minutes(number)) for number in reversed(waited))

    assert (found.people, found.half, found.nine_of_ten) == (len(waited), half, nine_of_ten)


def test_where_nobody_was_called_there_is_nothing_to_say() -> None:
    found = waits_of([])

    assert (found, found.share_kept) == (Waits(0, None, None, 0, 0), None)
