"""The tax number of a Polish organisation (NIP): ten digits, the last of which checks the others.

Art. 8 of the act on registering taxpayers; the weights are those of the tax administration.
"""

from unicodedata import decimal, normalize

WEIGHTS = (6, 5, 7, 2, 3, 4, 5, 6, 7)
MODULUS = 11
LENGTH = len(WEIGHTS) + 1
LONGEST_TYPED = 30
BETWEEN = frozenset("- ‐‑‒–—−\u00a0.")


def normalise_tax_id(typed: str) -> str | None:
    """Return the ten digits of "PL 123-456-32-18", or None for what is no NIP."""
    if len(typed) > LONGEST_TYPED:
        return None
    text = normalize("NFKC", typed).strip().upper().removeprefix("PL")
    digits = "".join(_digit(each) for each in text if each not in BETWEEN)
    return digits if is_tax_id(digits) else None


def is_tax_id(digits: str) -> bool:
    """Tell whether these are the digits of a NIP. Nobody has one of zeros alone."""
    if len(digits) != LENGTH or not (digits.isascii() and digits.isdigit()) or not int(digits):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, digits, strict=False))
    return total % MODULUS == int(digits[-1])


def _digit(character: str) -> str:
    return str(decimal(character, "x"))
