"""Whether this process lives, and whether it can do its work.

The answers are for machines, so they carry no words to translate, no cookie and no
secret; they are never stored and never sent to TLS, because a probe speaks plain HTTP.
"""

import logging
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

logger = logging.getLogger(__name__)

SECONDS = 2  # a server that needs longer to say hello is as good as gone


@never_cache
@require_safe
def live(_request: HttpRequest) -> HttpResponse:
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def ready(_request: HttpRequest) -> HttpResponse:
    parts = {name: _state(name, answers) for name, answers in PARTS.items()}
    whole = "ok" if set(parts.values()) == {"ok"} else "down"
    return JsonResponse({"status": whole, **parts}, status=200 if whole == "ok" else 503)


def database_answers() -> None:
    """Ask over a connection of its own: one that is open may hang for minutes."""
    probe = connection.copy()
    probe.settings_dict["OPTIONS"] = {
        **probe.settings_dict["OPTIONS"],
        "connect_timeout": SECONDS,
        "tcp_user_timeout": SECONDS * 1000,
        "options": f"-c statement_timeout={SECONDS * 1000}",
    }
    try:
        with probe.cursor() as cursor:
            cursor.execute("SELECT 1")
    finally:
        probe.close()


def valkey_answers() -> None:
    client = Redis.from_url(
        settings.REDIS_URL,
        socket_connect_timeout=SECONDS,
        socket_timeout=SECONDS,
        retry=Retry(NoBackoff(), 0),
    )
    with client:
        client.ping()


PARTS: dict[str, Callable[[], None]] = {"database": database_answers, "valkey": valkey_answers}


def _state(name: str, answers: Callable[[], None]) -> str:
    try:
        answers()
    except (DatabaseError, RedisError, OSError) as error:
        logger.warning("%s does not answer: %s", name, type(error).__name__)
        return "down"
    return "ok"
