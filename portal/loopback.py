"""A demonstration stays on the machine it was started on.

Everybody may read its mailbox, and its staff need no second factor: what is harmless on
one's own machine would be a scandal on the internet. Settings refuse to start one that looks
outwards, `make run` says so before it starts anything, and its pages answer nobody else.
"""

from collections.abc import Iterable, Mapping
from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

REFUSED = "A demonstration (DEMO=1) stays on this machine"


def is_loopback(host: str) -> bool:
    """Say whether a name or an address is this machine and no other."""
    name = host.strip().strip("[]").lower()
    if name == "localhost":
        return True
    try:
        address = ip_address(name)
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped.is_loopback
    return address.is_loopback


def outward(given: Mapping[str, str]) -> str | None:
    """Return why a demonstration with these variables is refused, or None; name the variable."""
    if given.get("EMAIL_URL", "").startswith("smtp"):
        return f"{REFUSED}, and EMAIL_URL names a mail server: leave it empty, or set DEMO=0."
    if (gateway := given.get("SMS_GATEWAY_URL", "")) and not _is_ours(gateway):
        return f"{REFUSED}, and SMS_GATEWAY_URL names a gateway elsewhere: leave it empty, or set DEMO=0."
    hosts = filter(None, map(str.strip, given.get("ALLOWED_HOSTS", "").split(",")))
    if others := [host for host in hosts if not is_loopback(host)]:
        return f"{REFUSED}, and ALLOWED_HOSTS names {others[0]}: leave it empty, or set DEMO=0."
    return None


def elsewhere(addresses: Iterable[str]) -> str | None:
    """Return why nothing of a demonstration may listen at these addresses, or None."""
    if others := [address for address in addresses if not is_loopback(address)]:
        return f"{REFUSED}, and is told to listen at {others[0]}: use 127.0.0.1, or set DEMO=0."
    return None


def _is_ours(gateway: str) -> bool:
    return gateway.startswith("console:") or is_loopback(urlsplit(gateway).hostname or "")
