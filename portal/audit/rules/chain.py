"""The chain of seals: each digest is made of the event and of the digest before it.

Changing, removing, adding or swapping sealed events breaks the chain from there on. Cutting
off its end does not: only a digest that was noted elsewhere (an anchor) shows that.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256

GENESIS = "0" * 64


def digest_of(row: Mapping[str, object], *, previous: str) -> str:
    """Return the digest of an event, given the one before it.

    The row is written as JSON in one way only: keys sorted, no spaces, times in UTC with
    microseconds.
    """
    text = json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_instant)
    return sha256(f"{previous}\n{text}".encode()).hexdigest()


def _instant(value: object) -> str:
    if not isinstance(value, datetime):
        raise TypeError(f"A sealed row holds no {type(value).__name__}.")
    return value.astimezone(UTC).isoformat(timespec="microseconds")
