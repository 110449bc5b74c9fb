"""Carry requests to the desk and its answers back, over connections that stay open."""

import json
import sys
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import socket

from portal.local.gateway.desk import Answer, Desk, HangUp

LONGEST_BODY = 64 * 1024


class Gateway(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, listener: socket, *, desk: Desk) -> None:
        super().__init__(listener.getsockname(), Handler, bind_and_activate=False)
        self.socket.close()
        self.socket = listener
        self.desk = desk
        self.server_activate()


class Handler(BaseHTTPRequestHandler):
    server: Gateway
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def handle(self) -> None:
        with suppress(ConnectionError):  # whoever asked has left
            super().handle()

    def do_any(self) -> None:
        length = self._length()
        if length is None:
            return
        try:
            answer = self.server.desk.answer(
                self.command,
                self.path,
                headers=self.headers,  # type: ignore[arg-type]  # a message can be asked like a mapping
                body=self.rfile.read(length),
            )
        except HangUp:
            self.close_connection = True
        else:
            self._write(answer)

    do_GET = do_POST = do_PUT = do_DELETE = do_any  # noqa: N815 - the library's names

    def log_message(self, format: str, *words: object) -> None:  # noqa: A002 - the name is the library's
        """Say nothing of requests: what there is to say, `_write` says."""

    def _length(self) -> int | None:
        """Return the length of the body; refuse the request if there is none that we could read."""
        text = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not (text.isascii() and text.isdigit()):
            self._turn_away(HTTPStatus.LENGTH_REQUIRED)
            return None
        if int(text) > LONGEST_BODY:
            self._turn_away(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return None
        return int(text)

    def _turn_away(self, status: HTTPStatus) -> None:
        self.close_connection = True  # for what is still coming is not read
        self._write(Answer(status, {"error": status.phrase}, {"Connection": "close"}))

    def _write(self, answer: Answer) -> None:
        """Send the answer in one piece: two would wait for each other."""
        body = json.dumps(answer.content, ensure_ascii=False).encode()
        lines = [
            f"HTTP/1.1 {answer.status:d} {HTTPStatus(answer.status).phrase}",
            "Content-Type: application/json",
            f"Content-Length: {len(body)}",
            *(f"{name}: {value}" for name, value in answer.headers.items()),
        ]
        if answer.status >= HTTPStatus.BAD_REQUEST:
            sys.stderr.write(f"{self.command} {self.path} {answer.status:d} {answer.content}\n")
        self.wfile.write("\r\n".join([*lines, "", ""]).encode() + body)
