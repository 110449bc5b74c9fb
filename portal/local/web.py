"""How gunicorn serves the portal on this machine; `gunicorn --config python:portal.local.web`."""

import signal

from portal.local.processes import follow_parent

wsgi_app = "portal.wsgi"
worker_class = "gthread"
workers = 2
threads = 4
preload_app = True  # the application is read once and shared: the second worker costs nothing
graceful_timeout = 5
control_socket_disable = True


def post_fork(_server: object, _worker: object) -> None:
    """Tie each worker to gunicorn, as gunicorn is tied to the launcher."""
    follow_parent(signal.SIGKILL)
