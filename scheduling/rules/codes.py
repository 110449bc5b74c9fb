"""The codes a visitor is given: a reference, a code by e-mail, a secret link.

Only the reference is stored. The others are computed from a key when they are needed,
so a stolen table opens nothing; raising the version makes the old ones worthless.
"""

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256

from scheduling.rules.keyed import keyed

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Base 32 after Crockford: no I, L, O (they look like 1 and 0) and no U (it makes words)."""
LOOK_ALIKES = str.maketrans("OIL", "011")
CYRILLIC = str.maketrans("АВЕЗКМНОРСТХ", "ABE3KMH0PCTX")
"""What looks alike to whoever has the Russian keyboard on."""
DASHES = str.maketrans("", "", "-‐‑‒–—−")
REFERENCE_BYTES = 5
REFERENCE_LENGTH = 8
CODE_DIGITS = 6


def reference(random: bytes) -> str:
    """Return a reference such as "7F3K-9M2Q" from 40 random bits.

    :raises ValueError: if there are not exactly five bytes.
    """
    if len(random) != REFERENCE_BYTES:
        raise ValueError("A reference is made of five random bytes.")
    number = int.from_bytes(random, "big")
    return _grouped("".join(ALPHABET[number >> shift & 31] for shift in range(35, -1, -5)))


def normalise_reference(text: str) -> str | None:
    """Return a reference as we write it, from what was typed or read aloud, or None."""
    typed = "".join(text.upper().split()).translate(DASHES).translate(LOOK_ALIKES | CYRILLIC)
    if len(typed) != REFERENCE_LENGTH or not set(typed) <= set(ALPHABET):
        return None
    return _grouped(typed)


def confirmation_code(key: bytes, *, subject: str, version: int) -> str:
    """Return six digits, cut from the HMAC as in RFC 4226, section 5.3.

    One in a million guesses is right, so whoever compares also counts the attempts.

    :raises ValueError: if the key is too short.
    """
    digest = _derived(key, purpose="confirmation code", subject=subject, version=version)
    offset = digest[-1] & 0xF
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**CODE_DIGITS:0{CODE_DIGITS}}"


def secret_token(key: bytes, *, subject: str, version: int) -> str:
    """Return a token of 256 bits for a link: letters, digits, `-` and `_`.

    :raises ValueError: if the key is too short.
    """
    digest = _derived(key, purpose="secret token", subject=subject, version=version)
    return urlsafe_b64encode(digest).decode().rstrip("=")


def short_key(key: bytes, *, subject: str) -> str:
    """Return twelve letters and digits, 60 bits of a secret that is shorter to send than a token.

    :raises ValueError: if the key is too short.
    """
    number = int.from_bytes(_derived(key, purpose="short key", subject=subject, version=1)[:8], "big")
    return "".join(ALPHABET[number >> shift & 31] for shift in range(55, -1, -5))


def public_id(key: bytes, *, subject: str) -> str:
    """Return 40 hexadecimal digits that name a subject to strangers, and tell them nothing of it.

    :raises ValueError: if the key is too short.
    """
    return keyed(key, purpose="public id", fields=(subject,)).hex()[:40]


def token_digest(token: str) -> str:
    """Return 64 hexadecimal digits by which a token is found again, without being kept."""
    return sha256(token.encode()).hexdigest()


def same_code(typed: str, expected: str) -> bool:
    """Compare a code with what was typed, spaces aside, in a time that tells nothing."""
    return hmac.compare_digest("".join(typed.split()).encode(), expected.encode())


def _derived(key: bytes, *, purpose: str, subject: str, version: int) -> bytes:
    return keyed(key, purpose=purpose, fields=(subject, str(version)))


def _grouped(characters: str) -> str:
    return f"{characters[:4]}-{characters[4:]}"
