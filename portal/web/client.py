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
    return address_behind(request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", ""))


def address_behind(peer: str, forwarded_for: str) -> str:
    """Return the visitor's address, from who speaks to us and what our proxies wrote."""
    peer = _address(peer) or ""
    if not settings.TRUSTED_PROXIES:
        return peer
    told_by_ours = forwarded_for.split(",")[-settings.TRUSTED_PROXIES :]
    return _address(told_by_ours[0]) or peer


def limited_network(request: HttpRequest) -> str:
    """Return the network whose visitors are counted together, or nothing if nobody counts them.

    Whoever has one IPv6 address has all of its /64, and could change it for each request.
    """
    return network_of(client_address(request))


def network_of(text: str) -> str:
    """Return the network of an address as it is counted, or nothing if nobody counts it."""
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
