"""From where a request came, as far as it can be believed."""

from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Return the address of the visitor's own connection.

    Each of our TRUSTED_PROXIES adds, at the end of X-Forwarded-For, the address that spoke
    to it. What stands before those was written by the visitor and is not believed.
    """
    peer = _address(request.META.get("REMOTE_ADDR", "")) or ""
    if not settings.TRUSTED_PROXIES:
        return peer
    told_by_ours = request.headers.get("X-Forwarded-For", "").split(",")[-settings.TRUSTED_PROXIES :]
    return _address(told_by_ours[0]) or peer


def _address(text: str) -> str | None:
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address)
