"""A word to whoever listens that something has changed: what it is stands in the database.

Losing a hint is harmless. Whoever is told looks for themselves, and looks now and then anyway.
So nobody waits for Valkey here: one that did not answer is left alone for a moment.
"""

import logging
from functools import cache, partial
from time import monotonic

from django.conf import settings
from django.db import transaction
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

logger = logging.getLogger(__name__)

CHANNEL = "hints"
SECONDS = 0.5  # Valkey answers within a thousandth of this, or is as good as gone
REST = 1.0  # seconds in which a Valkey that did not answer is not told anything


class Outage:
    """Until when Valkey is left alone, in the seconds of `monotonic`."""

    until = float("-inf")


outage = Outage()


def hint(topic: str) -> None:
    """Say, once this transaction stands, that what `topic` names has changed."""
    transaction.on_commit(partial(_publish, topic), robust=True)


def _publish(topic: str) -> None:
    if monotonic() < outage.until:
        return
    try:
        _client(settings.REDIS_URL).publish(CHANNEL, topic)
    except (RedisError, OSError) as error:
        outage.until = monotonic() + REST
        logger.warning("A hint was lost.", exc_info=error)


@cache
def _client(url: str) -> Redis:
    return Redis.from_url(
        url,
        socket_connect_timeout=SECONDS,
        socket_timeout=SECONDS,
        retry=Retry(NoBackoff(), 0),
    )
