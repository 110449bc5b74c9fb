from hashlib import sha256
from hmac import digest

import pytest

from scheduling.rules.keyed import keyed

KEY = b"a key for tests that is long enough"


def test_it_is_the_hmac_of_the_purpose_and_the_fields() -> None:
    found = keyed(KEY, purpose="person", fields=("a", "ł"))

    assert found == digest(KEY, "person\x1fa\x1fł".encode(), sha256)


def test_a_key_has_sixteen_bytes_or_more() -> None:
    assert len(keyed(b"k" * 16, purpose="one", fields=())) == 32
    with pytest.raises(ValueError, match="at least 16 bytes"):
        keyed(b"k" * 15, purpose="one", fields=())


def test_purposes_and_fields_are_kept_apart() -> None:
    found = {
        keyed(KEY, purpose="one", fields=("a", "b")),
        keyed(KEY, purpose="two", fields=("a", "b")),
        keyed(KEY, purpose="one", fields=("ab", "")),
        keyed(KEY, purpose="one", fields=("", "ab")),
        keyed(KEY, purpose="one", fields=("ab",)),
    }

    assert len(found) == 5


@pytest.mark.parametrize(("purpose", "field"), [("one", "a\x1fb"), ("one\x1f", "a")])
def test_a_field_cannot_pass_for_two(purpose: str, field: str) -> None:
    with pytest.raises(ValueError, match="no unit separator"):
        keyed(KEY, purpose=purpose, fields=(field,))
