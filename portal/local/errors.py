"""What the person at the terminal is told when something cannot start."""

import errno
from pathlib import Path

FULL = ("No space left on device", "Disk quota exceeded")
# PostgreSQL adds one write-ahead segment of 16 MB at a time. With less than that left on the
# disk, whatever has just failed most likely failed for want of room, and may not have managed
# to say so: its log is on the same disk.
LEAST_ROOM = 16 * 1024 * 1024


class LocalError(Exception):
    """One plain sentence: what is wrong, and what to do about it."""


def disk_is_full(folder: Path) -> LocalError:
    return LocalError(
        f"The disk is full: make some room where {folder} lies (300 MB is plenty) and start again."
    )


def explained(error: OSError, *, folder: Path) -> LocalError:
    """Return the sentence for an error of the operating system met while using `folder`."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return disk_is_full(folder)
    return LocalError(
        f"{error.filename or folder} cannot be used ({error.strerror}): "
        f"see that {folder} is a folder you may write to, or name another one in VAR_DIR."
    )
