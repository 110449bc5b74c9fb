"""Where a notification on a device may be sent, and with which keys (RFC 8030, RFC 8291).

A browser tells us an address, and we call it: so anybody can name any. Only addresses of the
browsers' own push services are taken, and only in the one form in which browsers write them.
What is written otherwise may be read otherwise by whoever connects, so nothing is mended.
"""

import re
from base64 import urlsafe_b64decode
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256

LONGEST_ENDPOINT = 1000  # what a row can hold; those of today have up to 600 letters
TOPIC_LENGTH = 32  # RFC 8030, 5.4

LABEL = "[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
ENDPOINT = re.compile(
    rf"(?P<scheme>https?)://(?P<host>{LABEL}(?:\.{LABEL})*)(?::(?P<port>[1-9][0-9]{{0,4}}))?"
    r"/[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*"
)
# Without padding, as `PushSubscription.toJSON()` writes them.
PUBLIC_KEY = re.compile(r"B[A-Za-z0-9_-]{86}")  # 65 bytes, of which the first is 4: a whole point
SECRET = re.compile(r"[A-Za-z0-9_-]{22}")  # 16 bytes
THIS_MACHINE = ("127.0.0.1", "localhost")  # where tests have a push service of their own

# The curve P-256 (SEC 2, 2.4.2): y² = x³ - 3x + B, modulo P.
P = 2**256 - 2**224 + 2**192 + 2**96 - 1
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B


@dataclass(frozen=True, slots=True)
class Device:
    """A browser that has agreed to notifications: where its push service takes them, and its keys."""

    endpoint: str
    p256dh: str
    auth: str

    def __post_init__(self) -> None:
        if not is_endpoint(self.endpoint):
            raise ValueError("This is no address of a push service.")
        if not (PUBLIC_KEY.fullmatch(self.p256dh) and _is_on_curve(self.p256dh)):
            raise ValueError("This is no public key of a device.")
        if not SECRET.fullmatch(self.auth):
            raise ValueError("This is no secret of a device.")


def is_endpoint(text: str) -> bool:
    """Tell whether this is an address of a push service, ours to call or not, as browsers write them."""
    return len(text) <= LONGEST_ENDPOINT and ENDPOINT.fullmatch(text) is not None


def may_call(endpoint: str, *, services: Collection[str]) -> bool:
    """Tell whether an address belongs to one of the push services, named by the end of their hosts."""
    found = ENDPOINT.fullmatch(endpoint)
    if found is None:
        return False
    host, known = found["host"], {service.strip().lower() for service in services}
    if host in THIS_MACHINE:
        return host in known
    if found["scheme"] != "https" or found["port"]:
        return False
    return any(host == service or host.endswith(f".{service}") for service in known.difference(THIS_MACHINE))


def service_of(endpoint: str) -> str:
    """Return the origin of the push service, `https://push.example.org`, and nothing of the device.

    :raises ValueError: if the address is none.
    """
    found = ENDPOINT.fullmatch(endpoint)
    if found is None:
        raise ValueError("This is no address of a push service.")
    return endpoint[: endpoint.index("/", found.end("host"))]


def digest(endpoint: str) -> str:
    """Return what tells a browser that it is meant, and nobody else anything: SHA-256 in hexadecimals."""
    return sha256(endpoint.encode()).hexdigest()


def topic(key: str) -> str:
    """Return what makes a message that is handed over again replace itself (RFC 8030, 5.4)."""
    return re.sub(r"[^A-Za-z0-9_-]", "", key.removeprefix("<").partition("@")[0])[:TOPIC_LENGTH]


def _is_on_curve(key: str) -> bool:
    """Tell whether a key is one at all: to no other can anything be encrypted."""
    raw = urlsafe_b64decode(key + "=")
    x, y = (int.from_bytes(half, "big") for half in (raw[1:33], raw[33:]))
    return raw[0] == 4 and max(x, y) < P and (y * y - x**3 + 3 * x - B) % P == 0  # noqa: PLR2004  4: not compressed
