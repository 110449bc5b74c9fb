"""Which ticket a form has brought: sent again, as by a button pressed twice, it brings no other."""

from django.core.cache import cache
from redis import RedisError

from scheduling.models import Kiosk, Ticket

KEPT = 10 * 60  # seconds


def given_for(key: str, kiosk: Kiosk) -> Ticket | None:
    """Return the ticket that a form has brought already."""
    try:
        pk = cache.get(f"kiosk:{key}")
    except (RedisError, OSError):
        return None
    return pk and Ticket.objects.for_page().filter(pk=pk, office=kiosk.office).first()


def keep(key: str, ticket: Ticket) -> None:
    try:
        cache.set(f"kiosk:{key}", ticket.pk, KEPT)
    except (RedisError, OSError):
        return
