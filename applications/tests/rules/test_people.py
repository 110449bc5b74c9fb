"""One passport has one digest, however its number is typed; a dash is no passport."""

import pytest

from applications.rules.people import document_digest

KEY = b"k" * 32


@pytest.mark.parametrize("typed", ["АВ 123456", "ab123456", " AB-123 456 ", "ＡＢ１２３４５６"])
def test_however_it_is_typed_a_passport_is_the_same(typed: str) -> None:
    assert document_digest(KEY, typed) == document_digest(KEY, "AB123456")


def test_two_passports_are_two() -> None:
    assert document_digest(KEY, "AB123456") != document_digest(KEY, "ЕН123456")


@pytest.mark.parametrize("typed", ["", "-", "—", " . "])
def test_no_number_is_no_passport(typed: str) -> None:
    assert document_digest(KEY, typed) == ""
