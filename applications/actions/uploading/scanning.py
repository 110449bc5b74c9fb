"""Ask a virus scanner of the installation (ClamAV's clamd), if it has one."""

import logging
from pathlib import Path

import clamd
from django.conf import settings

from applications.rules.files.faults import Fault, FileError

log = logging.getLogger(__name__)
SECONDS = 30


class SilentError(Exception):
    """The scanner gave no answer: the file waits until it does."""


def is_infected(path: Path) -> bool:
    """Tell whether the scanner finds something; without a scanner nothing is found.

    :raises SilentError: if there is one, and it does not answer.
    :raises FileError: if it answers that it cannot look at this file: it would say so each time.
    """
    scanner = _scanner()
    if scanner is None:
        return False
    try:
        with path.open("rb") as file:
            ((word, _what),) = scanner.instream(file).values()
    except clamd.BufferTooLongError as error:  # longer than its own limit
        log.warning("A file is too long for the virus scanner.")
        raise FileError(Fault.HEAVY) from error
    except (clamd.ClamdError, OSError, ValueError, AttributeError) as error:  # its client answers None for ""
        log.warning("The virus scanner does not answer: %s", type(error).__name__)
        raise SilentError from error
    if word not in {"OK", "FOUND"}:
        log.warning("The virus scanner could not look at a file.")
        raise FileError(Fault.HEAVY)
    return bool(word == "FOUND")


def _scanner() -> "clamd.ClamdNetworkSocket | clamd.ClamdUnixSocket | None":
    if settings.CLAMD_SOCKET:
        return clamd.ClamdUnixSocket(settings.CLAMD_SOCKET, timeout=SECONDS)
    if settings.CLAMD_HOST:
        host, _, port = settings.CLAMD_HOST.rpartition(":")
        return clamd.ClamdNetworkSocket(host, int(port), timeout=SECONDS)
    return None
