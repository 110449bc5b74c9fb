"""Have a file looked at in a process of its own: it gets nothing of ours, and is ended if it takes much."""

import json
import logging
import subprocess
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.conf import settings

from applications.rules.files.faults import Fault
from applications.rules.files.kinds import ARCHIVE_END, ARCHIVE_TAIL

log = logging.getLogger(__name__)

PATIENCE = 10.0  # seconds by the clock
LONGEST_ANSWER = 4096  # bytes
CHECKER = "applications.rules.files.checker"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a file: its pages, or why it is not taken. `memory` in bytes, 0 if nobody could say."""

    pages: int = 0
    fault: str = ""
    memory: int = 0
    seconds: float = 0.0


def cleaned(source: Path, target: Path, *, kind: str) -> Verdict:
    """Read a file and write a clean one; there is none if the verdict has a fault."""
    target.touch(mode=0o600, exist_ok=False)
    verdict = _said(source, target, kind)
    if not verdict.fault and _is_archive(target):
        verdict = replace(verdict, pages=0, fault=Fault.ATTACHED)
    if verdict.fault:
        target.unlink()
    return verdict


def _is_archive(target: Path) -> bool:
    """Tell whether a clean file could be unpacked too: nothing in it needs to be read for that."""
    with target.open("rb") as clean:
        clean.seek(max(0, target.stat().st_size - ARCHIVE_TAIL))
        return ARCHIVE_END in clean.read()


def _said(source: Path, target: Path, kind: str) -> Verdict:
    with source.open("rb") as given, target.open("wb") as clean, tempfile.TemporaryFile() as answer:
        try:
            code = _run(given.fileno(), clean.fileno(), answer.fileno(), kind)
        except subprocess.TimeoutExpired:
            return Verdict(fault=Fault.HEAVY)
        if code:  # the kernel ended it, or a reader fell over
            log.warning("The checker of files ended with %d.", code)
            return Verdict(fault=Fault.HEAVY)
        answer.seek(0)
        said = answer.read(LONGEST_ANSWER)
    return _read(said)


def _read(said: bytes) -> Verdict:
    try:
        answer: dict[str, Any] = json.loads(said)
        return Verdict(**answer)
    except (ValueError, TypeError):  # nothing of ours: a file has got hold of the checker
        log.warning("The checker of files gave no answer.")
        return Verdict(fault=Fault.HEAVY)


def _run(source: int, target: int, answer: int, kind: str) -> int:
    """Start the checker with the file as its input and the number of the descriptor for the clean one.

    What it says goes to a file: however much that is, it takes none of our memory.

    :raises subprocess.TimeoutExpired: if it is not done in time; it is ended then.
    """
    done = subprocess.run(  # noqa: S603  nothing of the file is in the words
        [sys.executable, "-s", "-E", "-m", CHECKER, kind, str(target)],
        cwd=settings.BASE_DIR,
        env={},
        stdin=source,
        stdout=answer,
        stderr=subprocess.DEVNULL,
        pass_fds=(target,),
        timeout=PATIENCE,
        check=False,
        start_new_session=True,
    )
    return done.returncode
