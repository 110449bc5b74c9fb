"""What has been counted against limits, for tests of every app to look at and to forget."""

from functools import cache

from django.conf import settings
from redis import Redis

from portal.web import limits


@cache
def valkey(url: str = "") -> Redis:
    return Redis.from_url(url or settings.REDIS_URL)


def every_key() -> list[str]:
    return sorted(key.decode() for key in valkey().scan_iter(f"{limits.PREFIX}*", count=1000))


def forget() -> None:
    """Begin as if nobody had done anything yet, and with a Valkey that answers."""
    if keys := every_key():
        valkey().delete(*keys)
    limits.memory.clear()
    limits.outage.__init__()  # type: ignore[misc]  # as good as new, and still the one that is used
