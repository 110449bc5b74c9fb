"""A push service of our own on a real socket: it checks who sends, and can misbehave.

It keeps what it took, still encrypted; `Browser` has the keys to read it.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import sleep, time
from typing import Any, Self

import http_ece
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CREATED, FORBIDDEN = 201, 403
LONGEST = 24 * 60 * 60  # RFC 8292, 2: a token is good for a day at most
SECRET = bytes(range(16))


def b64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def unb64(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def private_key(number: int) -> str:
    """Return a key for VAPID_PRIVATE_KEY."""
    return b64(number.to_bytes(32, "big"))


@dataclass(frozen=True)
class Browser:
    """The keys of a device."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.derive_private_key(7, ec.SECP256R1()))
    auth_secret: bytes = SECRET

    @property
    def p256dh(self) -> str:
        return b64(self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))

    @property
    def auth(self) -> str:
        return b64(self.auth_secret)

    def clear(self, body: bytes) -> bytes:
        text: bytes = http_ece.decrypt(
            body, private_key=self.key, auth_secret=self.auth_secret, version="aes128gcm"
        )
        return text

    def read(self, body: bytes) -> Any:  # noqa: ANN401  any JSON
        return json.loads(self.clear(body))


@dataclass(frozen=True)
class Request:
    path: str
    headers: Mapping[str, str]
    body: bytes
    claims: dict[str, Any]


class PushService(ThreadingHTTPServer):
    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.taken: list[Request] = []
        self.asked = 0
        self.status = CREATED
        self.extra: dict[str, str] = {}  # headers of its answers
        self.wait = 0.0  # seconds before it answers

    def __enter__(self) -> Self:
        Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def endpoint(self, device: str = "anna") -> str:
        return f"{self.origin}/send/{device}"


class _Handler(BaseHTTPRequestHandler):
    server: PushService
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.server.asked += 1
        body = self.rfile.read(int(self.headers["Content-Length"]))
        sleep(self.server.wait)
        claims = claims_of(self.headers["Authorization"])
        status = self.server.status
        if (
            claims is None
            or claims["aud"] != self.server.origin
            or not time() < claims["exp"] < time() + LONGEST
        ):
            status = FORBIDDEN
        elif status == CREATED:
            self.server.taken.append(Request(self.path, dict(self.headers), body, claims))
        self.send_response(status)
        for name, value in ({"Content-Length": "0"} | self.server.extra).items():
            self.send_header(name, value)
        self.end_headers()

    do_GET = do_POST  # noqa: N815 - the library's name

    def log_message(self, format: str, *words: object) -> None:  # noqa: A002 - the name is the library's
        """Say nothing of requests."""


def claims_of(authorization: str) -> dict[str, Any] | None:
    """Return what a token says (`vapid t=…,k=…`: RFC 8292, 3), if the key that it names has signed it."""
    scheme, _, words = authorization.partition(" ")
    parts = dict(word.strip().split("=", 1) for word in words.split(","))
    signed, _, signature = parts["t"].rpartition(".")
    header, claims = (json.loads(unb64(part)) for part in signed.split("."))
    assert (scheme, header) == ("vapid", {"typ": "JWT", "alg": "ES256"})
    raw = unb64(signature)
    r, s = (int.from_bytes(half, "big") for half in (raw[:32], raw[32:]))
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unb64(parts["k"]))
    try:
        key.verify(encode_dss_signature(r, s), signed.encode(), ec.ECDSA(SHA256()))
    except InvalidSignature:
        return None
    return {**claims, "k": parts["k"]}
