"""Secrets that are made once and kept in files of mode 600."""

import base64
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from portal.local.errors import LocalError

BYTES = 48
# The order of the curve P-256 (SEC 2, section 2.4.2): its private keys are the numbers below.
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def random_text() -> str:
    return secrets.token_urlsafe(BYTES)


def vapid_key() -> str:
    """Return a new private key for web push: 32 bytes in base64url, without padding."""
    number = 1 + secrets.randbelow(P256_ORDER - 1)
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).decode().rstrip("=")


def kept(path: Path, *, make: Callable[[], str] = random_text) -> str:
    """Return the secret in a file; make it first if there is no such file.

    The file appears whole or not at all: half a key would be taken for a key later.
    """
    if not path.exists():
        path.parent.mkdir(mode=0o700, exist_ok=True)
        write_private(path, make() + "\n")
    if key := path.read_text().strip():
        return key
    raise LocalError(
        f"{path} is empty: put back the key that was in it, or remove the file to have a new one made."
    )


def write_private(path: Path, text: str) -> None:
    """Write a file that nobody else may read, at one stroke."""
    unfinished = path.with_name(path.name + ".unfinished")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    unfinished.replace(path)
