"""How gunicorn serves the portal on this machine; `gunicorn --config python:portal.local.web`."""

import os
import signal
from typing import Any

from portal.local.environment import wants_demo
from portal.local.processes import follow_parent
from portal.loopback import elsewhere

wsgi_app = "portal.wsgi"
worker_class = "gthread"
workers = 2
threads = 4
preload_app = True  # the application is read once and shared: the second worker costs nothing
graceful_timeout = 5
control_socket_disable = True


def when_ready(server: Any) -> None:  # noqa: ANN401  gunicorn ships no types
    """Serve a demonstration to this machine alone: nobody has been answered yet."""
    addresses = [str(listener.sock.getsockname()[0]) for listener in server.LISTENERS]
    if wants_demo(os.environ) and (reason := elsewhere(addresses)):
        raise SystemExit(reason)


def post_fork(_server: object, _worker: object) -> None:
    """Tie each worker to gunicorn, as gunicorn is tied to the launcher."""
    follow_parent(signal.SIGKILL)
