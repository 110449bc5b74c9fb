"""The servers of a manage.py command: those of a running portal, or some for its own duration."""

import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from portal.local import environment, locks
from portal.local.errors import LocalError, explained
from portal.local.servers import Record, check_given, folder_in_use, running

QUIET = 1.0  # seconds that we wait for somebody without saying so


@contextmanager
def servers() -> Iterator[None]:
    """Put the servers' addresses into the environment; stop afterwards what we have started.

    With DATABASE_URL and REDIS_URL given there is nothing to do, and nothing is done.
    """
    given = environment.read()
    with ExitStack() as stack:
        if not environment.addresses(given).both:
            try:
                os.environ.update(_variables(given, stack=stack))
            except LocalError as error:
                sys.exit(str(error))
        yield


def _variables(given: Mapping[str, str], *, stack: ExitStack) -> dict[str, str]:
    folder = Path(given.get("VAR_DIR") or "var")
    try:
        folder = environment.var_folder(given)
        if record := _running_portal(folder, stack=stack):
            return environment.borrowed(given, running=record.environment)
        addresses = environment.addresses(given)
        check_given(addresses)
        started = stack.enter_context(running(folder, addresses))
        return environment.completed(given, servers=started.addresses, var=folder)
    except OSError as error:
        raise explained(error, folder=folder) from error


def _running_portal(var: Path, *, stack: ExitStack) -> Record | None:
    """Return the record of a running portal, or None once the folder is ours.

    A folder in use without a record is another command's, or a portal's that is just starting.
    """
    speak_at = time.monotonic() + QUIET
    while True:
        try:
            stack.enter_context(folder_in_use(var))
        except locks.HeldError:
            if record := Record.read(var):
                return record
        else:
            return None
        if time.monotonic() > speak_at:
            sys.stderr.write(f"Waiting for another command to finish with {var} …\n")
            speak_at = float("inf")
        time.sleep(0.05)
