"""Start processes that do not outlive us, however we end.

On Linux the kernel is asked to signal each of them when we die, so that even `kill -9`
leaves nothing behind. Each leads a session of its own: Ctrl-C in the terminal reaches us
alone, and we stop them in good order.
"""

import ctypes
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from portal.local.errors import FULL, LEAST_ROOM, LocalError, disk_is_full

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None  # loaded before any fork
EXCEPTION = re.compile(r"[\w.]+(Error|Exception|Configured): ")
LONGEST_LOG = 10 * 1024 * 1024


@dataclass(frozen=True)
class Account:
    """Who runs a program: ourselves, ourselves under another name, or somebody else."""

    prefix: tuple[str, ...] = ()
    uid: int | None = None
    gid: int | None = None

    @property
    def groups(self) -> list[int] | None:
        return None if self.gid is None else []

    def own(self, *paths: Path) -> None:
        if self.uid is not None and self.gid is not None:
            for path in paths:
                os.chown(path, self.uid, self.gid)


OURSELVES = Account()


@dataclass(frozen=True)
class Program:
    """What is started, and how."""

    name: str
    command: Sequence[str | Path]
    log: Path
    environment: Mapping[str, str]
    folder: Path | None = None
    account: Account = OURSELVES
    stop_by: signal.Signals = signal.SIGTERM
    orphaned_by: signal.Signals = signal.SIGTERM
    patience: float = 10
    keep_open: Sequence[int] = ()

    def start(self, *, text: str = "") -> "Process":
        """Start it; `text` is what it reads on its standard input."""
        log_start = _shortened(self.log)
        with self.log.open("ab") as log:
            try:
                popen = subprocess.Popen(  # noqa: S603 - the command is ours
                    [*self.account.prefix, *map(str, self.command)],
                    cwd=self.folder,
                    env=self.environment,
                    stdin=subprocess.PIPE if text else subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    preexec_fn=_leash(self.orphaned_by),  # noqa: PLW1509 - we start no threads
                    start_new_session=True,
                    user=self.account.uid,
                    group=self.account.gid,
                    extra_groups=self.account.groups,
                    pass_fds=self.keep_open,
                )
            except OSError as error:
                raise LocalError(f"{self.command[0]} cannot be started: {error.strerror}.") from error
        if popen.stdin:
            with suppress(BrokenPipeError), popen.stdin:
                popen.stdin.write(text.encode())
        return Process(program=self, popen=popen, log_start=log_start)

    def run(self, *, text: str = "") -> "Process":
        """Start it and wait for its end; whoever interrupts us ends it too."""
        process = self.start(text=text)
        try:
            process.popen.wait()
        finally:
            process.kill()
        return process


@dataclass
class Process:
    program: Program
    popen: "subprocess.Popen[bytes]"
    log_start: int = field(default=0)

    @property
    def is_alive(self) -> bool:
        return self.popen.poll() is None

    @property
    def failed(self) -> bool:
        return bool(self.popen.returncode)

    def said(self) -> str:
        """Return what it has written to its log since it was started."""
        with self.program.log.open("rb") as log:
            log.seek(self.log_start)
            return log.read().decode(errors="replace")

    def last_words(self) -> str:
        """Return the line that says why: the last exception's, else the last line of all."""
        lines = [line.strip() for line in self.said().splitlines() if line.strip()]
        exceptions = [line for line in lines if EXCEPTION.match(line)]
        return (exceptions or lines or ["it said nothing"])[-1]

    def trouble(self, sentence: str) -> LocalError:
        """Return the error to raise when it has failed: a full disk, or else `sentence`."""
        folder = self.program.log.parent
        if any(words in self.said() for words in FULL) or room_on(folder) < LEAST_ROOM:
            return disk_is_full(folder.parent)
        return LocalError(sentence)

    def stop(self) -> None:
        stop_all([self])

    def kill(self) -> None:
        """End it, and those of its children that stayed in its session."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.popen.pid, signal.SIGKILL)
        self.popen.wait()


def stop_all(processes: Sequence[Process]) -> None:
    """Ask all of them to stop, wait, and end by force those that do not."""
    for process in processes:
        if process.is_alive:
            process.popen.send_signal(process.program.stop_by)
    for process in processes:
        with suppress(subprocess.TimeoutExpired):
            process.popen.wait(process.program.patience)
        process.kill()


def follow_parent(on_its_death: signal.Signals) -> None:
    """Ask for a signal when the process that started us ends, even if it is killed."""
    if LIBC is not None:
        LIBC.prctl(PR_SET_PDEATHSIG, on_its_death)


def exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def room_on(folder: Path) -> int:
    """Return the bytes that we could still write there."""
    disk = os.statvfs(folder)
    return disk.f_bavail * disk.f_frsize


def _shortened(log: Path) -> int:
    """Put a long log aside; return where the next line of the log will stand."""
    if not log.exists():
        return 0
    if log.stat().st_size < LONGEST_LOG:
        return log.stat().st_size
    log.replace(log.with_suffix(".old.log"))
    return 0


def _leash(on_our_death: signal.Signals) -> Callable[[], None]:
    """Return what a child does before it becomes its program: ask for a signal when we die."""
    parent = os.getpid()

    def fasten() -> None:
        if LIBC is not None:
            LIBC.prctl(PR_SET_PDEATHSIG, on_our_death)
            if os.getppid() != parent:  # we died before the kernel was asked
                os._exit(1)

    return fasten
