from datetime import date

import pytest

from applications.rules.duplicates import Likeness, Someone, likenesses, swapped
from applications.rules.people import name_key
from scheduling.rules.spelling import Name

MAY = date(1990, 5, 7)
JULY = date(1990, 7, 5)


def someone(given: str, family: str, born: date = MAY, document: str = "") -> Someone:
    return Someone(Name(given, family), born, name_key(given, family), document)


NEW = someone("Olena", "Kovalenko", document="d1")


@pytest.mark.parametrize(
    ("old", "found"),
    [
        pytest.param(someone("Olena", "Kovalenko"), [Likeness.PERSON], id="same"),
        pytest.param(someone("Олена", "Коваленко"), [Likeness.PERSON], id="another-alphabet"),
        pytest.param(someone("Kovalenko", "Olena"), [Likeness.PERSON], id="fields-mixed-up"),
        pytest.param(someone("Olena", "Kovalenkko"), [Likeness.PERSON], id="letter-doubled"),
        pytest.param(someone("Olena", "Kovslenko"), [Likeness.SPELLING], id="a-slip"),
        pytest.param(someone("Olena Maria", "Kovalenko"), [Likeness.SPELLING], id="second-name"),
        pytest.param(someone("Olena", "Kovalenko", JULY), [Likeness.DATE], id="day-and-month-swapped"),
        pytest.param(someone("Olena", "Kovslenko", JULY), [Likeness.DATE], id="a-slip-and-swapped"),
        pytest.param(someone("Ivan", "Petrenko", document="d1"), [Likeness.DOCUMENT], id="same-passport"),
        pytest.param(
            someone("Olena", "Kovalenko", document="d1"),
            [Likeness.DOCUMENT, Likeness.PERSON],
            id="passport-and-name",
        ),
        pytest.param(someone("Olena", "Kovalenko", date(1990, 5, 8)), [], id="another-day"),
        pytest.param(someone("Ivan", "Petrenko"), [], id="another-person-of-that-day"),
        pytest.param(someone("Ivan", "Petrenko", JULY, document="d2"), [], id="nothing-alike"),
    ],
)
def test_likenesses(old: Someone, found: list[Likeness]) -> None:
    assert list(likenesses(NEW, old)) == found


def test_two_people_without_a_passport_number_are_not_alike_by_that() -> None:
    assert likenesses(someone("Olena", "Kovalenko"), someone("Ivan", "Petrenko")) == ()


@pytest.mark.parametrize(
    ("on", "other"),
    [
        (date(1990, 5, 7), date(1990, 7, 5)),
        (date(1990, 12, 1), date(1990, 1, 12)),
        (date(1990, 5, 13), None),
        (date(1990, 4, 4), None),
        (date(2024, 2, 29), None),
    ],
)
def test_swapped(on: date, other: date | None) -> None:
    assert swapped(on) == other
