from datetime import timedelta

import pytest

from portal.notifications.rules.patience import FIRST_PAUSE, LONGEST_PAUSE, MAX_ATTEMPTS, pause_after


@pytest.mark.parametrize(
    ("attempts", "seconds"),
    [
        pytest.param(1, 8, id="the-first"),
        pytest.param(2, 16, id="doubled"),
        pytest.param(10, 4096, id="just-below-the-longest"),
        pytest.param(11, 7200, id="never-longer"),
        pytest.param(MAX_ATTEMPTS - 1, 7200, id="the-last-pause"),
    ],
)
def test_each_pause_is_twice_the_one_before_up_to_a_limit(attempts: int, seconds: int) -> None:
    assert pause_after(attempts, luck=0.0) == timedelta(seconds=seconds)


@pytest.mark.parametrize("attempts", [MAX_ATTEMPTS, MAX_ATTEMPTS + 1])
def test_after_the_last_attempt_there_is_no_pause_but_an_end(attempts: int) -> None:
    assert pause_after(attempts, luck=0.0) is None


@pytest.mark.parametrize(("luck", "share"), [(0.0, 1.0), (0.5, 0.75), (1.0, 0.5)])
def test_luck_takes_away_up_to_half_of_a_pause(luck: float, share: float) -> None:
    assert pause_after(1, luck=luck) == FIRST_PAUSE * share


def test_a_mail_server_may_be_down_over_night() -> None:
    shortest = sum((pause_after(n, luck=1.0) or timedelta() for n in range(1, MAX_ATTEMPTS)), timedelta())

    assert timedelta(hours=12) < shortest < timedelta(hours=36)


def test_a_count_that_is_far_too_high_does_not_break_the_arithmetic(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.notifications.rules.patience.MAX_ATTEMPTS", 10_000)

    assert pause_after(9_999, luck=0.0) == LONGEST_PAUSE
