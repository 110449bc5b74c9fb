import pytest

from scheduling.rules.intervals import Interval
from scheduling.rules.queue.staffing import Shift, staffed
from scheduling.tests.rules.examples import at, spans

CLOSING = at("22:00")
ANNA, BOB = 1, 2


def shifts(text: str) -> list[Shift]:
    """Read "1@7 08:00-15:00, …" as the shift of clerk 1 at counter 7."""
    found = []
    for shift in filter(None, text.split(", ")):
        who, when = shift.split(" ")
        clerk, counter = map(int, who.split("@"))
        found.append(Shift(clerk, counter, spans(when)[0]))
    return found


@pytest.mark.parametrize(
    ("planned", "sittings", "open_at"),
    [
        pytest.param("", {}, {}, id="nobody"),
        pytest.param("1@7 08:00-15:00", {}, {7: "10:00-15:00"}, id="from-now-on"),
        pytest.param("1@7 08:00-10:00", {}, {}, id="over"),
        pytest.param("1@7 11:00-15:00", {}, {7: "11:00-15:00"}, id="later-today"),
        pytest.param("1@7 08:00-15:00", {7: ANNA}, {7: "10:00-15:00"}, id="sits-where-planned"),
        pytest.param("1@7 08:00-15:00", {8: ANNA}, {8: "10:00-15:00"}, id="sits-elsewhere"),
        pytest.param(
            "1@7 08:00-12:00, 1@7 16:00-19:00",
            {8: ANNA},
            {8: "10:00-12:00", 7: "16:00-19:00"},
            id="and-is-back-where-planned",
        ),
        pytest.param(
            "1@7 08:00-12:00, 2@8 08:00-15:00",
            {8: ANNA, 7: BOB},
            {8: "10:00-12:00", 7: "10:00-15:00"},
            id="two-have-swapped",
        ),
        pytest.param("1@7 10:00-15:00", {8: ANNA}, {8: "10:00-15:00"}, id="begins-now-elsewhere"),
        pytest.param("1@7 08:00-09:00", {7: ANNA}, {}, id="sits-on-though-it-is-over"),
        pytest.param(
            "1@7 08:00-15:00", {8: BOB}, {7: "10:00-15:00", 8: "10:00-15:00"}, id="as-long-as-others"
        ),
        pytest.param("1@7 08:00-09:00", {8: BOB}, {}, id="nobody-is-on-duty-any-more"),
        pytest.param("", {8: BOB}, {8: "10:00-22:00"}, id="nobody-is-on-duty-today"),
        pytest.param(
            "1@7 08:00-12:00, 2@7 12:00-15:00", {}, {7: "10:00-15:00"}, id="two-clerks-one-after-the-other"
        ),
    ],
)
def test_a_counter_is_staffed_by_who_sits_there_and_who_is_planned(
    planned: str, sittings: dict[int, int], open_at: dict[int, str]
) -> None:
    found = staffed(shifts(planned), sittings, [], at=at("10:00"), closing=CLOSING)

    assert found == {counter: tuple(spans(text)) for counter, text in open_at.items()}


def test_blocks_are_taken_out() -> None:
    found = staffed(
        shifts("1@7 08:00-19:00"),
        {},
        [Interval(at("15:00"), at("16:00"))],
        at=at("10:00"),
        closing=CLOSING,
    )

    assert found == {7: tuple(spans("10:00-15:00 16:00-19:00"))}


def test_a_counter_without_any_time_left_is_staffed_never() -> None:
    found = staffed(shifts("1@7 08:00-15:00"), {}, spans("09:00-15:00"), at=at("10:00"), closing=CLOSING)

    assert found == {7: ()}
