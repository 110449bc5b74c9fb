import pytest

from portal.accounts.rules.phones import e164, spaced


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        pytest.param("+48 600 000 000", "+48600000000", id="with-its-country"),
        pytest.param("600 000 000", "+48600000000", id="polish-without-country"),
        pytest.param("0048 600-000-000", "+48600000000", id="two-zeros-and-dashes"),
        pytest.param(" (+48) 600.000.000 ", "+48600000000", id="brackets-and-dots"),
        pytest.param("+380 50 123 45 67", "+380501234567", id="ukrainian"),
        pytest.param("+7 912 345-67-89", "+79123456789", id="russian"),
        pytest.param("+375 29 491 19 11", "+375294911911", id="belarusian"),
        pytest.param("+84 91 234 56 78", "+84912345678", id="vietnamese"),
        pytest.param("tel:+48600000000", "+48600000000", id="pasted-link"),
        pytest.param("٦٠٠ ٠٠٠ ٠٠٠", "+48600000000", id="arabic-digits"),
    ],
)
def test_a_number_is_read_as_people_write_it(typed: str, read: str) -> None:
    assert e164(typed) == read


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "none",
        "112",
        "+48 600 000 00",
        "+48 600 000 0000",
        "+999 123 456 789",
        "600 000 000 ext. 5",
        "+" * 40,
    ],
)
def test_what_is_no_number_is_none(typed: str) -> None:
    assert e164(typed) is None


def test_a_number_without_country_belongs_to_the_region_asked_for() -> None:
    assert e164("050 123 45 67", region="UA") == "+380501234567"


def test_a_number_is_shown_in_groups() -> None:
    assert spaced("+48600000000") == "+48 600 000 000"
