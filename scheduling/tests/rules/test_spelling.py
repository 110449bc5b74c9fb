"""Which corrections of a name are a matter of spelling, and which would be another person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.rules.spelling import Name, begins_alike, is_one_persons

WORD = st.text("abcdefghijklmnoprstuvwyz", min_size=4, max_size=10)
NAMES = st.builds(Name, given=WORD, family=WORD)

ONE_PERSONS = [
    ("Oksana", "Shevchenko", "Oxana", "Schewtschenko"),
    ("Oksana", "Shevchenko", "Oksana", "Szewczenko"),
    ("Оксана", "Шевченко", "Oksana", "Shevchenko"),
    ("Юрий", "Щербаков", "Jurij", "Szczerbakow"),
    ("Олександр", "Бойко", "Oleksandr", "Boiko"),
    ("გიორგი", "ბერიძე", "Giorgi", "Beridze"),
    ("Dmytro", "Koval", "Dmitry", "Koval"),
    ("Serhii", "Bondar", "Sergei", "Bondar"),
    ("Yevhenii", "Tkachenko", "Evgenii", "Tkachenko"),
    ("Krzysztof", "Grzyb", "Kryzsztof", "Grzyb"),
    ("Żaneta", "Łoś", "Zaneta", "Los"),
    ("Anna", "Kowalska", "Anna Maria", "Kowalska"),
    ("Ivan Ivanovich", "Petrov", "Ivan", "Petrov"),
    ("Maria", "García", "Maria", "Garcia Lopez"),
    ("Anna Maria", "Kowalska", "Annamaria", "Kowalska"),
    ("Jean Pierre", "de la Cruz", "Jean-Pierre", "Delacruz"),
    ("Kowalska", "Anna", "Anna", "Kowalska"),
    ("Kowalska", "Anna", "Anna Maria", "Kowalska"),
    ("", "Anna Kowalska", "Anna", "Kowalska"),
    ("Nguyen", "Van An", "Van An", "Nguyen"),
    ("", "Madonna", "Madonna", ""),
    ("O'Neill", "Sean", "ONeill", "Sean"),
    ("Ewa", "Lis", "Ewa", "Lis"),
    ("Anna Maria Ewa", "Kowalska", "Anna", "Kowalska"),
]
TWO_PERSONS = [
    ("Anna", "Kowalska", "Maria", "Nowak"),
    ("Anna", "Kowalska", "Anna", "Nowak"),
    ("Anna", "Kowalska", "Anna", "Nowak Kowalska"),
    ("Ewa", "Kowalska", "Ola", "Kowalska"),
    ("Ewa", "Lis", "Ewa", "Las"),
    ("Jan", "Nowak", "Jan", "Nowakowski"),
    ("Anna Maria", "Kowalska", "Maria", "Kowalska"),
    ("Anna Maria Ewa Zofia", "Kowalska", "Anna", "Kowalska"),
    ("Anna", "", "Anna", "Kowalska"),
    ("Anna", "Kowalska", "Anna Maria", ""),
    ("Oksana", "Shevchenko", "Oksana", "Kovalenko"),
    ("Olena", "Koval", "Olga", "Koval"),
    ("Oleh", "Bondar", "Olena", "Bondar"),
    ("Ivan", "Petrov", "Igor", "Petrov"),
    ("Li", "Wei", "Lu", "Wei"),
    ("Nguyen", "Van An", "Nguyen", "Van Duc"),
    ("Xiaoming", "Wang", "小明", "王"),
    ("小明", "王", "小明", "王"),
    ("Anna", "Kowalska", "", ""),
    ("", "", "", ""),
    ("'", "-", "'", "-"),
]


@pytest.mark.parametrize(("given_names", "family", "names", "surname"), ONE_PERSONS)
def test_a_spelling_is_corrected(given_names: str, family: str, names: str, surname: str) -> None:
    before, after = Name(given_names, family), Name(names, surname)

    assert (is_one_persons(before, after), is_one_persons(after, before)) == (True, True)


@pytest.mark.parametrize(("given_names", "family", "names", "surname"), TWO_PERSONS)
def test_a_person_is_not_replaced(given_names: str, family: str, names: str, surname: str) -> None:
    before, after = Name(given_names, family), Name(names, surname)

    assert (is_one_persons(before, after), is_one_persons(after, before)) == (False, False)


@pytest.mark.parametrize(
    ("family", "corrected", "another"),
    [
        ("Lis", "Lis", "Las"),
        ("Kozo", "Kozu", "Komu"),
        ("Kowalsk", "Kowalsm", "Kowalpm"),
        ("Kowalski", "Kowalpmi", "Kowabpmi"),
        ("Kowalskidob", "Kowalskipub", "Kowalsmipub"),
        ("Kowalskidobr", "Kowalsmipubr", "Kowabsmipubr"),
    ],
)
def test_a_longer_name_may_have_more_slips(family: str, corrected: str, another: str) -> None:
    assert is_one_persons(Name("Ewa", family), Name("Ewa", corrected))
    assert not is_one_persons(Name("Ewa", family), Name("Ewa", another))


def test_no_name_has_more_than_three_slips() -> None:
    family = "Kowalskidobrota"

    assert is_one_persons(Name("Ewa", family), Name("Ewa", "Kumalskedobrota"))
    assert not is_one_persons(Name("Ewa", family), Name("Ewa", "Kumalskedobruta"))


def test_two_letters_swapped_are_one_slip() -> None:
    assert is_one_persons(Name("Ewa", "Kozak"), Name("Ewa", "Kzoak"))
    assert not is_one_persons(Name("Ewa", "Kozak"), Name("Ewa", "Kzaok"))


@given(NAMES)
def test_case_accents_and_the_order_of_the_fields_are_spelling(name: Name) -> None:
    shouted = Name(name.given.upper(), name.family.replace("o", "ó").replace("a", "ä"))
    swapped = Name(name.family, name.given)

    assert is_one_persons(name, shouted)
    assert is_one_persons(name, swapped)


@given(NAMES, WORD)
def test_a_second_given_name_may_be_missing_and_a_first_one_not(name: Name, second: str) -> None:
    longer = Name(f"{name.given} {second}", name.family)

    assert is_one_persons(name, longer)
    assert is_one_persons(longer, name)


@given(NAMES, NAMES)
def test_what_may_be_corrected_may_be_corrected_back(before: Name, after: Name) -> None:
    assert is_one_persons(before, after) == is_one_persons(after, before)


@given(NAMES, st.text("kx", min_size=8, max_size=10))
def test_nobody_is_renamed_altogether(name: Name, other: str) -> None:
    """The other's letters do not occur in the name."""
    plain = Name(name.given.replace("k", "a"), name.family.replace("k", "a"))

    assert not is_one_persons(plain, Name(other, other[::-1]))


@pytest.mark.parametrize(
    ("typed", "given", "family"),
    [
        ("Kovalenko", "Олена", "Коваленко"),
        ("kowal", "Олена", "Коваленко"),
        ("Коваленко", "Olena", "Kovalenko"),
        ("Kovalenko Olena", "Олена", "Коваленко"),
        ("Shevchenko", "Тарас", "Шевченко"),
        ("Szewczenko", "Тарас", "Шевченко"),
        ("Yuli", "Юлия", "Лис"),
        ("Zolc", "Ewa", "Żółć"),
        ("Gio", "გიორგი", "ბერიძე"),
    ],
)
def test_a_name_is_found_by_its_beginning_in_another_alphabet(typed: str, given: str, family: str) -> None:
    assert begins_alike(typed, Name(given, family))


@pytest.mark.parametrize("typed", ["", "K", "I", "Kovalenka", "Olena Bondar", "valenko", "02.01.1985", "李"])
def test_another_name_a_letter_and_a_middle_find_nobody(typed: str) -> None:
    assert not begins_alike(typed, Name("Олена", "Коваленко"))
