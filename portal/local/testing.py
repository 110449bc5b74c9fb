"""Early pytest plugin: real PostgreSQL and Valkey for the tests, and the settings they need.

Named in pytest.ini (`-p portal.local.testing`), because pytest-django reads the settings
before any conftest.py. Run it as `python -m pytest`: a bare `pytest` does not find `portal`.

A developer's DATABASE_URL may well name data that matter, so it is never used here. To test
on servers of your own, say so: TEST_DATABASE_URL and TEST_REDIS_URL. The former's user must
be allowed to create databases; the latter's server is written to and emptied.
"""

import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Generator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from portal.local import binaries, locks, root
from portal.local.errors import LocalError, explained
from portal.local.postgres import DISPOSABLE, Postgres
from portal.local.valkey import DATABASES, Valkey

pytest_plugins = ("portal.local.browser", "portal.local.gateway.fixtures")

PREFIX = "portal-tests-"
SETTLED = 60  # seconds after which a run has long taken its lock


@pytest.hookimpl(wrapper=True)  # a wrapper runs before pytest-django's own hook
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):
        os.environ["REDIS_URL"] = redis_url_for(worker, url=os.environ["REDIS_URL"])
    else:
        try:
            os.environ.update(_start(early_config))
        except OSError as error:
            raise pytest.UsageError(explained(error, folder=Path(tempfile.gettempdir()))) from error
        except LocalError as error:
            raise pytest.UsageError(str(error)) from error
    return (yield)


def environment(*, database_url: str, redis_url: str, var: Path) -> dict[str, str]:
    """Return every variable that settings read and a developer's `.env` could set otherwise."""
    return {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "SECRET_KEY": secrets.token_urlsafe(50),
        "IDENTITY_KEY": secrets.token_urlsafe(50),
        "DEBUG": "0",
        "DEMO": "0",
        "TLS": "0",
        "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1],testserver",
        "CSRF_TRUSTED_ORIGINS": "",
        "SITE_URL": "http://localhost",
        "TRUSTED_PROXIES": "0",
        "UNLIMITED_NETWORKS": "127.0.0.0/8,::1/128",
        "SOCKETS_PORT": "",
        "SOCKETS_MOST": "",
        "SOCKETS_PER_NETWORK": "",
        "SENDERS": "",
        "SMS_GATEWAY_URL": "console:",
        "SMS_GATEWAY_TOKEN": "",
        "SMS_SENDER": "",
        "SMS_TIMEOUT": "",
        "SMS_GATEWAY_DEDUPLICATES": "",
        "SMS_REPORT_SECRET": secrets.token_urlsafe(50),
        "VAPID_PRIVATE_KEY": "",
        "VAPID_CONTACT": "",
        "PUSH_SERVICES": "127.0.0.1,localhost",
        "VAR_DIR": str(var),
        "UPLOADS_DIR": "",
        "COPIES_KEPT_DAYS": "",
        "CLAMD_SOCKET": "",
        "CLAMD_HOST": "",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "1",  # a test that drives a browser runs inside Playwright's loop
    }


def redis_url_for(worker: str, *, url: str) -> str:
    """Return the address of a database of its own for one of several test processes."""
    server, _, _ = url.rpartition("/")
    return f"{server}/{1 + int(worker.removeprefix('gw')) % (DATABASES - 1)}"


def _start(config: pytest.Config) -> dict[str, str]:
    stack = ExitStack()
    config.add_cleanup(stack.close)
    _sweep()
    base = Path(tempfile.mkdtemp(prefix=PREFIX))
    stack.callback(shutil.rmtree, base, ignore_errors=True)
    lock = stack.enter_context(locks.held(base / "lock"))
    var = base / "var"
    var.mkdir()
    return environment(
        database_url=os.environ.get("TEST_DATABASE_URL") or _postgres(base, lock=lock, stack=stack),
        redis_url=os.environ.get("TEST_REDIS_URL") or _valkey(base, lock=lock, stack=stack),
        var=var,
    )


def _postgres(base: Path, *, lock: int, stack: ExitStack) -> str:
    account = root.account()
    if account.uid is not None:
        base.chmod(0o711)
    programs = root.within_reach(binaries.postgres_programs(), by=account, spare=base / "programs")
    server = Postgres(programs=programs, folder=base / "postgres", account=account, log=base / "postgres.log")
    server.create(sync=False)
    process, url = server.start(options=DISPOSABLE, keep_open=[lock])
    stack.callback(process.stop)
    return url


def _valkey(base: Path, *, lock: int, stack: ExitStack) -> str:
    server = Valkey(program=binaries.valkey_server(), folder=base / "valkey", log=base / "valkey.log")
    process, url = server.start(persist=False, keep_open=[lock])
    stack.callback(process.stop)
    return url


def _sweep() -> None:
    """Remove what earlier test runs left behind that were killed before they could tidy up."""
    for base in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(FileNotFoundError):  # another run sweeps too
            state = (base / "lock").stat()
            is_old = state.st_mtime < time.time() - SETTLED
            if is_old and state.st_uid == os.geteuid() and not locks.is_held(base / "lock"):
                shutil.rmtree(base, ignore_errors=True)
