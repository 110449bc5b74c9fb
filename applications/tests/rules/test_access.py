from datetime import UTC, datetime, timedelta, timezone

import pytest

from applications.rules.access import access_code, access_digest, derived_code, normalise_access_code

KEY = b"k" * 32
AT = datetime(2026, 12, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        pytest.param(0, "00000-00000", id="none"),
        pytest.param(1, "00000-00001", id="the-last-letter"),
        pytest.param(2**50 - 1, "ZZZZZ-ZZZZZ", id="the-most"),
        pytest.param(31 << 45, "Z0000-00000", id="the-first-letter"),
        pytest.param(16 << 25, "0000G-00000", id="before-the-dash"),
    ],
)
def test_a_code_is_ten_letters_and_digits(number: int, code: str) -> None:
    assert access_code(number) == code


@pytest.mark.parametrize("number", [-1, 2**50])
def test_a_code_is_made_of_fifty_bits(number: int) -> None:
    with pytest.raises(ValueError, match="fifty"):
        access_code(number)


@pytest.mark.parametrize(
    "typed",
    ["7F3K9-M2Q4X", "7f3k9m2q4x", " 7F3K9 M2Q4X ", "7F3K9–M2Q4X", "7F3К9-М2Q4Х"],
    ids=["as-written", "small", "spaces", "another-dash", "russian-keyboard"],
)
def test_a_code_is_read_as_people_type_it(typed: str) -> None:
    assert normalise_access_code(typed) == "7F3K9-M2Q4X"


def test_letters_that_look_like_digits_are_those_digits() -> None:
    assert normalise_access_code("OIL00-00000") == "01100-00000"


@pytest.mark.parametrize(
    "typed", ["", "7F3K9-M2Q4", "7F3K9-M2Q4X1", "7F3K9-M2Q4U", "7F3K9-M2Q4X" + " " * 60, "\x00" * 10]
)
def test_what_is_no_code_is_none(typed: str) -> None:
    assert normalise_access_code(typed) is None


def test_a_digest_depends_on_the_key_the_case_and_the_code() -> None:
    digests = {
        access_digest(KEY, case=1, code="7F3K9-M2Q4X"),
        access_digest(KEY, case=2, code="7F3K9-M2Q4X"),
        access_digest(KEY, case=1, code="7F3K9-M2Q4Y"),
        access_digest(b"l" * 32, case=1, code="7F3K9-M2Q4X"),
    }

    assert [len(digest) for digest in digests] == [64] * 4


def test_a_derived_code_depends_on_the_key_the_case_the_version_and_the_moment() -> None:
    codes = {
        derived_code(KEY, case=1, version=1, issued_at=AT),
        derived_code(KEY, case=2, version=1, issued_at=AT),
        derived_code(KEY, case=1, version=2, issued_at=AT),
        derived_code(KEY, case=1, version=1, issued_at=AT + timedelta(microseconds=1)),
        derived_code(b"l" * 32, case=1, version=1, issued_at=AT),
    }

    assert len(codes) == 5
    assert {normalise_access_code(code) for code in codes} == codes


def test_a_derived_code_is_the_same_in_every_zone_and_release() -> None:
    there = AT.astimezone(timezone(timedelta(hours=1)))

    assert derived_code(KEY, case=7, version=3, issued_at=there) == "J3QKK-F0R2N"


def test_each_letter_of_a_derived_code_may_be_any() -> None:
    codes = [derived_code(KEY, case=case, version=1, issued_at=AT) for case in range(400)]

    assert [len({code[place] for code in codes}) for place in (0, 1, 4, 6, 10)] == [32] * 5
