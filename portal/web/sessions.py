"""Where somebody is signed in: written down once a minute, and not with every page.

allauth reads, locks and writes its row on each request: three statements and a commit, which on a
page of a case are as much as half of the page. The row says when somebody was last seen: to the
minute is soon enough. Another network or another browser is another key, and told at once.
"""

from hashlib import sha256

from allauth.account.adapter import get_adapter
from allauth.usersessions.middleware import UserSessionsMiddleware
from django.core.cache import cache
from django.http import HttpRequest, HttpResponseBase
from redis.exceptions import RedisError

EACH = 60  # seconds


class SeenEachMinute(UserSessionsMiddleware):  # type: ignore[misc]  # allauth ships no types
    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.session.session_key and request.user.is_authenticated and not _is_due(request):
            return self.get_response(request)  # type: ignore[no-any-return]  # as above
        return super().__call__(request)  # type: ignore[no-any-return]  # as above


def _is_due(request: HttpRequest) -> bool:
    """Tell whether nobody wrote it down for a minute; when Valkey does not answer, write it down."""
    told = (
        str(request.session.session_key),
        str(request.user.pk),
        get_adapter().get_client_ip(request),
        request.headers.get("User-Agent", ""),
    )
    digest = sha256("\x1f".join(told).encode()).hexdigest()
    try:
        return bool(cache.add(f"session-seen:{digest}", 1, EACH))
    except (RedisError, OSError):
        return True
