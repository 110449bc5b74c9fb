"""A word to whoever listens that something has changed: what it is stands in the database.

Losing a hint is harmless. Whoever is told looks for themselves, and looks now and then anyway.
"""

import logging
from functools import cache, partial

from django.conf import settings
from django.db import transaction
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

logger = logging.getLogger(__name__)

CHANNEL = "hints"
SECONDS = 0.5  # Valkey answers within a thousandth of this, or is as good as gone


def hint(topic: str) -> None:
    """Say, once this transaction stands, that what `topic` names has changed."""
    transaction.on_commit(partial(_publish, topic))


def _publish(topic: str) -> None:
    try:
        _client().publish(CHANNEL, topic)
    except RedisError as error:
        logger.warning("A hint was lost.", exc_info=error)


@cache
def _client() -> Redis:
    return Redis.from_url(
        settings.REDIS_URL,
        socket_connect_timeout=SECONDS,
        socket_timeout=SECONDS,
        retry=Retry(NoBackoff(), 0),
    )
