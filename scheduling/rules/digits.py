"""The digits of any script."""

from unicodedata import digit


def plain_digits(text: str) -> str:
    """Return a text with the digits of any script as ours: Arabic, Devanagari, full width."""
    return "".join(str(digit(character)) if character.isdecimal() else character for character in text)
