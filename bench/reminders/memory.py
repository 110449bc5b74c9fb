"""How much memory a process holds, from /proc."""

import re
from pathlib import Path


def megabytes(what: str = "VmRSS", *, pid: int | str = "self") -> float:
    """Return the memory of a process: VmRSS now, or VmHWM at its peak."""
    found = re.search(rf"^{what}:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0
