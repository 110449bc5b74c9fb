"""The access code of a case: with the case number it opens the status page, without an account.

Ten letters and digits, 50 random bits. Only a keyed digest is kept, bound to one case, so that
neither a stolen table nor a digest moved to another row opens anything.
"""

from scheduling.rules.codes import ALPHABET, CYRILLIC, DASHES, LOOK_ALIKES
from scheduling.rules.keyed import keyed

CODE_BITS = 50
CODE_LENGTH = 10
HALF = 5
LONGEST_TYPED = 60


def access_code(number: int) -> str:
    """Return a code such as "7F3K9-M2Q4X" from 50 random bits.

    :raises ValueError: for a number that is none of 50 bits.
    """
    if not 0 <= number < 1 << CODE_BITS:
        raise ValueError("An access code is made of fifty random bits.")
    letters = (ALPHABET[number >> shift & 31] for shift in range(CODE_BITS - 5, -1, -5))
    return _grouped("".join(letters))


def normalise_access_code(text: str) -> str | None:
    """Return a code as we write it, from what was typed or read aloud, or None."""
    if len(text) > LONGEST_TYPED:
        return None
    typed = "".join(text.upper().split()).translate(DASHES).translate(LOOK_ALIKES | CYRILLIC)
    if len(typed) != CODE_LENGTH or not set(typed) <= set(ALPHABET):
        return None
    return _grouped(typed)


def access_digest(key: bytes, *, case: int, code: str) -> str:
    """Return 64 hexadecimal digits that stand for the code of one case.

    :raises ValueError: if the key is too short.
    """
    return keyed(key, purpose="case access", fields=(str(case), code)).hex()


def _grouped(characters: str) -> str:
    return f"{characters[:HALF]}-{characters[HALF:]}"
