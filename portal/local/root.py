"""Let PostgreSQL run when we are root, or an account without a name: it refuses to be either.

First choice: a user namespace in which we are called nobody. It needs no change to any
file, and works below /root. Where the kernel or a container forbids that: the account
`nobody` itself, which is then given what lies below our own folder and nothing else.
"""

import os
import pwd
import shutil
import subprocess
from pathlib import Path

from portal.local.errors import LocalError
from portal.local.processes import OURSELVES, Account

NAMESPACE = ("unshare", "--user", "--map-user=65534", "--map-group=65534")


def account() -> Account:
    """Return who is to run PostgreSQL."""
    is_root = os.geteuid() == 0
    if not is_root and _has_name(os.geteuid()):
        return OURSELVES
    if namespaces_work():
        return Account(prefix=NAMESPACE)
    if is_root:
        return nobody()
    raise LocalError(
        f"PostgreSQL does not run for an account without a name (number {os.geteuid()}): give it one in "
        "/etc/passwd, or set DATABASE_URL."
    )


def nobody() -> Account:
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        raise LocalError(
            "PostgreSQL does not run as root, and this machine has no account `nobody`: "
            "start as an ordinary user, or set DATABASE_URL."
        ) from None
    return Account(uid=entry.pw_uid, gid=entry.pw_gid)


def namespaces_work() -> bool:
    if shutil.which(NAMESPACE[0]) is None:
        return False
    trial = subprocess.run([*NAMESPACE, "true"], capture_output=True, check=False)  # noqa: S603 - our words
    return trial.returncode == 0


def within_reach(programs: Path, *, by: Account, spare: Path) -> Path:
    """Return the folder of programs, or a copy of it in `spare` if `by` may not enter it."""
    if by.uid is None or _can_run(programs / "initdb", by=by):
        return programs
    copy = spare / programs.relative_to(programs.parents[2])
    if not copy.exists():
        _copy_package(programs.parents[1], to=spare)
    if not _can_run(copy / "initdb", by=by):
        raise LocalError(
            f"PostgreSQL does not run as root, and the account `nobody` cannot enter {spare.parent}: start "
            "as an ordinary user, move the portal to a folder that everyone may enter, or set DATABASE_URL."
        )
    return copy


def _copy_package(package: Path, *, to: Path) -> None:
    """Copy a wheel's package, and the libraries that lie beside it, completely or not at all."""
    unfinished = to.with_name(to.name + ".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    for folder in (package, package.with_name(package.name + ".libs")):
        if folder.exists():
            shutil.copytree(folder, unfinished / folder.name)
    _open(unfinished)
    unfinished.replace(to)


def _has_name(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def _can_run(program: Path, *, by: Account) -> bool:
    try:
        trial = subprocess.run(  # noqa: S603 - our own program
            [program, "--version"],
            capture_output=True,
            check=False,
            user=by.uid,
            group=by.gid,
            extra_groups=by.groups,
        )
    except PermissionError:
        return False
    return trial.returncode == 0


def _open(folder: Path) -> None:
    """Let everyone read what we have copied, whatever our umask is."""
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
