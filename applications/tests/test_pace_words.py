"""What the page of a case says about past cases and the queue."""

import pytest

from applications.notices.plain.pace import words
from applications.rules.pace import Expected

PROMISE = "These are past cases, not a promise."


def test_past_cases_and_the_queue_are_told_in_full_sentences() -> None:
    assert words(Expected(143, 210, 240, ahead=312, weekly=13.6)) == [
        "The office decided 240 cases of this kind in the last year.",
        "Half of them took at most 143 days.",
        "Four out of five took at most 210 days.",
        PROMISE,
        "312 cases of this kind were filed before yours and are not decided yet.",
        "Lately it decides about 14 cases of this kind a week, not always in the order of filing.",
    ]


def test_one_is_said_as_one() -> None:
    assert words(Expected(1, 1, 20, ahead=1, weekly=1.4)) == [
        "The office decided 20 cases of this kind in the last year.",
        "Half of them took at most 1 day.",
        "Four out of five took at most 1 day.",
        PROMISE,
        "1 case of this kind was filed before yours and is not decided yet.",
        "Lately it decides about 1 case of this kind a week, not always in the order of filing.",
    ]


@pytest.mark.parametrize(
    ("expected", "told"),
    [
        pytest.param(Expected(), [], id="nothing-known"),
        pytest.param(Expected(143, 210, 19), [], id="too-few"),
        pytest.param(
            Expected(ahead=0, weekly=9.0),
            ["No case of this kind that was filed before yours is waiting for a decision."],
            id="first-in-the-queue",
        ),
        pytest.param(
            Expected(ahead=2, weekly=0.4),
            ["2 cases of this kind were filed before yours and are not decided yet."],
            id="less-than-one-a-week",
        ),
    ],
)
def test_what_is_not_known_is_not_said(expected: Expected, told: list[str]) -> None:
    assert words(expected) == told
