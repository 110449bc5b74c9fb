"""Which ticket a device may show: the one that it gave last, until it is back at its start.

An address stays in the history of a browser, and the next person may press "back". So the
page of a ticket asks for a cookie too, which the start takes away.
"""

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from scheduling.models import Ticket

SALT = "scheduling.kiosk.shown"
LIFE = timedelta(minutes=10)
AGAIN = "again"


def cookie_name() -> str:
    return "__Host-kiosk-shown" if settings.TLS else "kiosk-shown"


def show(response: HttpResponse, tickets: Sequence[Ticket], *, is_again: bool) -> HttpResponse:
    """Let the device show tickets, and say whether they were given before."""
    keys = "-".join(str(ticket.pk) for ticket in tickets)
    response.set_signed_cookie(
        cookie_name(),
        f"{keys}.{AGAIN}" if is_again else keys,
        salt=SALT,
        max_age=int(LIFE.total_seconds()),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def shown_here(request: HttpRequest) -> tuple[list[int], bool]:
    """Return the tickets (keys) that the device may show, and whether they were given before."""
    text = request.get_signed_cookie(cookie_name(), default="", salt=SALT, max_age=LIFE)
    keys, _dot, again = str(text).partition(".")
    return [int(key) for key in keys.split("-") if key], again == AGAIN


def clear(response: HttpResponse) -> HttpResponse:
    """Let the device show no ticket any more."""
    response.delete_cookie(cookie_name(), samesite="Lax")
    return response
