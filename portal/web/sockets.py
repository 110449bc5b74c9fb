"""Where a page reaches the process that keeps it up to date (portal/asgi.py)."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest


def sockets_url(request: HttpRequest) -> str:
    """Return the origin of its sockets, such as `wss://host:port`; empty: the page's own."""
    return sockets_origin(request) if settings.SOCKETS_PORT else ""


def sockets_origin(request: HttpRequest) -> str:
    """Return the origin of its sockets in full, or nothing for a host that is not ours."""
    try:
        parts = urlsplit(f"//{request.get_host()}")
        port = settings.SOCKETS_PORT or parts.port
    except (DisallowedHost, ValueError):
        return ""
    host = parts.hostname or ""
    scheme = "wss" if request.is_secure() else "ws"
    return f"{scheme}://{f'[{host}]' if ':' in host else host}{f':{port}' if port else ''}"
