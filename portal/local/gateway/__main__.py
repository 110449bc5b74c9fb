"""Run the gateway until whoever started it ends it, or ends."""

import os
import signal
import socket
import sys
from argparse import ArgumentParser, Namespace
from contextlib import suppress
from pathlib import Path

from portal.local import keys
from portal.local.gateway.desk import Desk
from portal.local.gateway.inbox import Inbox
from portal.local.gateway.reports import Reporter
from portal.local.gateway.server import Gateway
from portal.local.processes import follow_parent


def main() -> None:
    follow_parent(signal.SIGKILL)
    # A shell that starts something in the background has it ignore Ctrl-C: whoever sends it, means it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    options = _options()
    gateway = Gateway(_listener(options), desk=_desk(options))
    port = gateway.socket.getsockname()[1]
    sys.stdout.write(f"The SMS gateway is at http://127.0.0.1:{port}/messages\n")
    sys.stdout.flush()
    if options.port_file:
        keys.write_private(options.port_file, str(port))
    with suppress(KeyboardInterrupt):
        gateway.serve_forever()


def _desk(options: Namespace) -> Desk:
    inbox = Inbox(None if options.no_keep else options.folder)
    reporter = None
    if options.report_url:
        reporter = Reporter(url=options.report_url, secret=options.report_secret)
    return Desk(inbox, token=options.token, reporter=reporter, is_controllable=options.controllable)


def _listener(options: Namespace) -> socket.socket:
    if options.socket is not None:
        return socket.socket(fileno=options.socket)
    return socket.create_server(("127.0.0.1", options.port))


def _options() -> Namespace:
    parser = ArgumentParser(prog="python -m portal.local.gateway", description="Take text messages.")
    add = parser.add_argument
    add("--folder", type=Path, help="keep what is delivered in files of this folder")
    add("--no-keep", action="store_true", help="write no files, whatever --folder says")
    add("--port", type=int, default=0, help="listen here, on 127.0.0.1; a free port is found without it")
    add("--socket", type=int, help="the descriptor of a socket that is bound already")
    add("--port-file", type=Path, help="write the number of the port here")
    add(
        "--token",
        default=os.environ.get("SMS_GATEWAY_TOKEN"),
        help="or SMS_GATEWAY_TOKEN, which ps does not show",
    )
    add("--report-url", default="", help="where delivery reports go, on plain http")
    add("--report-secret", default=os.environ.get("SMS_REPORT_SECRET"), help="or SMS_REPORT_SECRET")
    add("--controllable", action="store_true", help="let tests look into it and make it fail")
    options = parser.parse_args()
    if not options.token:
        parser.error("a token is needed: set SMS_GATEWAY_TOKEN")
    if options.report_url and not options.report_secret:
        parser.error("reports are signed: set SMS_REPORT_SECRET")
    return options


main()
