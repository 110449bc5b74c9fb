"""The process in which somebody's file is opened: `python -m applications.rules.files.checker KIND TO`.

It reads the file on descriptor 0 and writes the clean one on TO. Its answer is one line of JSON on
1. It has no environment, no settings and no database, and takes no more memory and time than is
said here: the kernel ends it otherwise, and the file is refused. It must not import Django.
"""

import json
import os
import resource
import sys
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from applications.rules.files.faults import Fault, FileError

MEMORY = 300 * 1024 * 1024
SECONDS = 8  # of work; whoever started it waits no longer than ten by the clock
LARGEST_RESULT = 64 * 1024 * 1024
OPEN_FILES = 32


def main(kind: str, to: int) -> None:
    """Look at one file and say what it is."""
    confine()
    with os.fdopen(0, "rb") as source, os.fdopen(to, "wb") as target:
        try:
            said: dict[str, object] = {"pages": _clean(source, target, kind)}
        except FileError as error:
            said = {"fault": error.fault.value}
        except MemoryError:
            said = {"fault": Fault.HEAVY.value}
    used = resource.getrusage(resource.RUSAGE_SELF)
    said |= {"memory": _highest(), "seconds": used.ru_utime + used.ru_stime}
    sys.stdout.write(json.dumps(said))


def confine() -> None:
    """Give back what it does not need: memory, time, space on the disk, children, a dump of its memory."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, LARGEST_RESULT),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        with suppress(ValueError):  # a system that allows less already
            resource.setrlimit(what, (most, most))


def _highest() -> int:
    """Return the most memory that it had, in bytes; `getrusage` counts whoever started it too."""
    with suppress(OSError):
        for line in Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return 0


def _clean(source: BinaryIO, target: BinaryIO, kind: str) -> int:
    # Each reader only where it is wanted: the other would take a tenth of the memory.
    if kind == "pdf":
        from applications.rules.files.pdfs import rewrite  # noqa: PLC0415  see above

        return rewrite(source, target)
    from applications.rules.files.pictures import draw  # noqa: PLC0415  see above

    return draw(source, target, kind=kind)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
