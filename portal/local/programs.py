"""The portal's own programs, as they run on this machine."""

import os
import signal
import socket
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from portal.local.environment import ROOT
from portal.local.processes import Process, Program

CELERY = ("-m", "celery", "--app", "portal.celery", "--quiet")
# Say at once what there is to say; and keep what was compiled, or each start takes a second more.
QUICK = {"PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": ""}


@dataclass(frozen=True)
class Portal:
    var: Path
    environment: Mapping[str, str]

    def manage(self, *words: str) -> Process:
        """Run one manage.py command to its end."""
        return self._program("manage.py", "setup", [ROOT / "manage.py", *words]).run()

    def web(self, sockets: Sequence[socket.socket]) -> Process:
        """Serve on ports that are already ours."""
        descriptors = [each.fileno() for each in sockets]
        words = ["-m", "gunicorn", "--config=python:portal.local.web"]
        words += [f"--bind=fd://{number}" for number in descriptors]
        return self._program("web server", "web", words, keep_open=descriptors).start()

    def gateway(self, listener: socket.socket) -> Process:
        """Take the demonstration's text messages on a port that is already ours."""
        words = ["-m", "portal.local.gateway", f"--socket={listener.fileno()}"]
        words += [f"--folder={self.var / 'mailbox'}", f"--report-url={self._local_address}/notices/reports/"]
        return self._program("SMS gateway", "gateway", words, keep_open=[listener.fileno()]).start()

    def sockets(self, listeners: Sequence[socket.socket]) -> Process:
        """Keep pages up to date on ports that are already ours."""
        descriptors = [each.fileno() for each in listeners]
        words = ["-m", "portal.live", *(f"--socket={number}" for number in descriptors)]
        return self._program("socket server", "sockets", words, keep_open=descriptors).start()

    def worker(self) -> Process:
        # Threads: one process, whose tasks wait for the network and for PostgreSQL.
        words = [*CELERY, "worker", "--pool=threads", "--concurrency=8", "--loglevel=INFO"]
        words += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        return self._program("worker", "worker", words).start()

    def clock(self) -> Process:
        words = [*CELERY, "beat", "--loglevel=INFO", "--pidfile=", f"--schedule={self.var / 'beat'}"]
        return self._program("clock", "clock", words).start()

    @property
    def _local_address(self) -> str:
        """Where the web server is for this machine, whatever the portal's address is for everybody."""
        return f"http://localhost:{self.environment['PORT']}"

    def _program(
        self,
        name: str,
        log: str,
        words: Sequence[str | Path],
        *,
        keep_open: Sequence[int] = (),
    ) -> Program:
        return Program(
            name=name,
            command=[sys.executable, *words],
            log=self.var / "log" / f"{log}.log",
            environment={**os.environ, **self.environment, **QUICK},
            folder=ROOT,
            orphaned_by=signal.SIGKILL,  # what they were doing is in the database, or was not begun
            keep_open=keep_open,
        )
