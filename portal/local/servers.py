"""The servers of one folder: who may start them, what is started, and where they are found.

Three files in `var/` say what goes on. `lock` is held by whoever uses the folder: one
launcher, or one manage.py command. `servers.lock` is held by the servers themselves, so
that nobody starts a second one on data that the first has not finished writing. And
`servers.json` tells manage.py where a running launcher's servers are; it counts only
while the lock is held and its writer lives, so one left by a crash deceives nobody.
"""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Self

from portal.local import binaries, keys, locks, root
from portal.local.environment import Addresses
from portal.local.errors import LocalError
from portal.local.ports import answers
from portal.local.postgres import Postgres
from portal.local.processes import Process, exists
from portal.local.valkey import Valkey

PATIENCE = 60  # seconds until the servers of a run that has just been killed are gone
POSTGRES_PORT, REDIS_PORT = 5432, 6379


@dataclass(frozen=True)
class Record:
    """What `servers.json` says: who runs the portal, and with which variables."""

    pid: int
    environment: dict[str, str]

    @classmethod
    def read(cls, var: Path) -> Self | None:
        """Return what a living launcher has written, if there is one."""
        try:
            record = cls(**json.loads(_record_file(var).read_text()))
        except (FileNotFoundError, ValueError, TypeError):
            return None
        return record if exists(record.pid) else None

    def write(self, var: Path) -> None:
        keys.write_private(_record_file(var), json.dumps(asdict(self)))


@contextmanager
def folder_in_use(var: Path) -> Iterator[None]:
    """Hold the folder for ourselves; whatever an earlier user left in its record is void.

    :raises locks.HeldError: if somebody else holds it.
    """
    with locks.held(var / "lock"):
        _record_file(var).unlink(missing_ok=True)
        try:
            yield
        finally:
            with suppress(OSError):
                _record_file(var).unlink(missing_ok=True)


@dataclass
class Started:
    """Both addresses, and those servers that are our own children."""

    addresses: Addresses
    processes: list[Process]


@contextmanager
def running(var: Path, given: Addresses) -> Iterator[Started]:
    """Start the servers that were not given; stop them at the end. The folder is ours meanwhile."""
    with ExitStack() as stack:
        lock = stack.enter_context(_servers_lock(var))
        started = Started(addresses=given, processes=[])
        if not given.database_url:
            process, url = _postgres(var, lock=lock)
            stack.callback(process.stop)
            started.processes.append(process)
            started.addresses = replace(started.addresses, database_url=url)
        if not given.redis_url:
            process, url = _valkey(var, lock=lock)
            stack.callback(process.stop)
            started.processes.append(process)
            started.addresses = replace(started.addresses, redis_url=url)
        yield started


def check_given(given: Addresses) -> None:
    """Refuse servers that were given but do not answer."""
    for variable, url, default in (
        ("DATABASE_URL", given.database_url, POSTGRES_PORT),
        ("REDIS_URL", given.redis_url, REDIS_PORT),
    ):
        if url and not answers(url, default_port=default):
            raise LocalError(
                f"Nothing answers at the address in {variable}: start that server or correct the address, or "
                f"leave {variable} out, and the portal starts a server of its own."
            )


def _postgres(var: Path, *, lock: int) -> tuple[Process, str]:
    account = root.account()
    if account.uid is not None:
        var.chmod(0o711)  # `nobody` has to pass through, not to look around
    programs = root.within_reach(binaries.postgres_programs(), by=account, spare=var / "programs")
    server = Postgres(
        programs=programs, folder=var / "postgres", account=account, log=var / "log" / "postgres.log"
    )
    server.create()
    return server.start(keep_open=[lock])


def _valkey(var: Path, *, lock: int) -> tuple[Process, str]:
    server = Valkey(program=binaries.valkey_server(), folder=var / "valkey", log=var / "log" / "valkey.log")
    return server.start(keep_open=[lock])


@contextmanager
def _servers_lock(var: Path) -> Iterator[int]:
    with ExitStack() as stack:
        try:
            lock = stack.enter_context(locks.held(var / "servers.lock", wait=PATIENCE))
        except locks.HeldError:
            raise LocalError(
                f"Servers of an earlier run still use {var}: wait until they have stopped, then start again."
            ) from None
        yield lock


def _record_file(var: Path) -> Path:
    return var / "servers.json"
