"""Valkey in a folder of ours: started, stopped.

It carries wake-ups and caches, nothing that may not be lost: what must not be lost is a
row in PostgreSQL. It listens on 127.0.0.1 only and asks everyone for a password.
"""

import os
import secrets
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from portal.local.ports import free_port
from portal.local.processes import Process, Program

PATIENCE = 20  # seconds
PASSWORD_BYTES = 24
# One database for each process of the tests, and some to spare.
DATABASES = 64


@dataclass(frozen=True)
class Valkey:
    program: Path
    folder: Path
    log: Path

    def start(self, *, persist: bool = True, keep_open: Sequence[int] = ()) -> tuple[Process, str]:
        """Start the server; return it and its address."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        password = secrets.token_urlsafe(PASSWORD_BYTES)
        for _ in range(3):
            port = free_port()
            process = self._program(keep_open).start(
                text=self._configuration(port, password, persist=persist)
            )
            if _is_ready(process, port=port, password=password):
                return process, f"redis://:{password}@127.0.0.1:{port}/0"
            if "Address already in use" not in process.said():
                break
        raise process.trouble(f"Valkey did not start ({process.last_words()}): see {self.log}.")

    def _program(self, keep_open: Sequence[int]) -> Program:
        return Program(
            name="Valkey",
            command=[self.program, "-"],  # the configuration comes on standard input: `ps` shows no password
            log=self.log,
            environment=dict(os.environ),
            folder=self.folder,
            keep_open=keep_open,
        )

    def _configuration(self, port: int, password: str, *, persist: bool) -> str:
        return "\n".join(
            [
                "bind 127.0.0.1",
                f"port {port}",
                f"requirepass {password}",
                "loglevel warning",
                f"databases {DATABASES}",
                "save 300 1" if persist else 'save ""',
                "stop-writes-on-bgsave-error no",  # a copy that fails is no reason to stop waking anybody
                "maxmemory 256mb",
                "maxmemory-policy volatile-ttl",  # what has a time to live is cache; a queue has none
                "",
            ]
        )


def _is_ready(process: Process, *, port: int, password: str) -> bool:
    until = time.monotonic() + PATIENCE
    while process.is_alive and time.monotonic() < until:
        if _pong(port, password):
            return True
        time.sleep(0.01)
    process.kill()
    return False


def _pong(port: int, password: str) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), 1) as link, link.makefile("rb") as answer:
            link.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            return [answer.readline(), answer.readline()] == [b"+OK\r\n", b"+PONG\r\n"]
    except OSError:
        return False
