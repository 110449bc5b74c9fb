"""Numbers that only the office can compute: HMAC-SHA256 (RFC 2104) over named fields."""

import hmac
from hashlib import sha256

UNIT_SEPARATOR = "\x1f"  # ASCII, for exactly this
SHORTEST_KEY = 16


def keyed(key: bytes, *, purpose: str, fields: tuple[str, ...]) -> bytes:
    """Return 32 bytes that depend on the key, the purpose and each field.

    Equal fields for two purposes give unrelated answers, and no text can move from one
    field into the next.

    :raises ValueError: if the key is shorter than 128 bits, or a field has a separator in it.
    """
    if len(key) < SHORTEST_KEY:
        raise ValueError("A key has at least 16 bytes.")
    parts = (purpose, *fields)
    if any(UNIT_SEPARATOR in part for part in parts):
        raise ValueError("A field has no unit separator in it.")
    return hmac.digest(key, UNIT_SEPARATOR.join(parts).encode(), sha256)
