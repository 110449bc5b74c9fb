import pytest

from portal.notifications.rules.repeats import first_of, next_of, number_of


@pytest.mark.parametrize(
    ("occasion", "first", "number"),
    [
        pytest.param("", "", 0, id="the-only-one"),
        pytest.param("P2D", "P2D", 0, id="a-reminder"),
        pytest.param("again-1", "", 1, id="again"),
        pytest.param("P2D/again-12", "P2D", 12, id="a-reminder-again"),
        pytest.param("again-", "again-", 0, id="no-number"),
        pytest.param("once-again-1", "once-again-1", 0, id="part-of-a-word"),
    ],
)
def test_an_occasion_says_of_what_it_is_which_repetition(occasion: str, first: str, number: int) -> None:
    assert (first_of(occasion), number_of(occasion)) == (first, number)


@pytest.mark.parametrize(
    ("occasions", "first", "following"),
    [
        pytest.param([], "", "again-1", id="none-yet"),
        pytest.param([""], "", "again-1", id="the-first"),
        pytest.param(["P2D", "P2D/again-1"], "P2D", "P2D/again-2", id="one-after-the-other"),
        pytest.param(["", "again-2"], "", "again-3", id="after-a-gap"),
        pytest.param(["again-10", "again-9"], "", "again-11", id="by-number"),
    ],
)
def test_the_next_repetition_comes_after_all_there_are(
    occasions: list[str], first: str, following: str
) -> None:
    assert next_of(occasions, first=first) == following
