"""Ports that are taken before anything is started."""

import socket
from contextlib import ExitStack

import pytest

from portal.local import website
from portal.local.errors import LocalError
from portal.local.ports import free_port


def taken(stack: ExitStack, port: int, *, wanted: int | None = None) -> int:
    sockets = website.reserve_beside(port, wanted=wanted)
    stack.callback(website.close, sockets)
    numbers: set[int] = {each.getsockname()[1] for each in sockets}
    [number] = numbers
    return number


def test_live_pages_are_next_door() -> None:
    port = free_port() - 1
    with ExitStack() as stack:
        assert taken(stack, port) == port + 1


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6])
def test_where_next_door_is_taken_another_port_does(family: socket.AddressFamily) -> None:
    host = "127.0.0.1" if family == socket.AF_INET else "::1"
    with ExitStack() as stack, socket.create_server((host, 0), family=family) as other:
        port = other.getsockname()[1]

        assert taken(stack, port - 1) not in {port, port - 1}


def test_after_the_last_port_there_is_none() -> None:
    with ExitStack() as stack:
        assert 0 < taken(stack, 65535) < 65536


def test_a_port_that_is_wanted_is_taken_or_named() -> None:
    with ExitStack() as stack, socket.create_server(("127.0.0.1", 0)) as other:
        port, taken_port = free_port(), other.getsockname()[1]

        assert taken(stack, 1, wanted=port) == port
        with pytest.raises(LocalError, match=rf"^Port {taken_port} is taken .* SOCKETS_PORT=8080\.$"):
            taken(stack, 1, wanted=taken_port)
        with pytest.raises(LocalError, match=r"^PORT and SOCKETS_PORT are both 8000: choose another one"):
            taken(stack, 8000, wanted=8000)
