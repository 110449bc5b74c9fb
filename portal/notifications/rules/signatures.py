"""Know that a call comes from whom it says, and is not an old one said again.

The caller signs the time and the text with a secret that both have (RFC 2104), as the
gateways' own web hooks do: hexadecimal HMAC-SHA256 of Unix time, full stop, body.
"""

import hashlib
import hmac
import re
from datetime import datetime

TOLERANCE = 300  # seconds by which the two clocks may differ, and for which a call may be repeated
SECONDS = re.compile(r"[0-9]{1,12}")


def signed(body: bytes, *, secret: str, timestamp: str) -> str:
    return hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()


def is_genuine(body: bytes, *, secret: str, timestamp: str, signature: str, at: datetime) -> bool:
    """Return whether somebody who knows the secret has signed this body, at most five minutes from `at`.

    Without a secret nobody has.
    """
    if not secret or not SECONDS.fullmatch(timestamp):
        return False
    if abs(at.timestamp() - int(timestamp)) > TOLERANCE:
        return False
    expected = signed(body, secret=secret, timestamp=timestamp)
    return hmac.compare_digest(signature.lower().encode(), expected.encode())
