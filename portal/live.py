"""How /ws/ is served: `python -m portal.live --port 8001`, on this machine unless told otherwise."""

import os
import resource
import socket
from argparse import ArgumentParser, Namespace

import uvicorn
from django.conf import settings

from portal.loopback import elsewhere


def config() -> uvicorn.Config:
    return uvicorn.Config(
        "portal.asgi:application",
        ws="websockets-sansio",
        ws_max_size=64 * 1024,  # pages have nothing to say
        ws_ping_interval=20,
        ws_ping_timeout=20,
        ws_per_message_deflate=False,  # documents are small, and each socket would keep a compressor
        lifespan="on",
        log_config=None,  # the portal's own, which writes no secret down
        log_level="warning",
        access_log=False,
        proxy_headers=False,  # whose word is taken is for TRUSTED_PROXIES to say
        server_header=False,
        timeout_graceful_shutdown=5,
    )


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    listeners = _listeners(_options())
    addresses = [str(listener.getsockname()[0]) for listener in listeners]
    if settings.DEMO and (reason := elsewhere(addresses)):
        raise SystemExit(reason)
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # each socket is an open file; 1,024 is usual
    uvicorn.Server(config()).run(sockets=listeners)


def _listeners(options: Namespace) -> list[socket.socket]:
    if options.socket:
        return [socket.socket(fileno=number) for number in options.socket]
    return [socket.create_server((options.host, options.port))]


def _options() -> Namespace:
    parser = ArgumentParser(prog="python -m portal.live", description="Keep pages up to date, over /ws/.")
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="the address to listen at")
    add("--port", type=int, default=8001)
    add("--socket", type=int, action="append", help="the descriptor of a socket that is bound already")
    return parser.parse_args()


if __name__ == "__main__":
    main()
