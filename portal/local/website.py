"""The address at which the portal is served on this machine."""

import errno
import http.client
import socket
from collections.abc import Sequence
from contextlib import suppress

from portal.local.environment import HIGHEST_PORT
from portal.local.errors import LocalError
from portal.local.ports import free_port

# A browser that is told `localhost` tries both, and must not meet somebody else's program on one.
LOOPBACK = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))
FIRST_UNPRIVILEGED = 1024
ANOTHER_PORT = 8080
ATTEMPTS = 5


def reserve(port: int, *, variable: str = "PORT") -> list[socket.socket]:
    """Take the port at once, for gunicorn to listen on later: nobody can take it in between."""
    sockets: list[socket.socket] = []
    for family, host in LOOPBACK:
        try:
            sockets.append(_bound(family, host, port))
        except OSError as error:
            if family == socket.AF_INET6 and error.errno in {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}:
                continue  # this machine has no IPv6
            close(sockets)
            raise _refused(error, port=port, variable=variable) from error
    return sockets


def reserve_beside(port: int, *, wanted: int | None) -> list[socket.socket]:
    """Take the wanted port; else the next one, for live pages, or any other that is free."""
    if wanted == port:
        raise LocalError(f"PORT and SOCKETS_PORT are both {port}: choose another one for SOCKETS_PORT.")
    if wanted:
        return reserve(wanted, variable="SOCKETS_PORT")
    next_door = [port + 1] if port < HIGHEST_PORT else []
    for candidate in (*next_door, *(free_port() for _ in range(ATTEMPTS))):
        with suppress(LocalError):
            return reserve(candidate)
    raise LocalError("No port is free for live pages: stop some programs, and start again.")


def close(sockets: Sequence[socket.socket]) -> None:
    for each in sockets:
        each.close()


def status(port: int) -> int | None:
    """Return how the portal answers when asked whether it is alive; None if it does not."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        link.request("GET", "/healthz/live", headers={"Host": f"localhost:{port}"})
        return link.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        link.close()


def _bound(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    taken = socket.socket(family, socket.SOCK_STREAM)
    try:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            taken.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        taken.bind((host, port))
    except OSError:
        taken.close()
        raise
    return taken


def _refused(error: OSError, *, port: int, variable: str) -> LocalError:
    if error.errno == errno.EADDRINUSE:
        return LocalError(
            f"Port {port} is taken by another program: stop that program, or choose another port, "
            f"for example make run {variable}={ANOTHER_PORT if port != ANOTHER_PORT else ANOTHER_PORT + 1}."
        )
    if error.errno == errno.EACCES and port < FIRST_UNPRIVILEGED:
        return LocalError(
            f"Port {port} is reserved for the system: choose one above {FIRST_UNPRIVILEGED - 1}, for example "
            f"make run {variable}={ANOTHER_PORT}."
        )
    return LocalError(f"Port {port} cannot be used ({error.strerror}): choose another one with {variable}.")
