import pytest

from applications.rules.tax_ids import is_tax_id, normalise_tax_id


@pytest.mark.parametrize(
    "typed",
    [
        "1234563218",
        "123-456-32-18",
        " PL 123 456 32 18 ",
        "pl1234563218",
        "１２３４５６３２１８",
        "123–456–32–18",
    ],
)
def test_a_nip_is_read_as_people_write_it(typed: str) -> None:
    assert normalise_tax_id(typed) == "1234563218"


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("1234563219", id="last-digit"),
        pytest.param("1234562318", id="two-digits-changed-places"),
        pytest.param("123456321", id="too-short"),
        pytest.param("12345632180", id="too-long"),
        pytest.param("0000000000", id="zeros"),
        pytest.param("DE1234563218", id="of-another-country"),
        pytest.param("123456321\x00", id="a-nul-byte"),
        pytest.param("1234563218" + " " * 40, id="endless"),
        pytest.param("²234563218", id="a-digit-that-is-none"),
        pytest.param("", id="nothing"),
    ],
)
def test_anything_else_is_none(typed: str) -> None:
    assert normalise_tax_id(typed) is None


def test_nine_of_ten_numbers_have_one_last_digit_and_none_has_two() -> None:
    found = [sum(is_tax_id(f"{first}{last}") for last in range(10)) for first in range(100000000, 100000550)]

    assert set(found) == {0, 1}
    assert found.count(0) == 50
