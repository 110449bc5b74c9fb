"""Whom one can sign in as, as it is printed and kept beside the demonstration's data."""

import os
from pathlib import Path

from portal.demo.world.staff import LOGINS, PASSWORD


def logins() -> str:
    """Return whom one can sign in as, a line each."""
    rows = [f"  {login.role or 'applicant':<14} {login.email:<28} {PASSWORD}" for login in LOGINS]
    return "\n".join(["Sign in as", *rows])


def keep(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as opened:
        os.fchmod(opened.fileno(), 0o600)  # one left by an older run may have been readable
        opened.write(text + "\n")
