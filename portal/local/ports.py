"""Ports on the loopback interface."""

import socket
from urllib.parse import urlsplit


def free_port() -> int:
    """Return a port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def answers(url: str, *, default_port: int, within: float = 5) -> bool:
    """Say whether anything accepts a connection at the host and port of a URL."""
    parts = urlsplit(url)
    try:
        socket.create_connection((parts.hostname or "localhost", parts.port or default_port), within).close()
    except OSError:
        return False
    return True
