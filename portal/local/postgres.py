"""PostgreSQL in a folder of ours: made when missing, started, stopped.

It listens on 127.0.0.1 only, at a port that is free, and asks everyone for the password.
There is no Unix socket: its path may not be longer than 107 bytes, and ours may be.
"""

import os
import re
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from portal.local.errors import LocalError
from portal.local.ports import free_port
from portal.local.processes import Account, Process, Program, exists

# The log tells that a statement failed, and not what stood in it: names and addresses.
DURABLE = ("log_checkpoints=off", "log_min_error_statement=panic", "log_error_verbosity=terse")
# For tests: whatever happens to the machine, the data are thrown away afterwards.
DISPOSABLE = (*DURABLE, "fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=300")
FIRST_WITH_BUILTIN_LOCALE = 17
OLDEST = 14  # that Django 5.2 supports
PATIENCE = 120  # seconds: after a crash it reads back what was not yet in place
NAME = "portal"
PASSWORD_BYTES = 24


@dataclass(frozen=True)
class Postgres:
    """The programs, the folder with the data, and who runs the one on the other."""

    programs: Path
    folder: Path
    account: Account
    log: Path

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def password_file(self) -> Path:
        return self.folder / "password"

    def create(self, *, sync: bool = True) -> None:
        """Make an empty database, completely or not at all."""
        if self.folder.exists():
            return self._check_release()
        unfinished = Postgres(
            programs=self.programs,
            folder=self.folder.with_name(self.folder.name + ".unfinished"),
            account=self.account,
            log=self.log,
        )
        shutil.rmtree(unfinished.folder, ignore_errors=True)
        unfinished._fill(sync=sync)
        unfinished.folder.replace(self.folder)
        return None

    def start(
        self, *, options: Sequence[str] = DURABLE, keep_open: Sequence[int] = ()
    ) -> tuple[Process, str]:
        """Start the server; return it and its address."""
        self._forget_stranger()
        for _ in range(3):
            port = free_port()
            process = self._program(
                "postgres",
                *("-D", self.data, "-p", str(port)),
                *("-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="),
                *(word for option in options for word in ("-c", option)),
                keep_open=keep_open,
            ).start()
            if self._is_ready(process):
                return process, self.address(port)
            if "Address already in use" not in process.said():
                break
        raise process.trouble(f"PostgreSQL did not start ({process.last_words()}): see {self.log}.")

    def address(self, port: int) -> str:
        return f"postgres://{NAME}:{self.password_file.read_text().strip()}@127.0.0.1:{port}/{NAME}"

    def _fill(self, *, sync: bool) -> None:
        self.folder.mkdir(mode=0o700)
        self.password_file.touch(mode=0o600)
        self.password_file.write_text(secrets.token_urlsafe(PASSWORD_BYTES) + "\n")
        self.account.own(self.folder, self.password_file)
        options = ["-U", NAME, "-E", "UTF8", "-A", "scram-sha-256", "--no-instructions", *self._locale()]
        options += [] if sync else ["--no-sync"]
        self._run("initdb", "-D", self.data, "--pwfile", self.password_file, *options)
        self._run("postgres", "--single", "-D", self.data, "postgres", text=f"CREATE DATABASE {NAME}\n")

    def _run(self, program: str, *arguments: str | Path, text: str = "") -> None:
        process = self._program(program, *arguments).run(text=text)
        if process.failed or "ERROR:" in process.said():
            raise process.trouble(f"PostgreSQL could not be set up ({process.last_words()}): see {self.log}.")

    def _program(self, name: str, *arguments: str | Path, keep_open: Sequence[int] = ()) -> Program:
        # PG… variables are meant for the clients of some other server.
        environment = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
        return Program(
            name="PostgreSQL",
            command=[self.programs / name, *arguments],
            log=self.log,
            environment=environment | {"LC_ALL": "C", "TZ": "UTC"},
            account=self.account,
            stop_by=signal.SIGINT,  # close the connections, write everything down, stop
            orphaned_by=signal.SIGINT,
            patience=30,
            keep_open=keep_open,
        )

    def _is_ready(self, process: Process) -> bool:
        """Wait until the server says so in its pid file, as pg_ctl does."""
        until = time.monotonic() + PATIENCE
        while process.is_alive and time.monotonic() < until:
            pid, *_, status = self._pid_file_lines() or ["", ""]
            if pid == str(process.popen.pid) and status.strip() == "ready":
                return True
            time.sleep(0.01)
        process.kill()
        return False

    def _pid_file_lines(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def _forget_stranger(self) -> None:
        """Remove a pid file whose number meanwhile belongs to some other process.

        The caller holds the lock that every server of this folder keeps, so none is running;
        PostgreSQL cannot know that and would refuse to start.
        """
        if (lines := self._pid_file_lines()) and lines[0].isdigit() and exists(int(lines[0])):
            (self.data / "postmaster.pid").unlink()

    def _locale(self) -> list[str]:
        """Return the options that make text behave alike on every machine."""
        if self._release() >= FIRST_WITH_BUILTIN_LOCALE:
            return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        return ["--locale=C.UTF-8"]

    def _release(self) -> int:
        answer = subprocess.run(  # noqa: S603 - the program we are about to use
            [self.programs / "postgres", "--version"], capture_output=True, text=True, check=False
        )
        found = re.search(r"\) (\d+)", answer.stdout)
        release = int(found[1]) if found else 0
        if release < OLDEST:
            raise LocalError(
                f"{self.programs} holds {answer.stdout.strip() or 'no PostgreSQL that runs here'}: install "
                f"PostgreSQL {OLDEST} or newer, or set DATABASE_URL."
            )
        return release

    def _check_release(self) -> None:
        made_by = (self.data / "PG_VERSION").read_text().strip()
        if made_by != str(self._release()):
            raise LocalError(
                f"The data in {self.folder} were made by PostgreSQL {made_by}, but {self.programs} holds "
                f"{self._release()}: bring that one back, or remove the folder to start afresh."
            )
