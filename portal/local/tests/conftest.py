"""A folder, a port and an environment in which the launcher and manage.py are run for real."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from portal.local.environment import ROOT
from portal.local.ports import free_port
from portal.local.website import status

SOCKETS = "portal.live"
EVERYTHING = frozenset({"postgres", "valkey-server", "gunicorn", SOCKETS, "worker", "beat"})
GATEWAY = "portal.local.gateway"  # in a demonstration
GIVEN = (
    "DATABASE_URL REDIS_URL SECRET_KEY IDENTITY_KEY ALLOWED_HOSTS SITE_URL TLS SOCKETS_PORT "
    "SMS_GATEWAY_URL SMS_GATEWAY_TOKEN SMS_REPORT_SECRET VAPID_PRIVATE_KEY"
)
Running = subprocess.Popen[str]
PATIENCE = 30  # seconds; a busy machine is slow, not wrong


@dataclass(frozen=True)
class Place:
    """Where one portal lives, apart from every other."""

    var: Path
    port: int

    @property
    def environment(self) -> dict[str, str]:
        # Empty, so that neither the tests' own servers nor a developer's .env count as given.
        ours = dict.fromkeys(GIVEN.split(), "")
        return {**os.environ, **ours, "VAR_DIR": str(self.var), "PORT": str(self.port), "DEMO": "0"}

    def start(self, *words: str, **variables: str) -> Running:
        return subprocess.Popen(  # noqa: S603 - our own programs
            words,
            cwd=ROOT,
            env={**self.environment, **variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, *, programs: frozenset[str] = EVERYTHING, **variables: str) -> Running:
        """Start a launcher and wait until everything is there."""
        launcher = self.launch(**variables)
        assert eventually(
            lambda: launcher.poll() is not None or (self.programs() == programs and self.is_served())
        ), self.programs()
        assert launcher.poll() is None, launcher.communicate()[0]
        return launcher

    def launch(self, **variables: str) -> Running:
        return self.start(sys.executable, "-m", "portal.local", **variables)

    def manage(self, *words: str, **variables: str) -> Running:
        return self.start(sys.executable, "manage.py", *words, **variables)

    def python(self, code: str, **variables: str) -> Running:
        """Start a manage.py command that runs some lines of Python."""
        return self.manage("shell", "--no-imports", "--verbosity=0", "--command", code, **variables)

    def processes(self) -> dict[int, list[str]]:
        """Return the processes started for this place, whoever's children they are now, and their words."""
        pids = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]
        return {pid: _words(pid, "cmdline") for pid in pids if pid != os.getpid() and self._owns(pid)}

    def _owns(self, pid: int) -> bool:
        # Valkey writes its title over its environment, but works in a folder of this place.
        return f"VAR_DIR={self.var}" in _words(pid, "environ") or self.var in _folder(pid).parents

    def is_served(self) -> bool:
        return status(self.port) is not None

    def programs(self) -> frozenset[str]:
        """Return which of the portal's programs run here."""
        words = {Path(word).name.split(" ")[0] for line in self.processes().values() for word in line}
        return (EVERYTHING | {GATEWAY}) & words


def finished(process: Running) -> tuple[int, str]:
    """Wait for a process; return its exit code and what it said."""
    said, _ = process.communicate(timeout=PATIENCE)
    return process.returncode, said


def eventually(condition: Callable[[], bool]) -> bool:
    """Say whether a condition comes true while we wait."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.05)
    return False


def _words(pid: int, file: str) -> list[str]:
    try:
        return Path(f"/proc/{pid}/{file}").read_bytes().decode(errors="replace").split("\0")
    except OSError:  # it has just ended, or is not ours
        return []


def _folder(pid: int) -> Path:
    try:
        return Path(f"/proc/{pid}/cwd").readlink()
    except OSError:
        return Path("/")


def _end(place: Place) -> None:
    for pid in place.processes():
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """A new place; whatever a failed test has left running there is ended."""
    fresh = Place(var=tmp_path / "var ž", port=free_port())
    yield fresh
    _end(fresh)


@pytest.fixture(scope="session")
def used_var() -> Iterator[Path]:
    """A folder that several tests use one after the other: a database is made in it only once."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder) / "var"


@pytest.fixture
def used_place(used_var: Path) -> Iterator[Place]:
    place = Place(var=used_var, port=free_port())
    yield place
    _end(place)
