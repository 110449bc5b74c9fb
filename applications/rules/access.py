"""The access code of a case: with the case number it opens the status page, without an account.

Ten letters and digits, 50 bits that only the portal's key can make, so that each letter may hold the
code again. Beside the case stands a keyed digest, bound to it: neither a stolen table nor a digest
moved to another row opens anything.
"""

from datetime import UTC, datetime

from scheduling.rules.codes import ALPHABET, CYRILLIC, DASHES, LOOK_ALIKES
from scheduling.rules.keyed import keyed

CODE_BITS = 50
CODE_LENGTH = 10
HALF = 5
BYTES = 7  # as many as hold fifty bits
LONGEST_TYPED = 60


def access_code(number: int) -> str:
    """Return a code such as "7F3K9-M2Q4X" from 50 bits.

    :raises ValueError: for a number that is none of 50 bits.
    """
    if not 0 <= number < 1 << CODE_BITS:
        raise ValueError("An access code is made of fifty bits.")
    letters = (ALPHABET[number >> shift & 31] for shift in range(CODE_BITS - 5, -1, -5))
    return _grouped("".join(letters))


def derived_code(key: bytes, *, case: int, version: int, issued_at: datetime) -> str:
    """Return the code of a case: of each version another, and the same whenever it is asked for.

    Version and case may come again after a backup was restored; the moment of issue does not.

    :raises ValueError: if the key is too short.
    """
    fields = (str(case), str(version), issued_at.astimezone(UTC).isoformat())
    digest = keyed(key, purpose="case access code", fields=fields)
    return access_code(int.from_bytes(digest[:BYTES], "big") >> BYTES * 8 - CODE_BITS)


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
