import re

import phonenumbers
import pytest
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from scheduling.rules.digits import plain_digits
from scheduling.rules.phones import Fault, gets_texts, read_phone, spaced

POLISH = "+48600000000"
E164 = re.compile(r"\+[1-9][0-9]{6,14}")


@pytest.mark.parametrize(
    "typed",
    [
        "+48600000000",
        "600000000",
        "600 000 000",
        "600-000-000",
        "600.000.000",
        "600/000/000",
        "600–000–000",
        "(600) 000 000",
        "[600] 000000",
        " 600\t000\N{NO-BREAK SPACE}000 ",
        "+48 600 000 000",
        "(+48) 600 000 000",
        "+48 (0) 600 000 000",
        "(0) 600 000 000",
        "+48(0)600000000",
        "0048 600 000 000",
        "00 48 600 000 000",
        "48600000000",
        "+0048600000000",
        "٦٠٠٠٠٠٠٠٠",
        "+٤٨ ٦٠٠ ٠٠٠ ٠٠٠",
        "۶۰۰۰۰۰۰۰۰",
        "६०० ००० ०००",
        "\N{FULLWIDTH PLUS SIGN}48600000000",
        "\N{LEFT-TO-RIGHT EMBEDDING}+48 600 000 000\N{POP DIRECTIONAL FORMATTING}",
        "600\N{SOFT HYPHEN}000\N{NON-BREAKING HYPHEN}000",
        "600\N{MINUS SIGN}000\N{MINUS SIGN}000",
    ],
)
def test_a_number_is_the_same_however_it_is_written(typed: str) -> None:
    assert read_phone(typed) == POLISH


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("+380 50 123 45 67", "+380501234567"),
        ("00380501234567", "+380501234567"),
        ("380 50 123 45 67", "+380501234567"),
        ("375 29 123 45 67", "+375291234567"),
        ("7 912 345 67 89", "+79123456789"),
        ("1 202 555 0123", "+12025550123"),
        ("+995 555 12 34 56", "+995555123456"),
        ("+44 (0)7911 123456", "+447911123456"),
        ("+247 40123", "+24740123"),
        ("+55 11 96123-4567", "+5511961234567"),
    ],
)
def test_numbers_of_other_countries_need_their_code_and_not_its_plus(typed: str, number: str) -> None:
    assert read_phone(typed) == number


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", Fault.NO_NUMBER),
        (" - ", Fault.NO_NUMBER),
        ("+", Fault.NO_NUMBER),
        ("none", Fault.NO_NUMBER),
        ("ABC600000000", Fault.NO_NUMBER),
        ("600000000 ext 12", Fault.NO_NUMBER),
        ("600000000;phone-context=+1", Fault.NO_NUMBER),
        ("600000000, 601000000", Fault.NO_NUMBER),
        ("++48600000000", Fault.NO_NUMBER),
        ("600000000+48", Fault.NO_NUMBER),
        ("600000000\0", Fault.NO_NUMBER),
        ("7", Fault.TOO_SHORT),
        ("112", Fault.TOO_SHORT),
        ("00", Fault.TOO_SHORT),
        ("+48", Fault.TOO_SHORT),
        ("600 000 00", Fault.TOO_SHORT),
        ("+380 50 123 45", Fault.TOO_SHORT),
        ("600 000 000 0", Fault.TOO_LONG),
        ("050 123 45 67", Fault.TOO_LONG),
        ("8 029 123 45 67", Fault.TOO_LONG),
        ("60123456 7 8", Fault.TOO_LONG),
        ("600000000 / 601000000", Fault.TOO_LONG),
        ("6" * 5000, Fault.TOO_LONG),
        ("+380 50 123 45 678", Fault.TOO_LONG),
        ("+999 123 456 789", Fault.NO_COUNTRY),
        ("00 999 123 456 789", Fault.NO_COUNTRY),
        ("100 000 000", Fault.UNREAL),
        ("+48 000 000 000", Fault.UNREAL),
        ("12 345 67 89", Fault.LANDLINE),
        ("29 123 45 67", Fault.LANDLINE),
        ("+48 22 123 45 67", Fault.LANDLINE),
        ("+44 20 7123 4567", Fault.LANDLINE),
        ("700 123 456", Fault.NO_TEXTS),
        ("801 123 456", Fault.NO_TEXTS),
        ("800 123 456", Fault.NO_TEXTS),
        ("39 123 45 67", Fault.NO_TEXTS),
        ("+1 900 555 1234", Fault.NO_TEXTS),
        ("+44 70 1234 5678", Fault.NO_TEXTS),
        ("+800 1234 5678", Fault.NO_TEXTS),
        ("+870 773 111 632", Fault.NO_TEXTS),
    ],
)
def test_what_gets_no_text_messages_says_why(typed: str, fault: Fault) -> None:
    assert read_phone(typed) == fault


def test_ten_digits_are_a_slip_and_no_country_s_code() -> None:
    """Read as a number of Singapore, the text would go to somebody else."""
    assert read_phone("+6581234567") == "+6581234567"
    assert read_phone("6581234567") == Fault.TOO_LONG


@pytest.mark.parametrize("region", sorted(phonenumbers.SUPPORTED_REGIONS - {"TA"}))
def test_a_mobile_phone_of_every_country_gets_texts(region: str) -> None:
    example = phonenumbers.example_number_for_type(region, PhoneNumberType.MOBILE)
    assert example is not None
    number = phonenumbers.format_number(example, PhoneNumberFormat.E164)

    assert read_phone(spaced(number)) == number
    assert E164.fullmatch(number)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (POLISH, "+48 600 000 000"),
        ("+380501234567", "+380 50 123 4567"),
        ("+12025550123", "+1 202-555-0123"),
    ],
)
def test_it_is_shown_as_people_of_that_country_read_it(number: str, shown: str) -> None:
    assert spaced(number) == shown


@pytest.mark.parametrize(
    ("number", "it_does"),
    [(POLISH, True), ("600000000", False), ("+48123456789", False), ("", False), ("600", False)],
)
def test_only_a_mobile_number_in_e164_gets_texts(number: str, *, it_does: bool) -> None:
    assert gets_texts(number) is it_does


def test_digits_of_other_scripts_become_ours_and_the_rest_stays() -> None:
    assert plain_digits("a٣۴५\N{FULLWIDTH DIGIT SIX}²+Ⅷ") == "a3456²+Ⅷ"
