"""Who we are to the browsers' push services: one key for all of them (VAPID, RFC 8292)."""

import logging
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from py_vapid import Vapid

log = logging.getLogger(__name__)

KEY_LENGTH = 32


class NoKeyError(LookupError):
    """No key is set, or what is set is none: there are no notifications on devices."""


def signer() -> Vapid:
    """Return what signs for us.

    :raises NoKeyError: if no key is set.
    """
    found = _read(settings.VAPID_PRIVATE_KEY.strip())
    if found is None:
        raise NoKeyError("VAPID_PRIVATE_KEY is not set, or is no key.")
    return found


def public_key() -> str:
    """Return the key that a browser agrees to, in base64url, or nothing without one."""
    try:
        point = signer().public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    except NoKeyError:
        return ""
    return urlsafe_b64encode(point).decode().rstrip("=")


@lru_cache(maxsize=2)
def _read(private_key: str) -> Vapid | None:
    """Return a key. One that cannot be read costs people their notifications, and not their pages."""
    if not private_key:
        return None
    try:
        raw = urlsafe_b64decode(private_key + "=" * (-len(private_key) % 4))
        if len(raw) == KEY_LENGTH:
            return Vapid(ec.derive_private_key(int.from_bytes(raw, "big"), ec.SECP256R1()))
    except ValueError:
        log.debug("VAPID_PRIVATE_KEY is no number of the curve, or no base64url.")
    log.error("VAPID_PRIVATE_KEY is no key: there are no notifications on devices.")
    return None
