import pytest

from portal.notifications.rules.masks import masked


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("anna@example.test", "a•••@example.test"),
        ("a@example.test", "a•••@example.test"),
        ('"a@b"@example.test', '"•••@example.test'),
        ("not an address", "•••"),
        ("", ""),
    ],
)
def test_an_address_is_shown_but_not_given_away(address: str, shown: str) -> None:
    assert masked(address) == shown
