"""Secrets that are made once and kept in files of mode 600."""

import os
import secrets
from pathlib import Path

from portal.local.errors import LocalError

BYTES = 48


def kept(path: Path) -> str:
    """Return the secret in a file; make it first if there is no such file.

    The file appears whole or not at all: half a key would be taken for a key later.
    """
    if not path.exists():
        path.parent.mkdir(mode=0o700, exist_ok=True)
        write_private(path, secrets.token_urlsafe(BYTES) + "\n")
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
