"""Whom one can sign in as, and what to look up, as it is printed and kept beside the data."""

import os
from pathlib import Path

from portal.demo.world.staff import LOGINS, PASSWORD, Login
from portal.demo.world.tracked.olena import looked_up


def logins() -> str:
    """Return whom one can sign in as, a line each."""
    rows = [f"  {_who(login):<14} {login.email:<28} {PASSWORD}" for login in LOGINS]
    found = [f"  case number {found.number}, access code {found.code}" for found in looked_up()]
    return "\n".join(["Sign in as", *rows, *(["Look up without an account", *found] if found else [])])


def _who(login: Login) -> str:
    return str(login.role) if login.role else login.email.partition("@")[0]


def keep(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as opened:
        os.fchmod(opened.fileno(), 0o600)  # one left by an older run may have been readable
        opened.write(text + "\n")
