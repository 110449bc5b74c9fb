"""From where a request came, as far as it can be believed."""

from ipaddress import IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest

ONE_LINE = 64  # bits of an IPv6 address that a provider gives to one connection, at the least


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


def limited_network(request: HttpRequest) -> str:
    """Return the network whose visitors are counted together, or nothing if nobody counts them.

    Whoever has one IPv6 address has all of its /64, and could change it for each request.
    """
    text = client_address(request)
    if not text:
        return ""
    address = ip_address(text)
    if any(address in network for network in settings.UNLIMITED_NETWORKS):
        return ""
    return str(IPv6Network((int(address), ONE_LINE), strict=False)) if address.version == 6 else text  # noqa: PLR2004  the protocol


def _address(text: str) -> str | None:
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address)
