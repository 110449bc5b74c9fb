"""What every request passes through, from the outside in.

`named` gives it a name and writes its line in the log, `cleaned` and `Guarded` keep out what
no browser sends, `headed` adds headers of safety, `remembered` keeps the language.
"""

import logging
import re
from collections.abc import Callable
from functools import partial
from time import monotonic
from uuid import uuid4

from csp.constants import UNSAFE_EVAL, UNSAFE_INLINE
from django.conf import settings
from django.core.exceptions import BadRequest
from django.db import DataError
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language_from_path

from portal.accounts.models import User
from portal.audit.rules.context import request_context
from portal.web.actors import actor_of
from portal.web.languages import is_switch
from portal.web.logs import masked
from portal.web.sockets import sockets_origin

Answer = Callable[[HttpRequest], HttpResponseBase]

logger = logging.getLogger(__name__)
access = logging.getLogger("portal.access")

UTF_8 = "utf-8"
REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "autoplay",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)
# unfold's Alpine compiles its attributes, and writes styles: see ADR on rendering.
STAFF_POLICY = {"script-src": [UNSAFE_EVAL], "style-src": [UNSAFE_INLINE]}


def named(answer: Answer) -> Answer:
    """Give the request a name that logs, audit and the response share, and log it."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        started = monotonic()
        request_id = _request_id(request)
        with request_context(request_id, actor=partial(actor_of, request)):
            response = answer(request)
            response["X-Request-ID"] = request_id
            _log(request, response, seconds=monotonic() - started)
        return response

    return middleware


def _request_id(request: HttpRequest) -> str:
    """Return the name that our own proxy gave it; anybody else's word could name it like another."""
    given = request.headers.get("X-Request-ID", "") if settings.TRUSTED_PROXIES else ""
    return given if REQUEST_ID.fullmatch(given) else uuid4().hex


def _log(request: HttpRequest, response: HttpResponseBase, *, seconds: float) -> None:
    # Only a person who was looked up anyway: a line in the log is no reason for a query.
    user = getattr(request, "_cached_user", None)
    path = masked(request.path)
    fields = {
        "method": request.method,
        "path": path,
        "status": response.status_code,
        "duration_ms": round(seconds * 1000, 1),
        "user_id": user and user.pk,
    }
    access.info("%s %s %s", request.method, path, response.status_code, extra=fields)


def cleaned(answer: Answer) -> Answer:
    """Drop cookies with a NUL (a quoted octal escape makes one): the session looks its key up.

    :raises BadRequest: for letters that no page of ours sends: Python knows encodings of other things.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if (request.content_params or {}).get("charset", UTF_8).lower() not in {UTF_8, "utf8"}:
            raise BadRequest("Another encoding than UTF-8.")
        request.COOKIES = {name: text for name, text in request.COOKIES.items() if "\0" not in text}
        return answer(request)

    return middleware


class Guarded:
    """Refuse, rather than fail over, what no link and no form of ours contains.

    :raises BadRequest: for a NUL in the address, which PostgreSQL cannot compare, and for a
        number or date in it that neither Python nor PostgreSQL can hold.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        query = request.META.get("QUERY_STRING", "")
        if "%00" in query or "\0" in request.path + query:
            raise BadRequest("A NUL character.")
        return self.answer(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> None:
        if request.method in {"GET", "HEAD"} and isinstance(error, OverflowError | DataError):
            logger.warning("A value out of range.", exc_info=error)
            raise BadRequest("A value out of range.") from error


def headed(answer: Answer) -> Answer:
    """Refuse the page what it never needs; in the admin, allow what unfold cannot do without."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = answer(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        policy = STAFF_POLICY if request.path.startswith(reverse("admin:index")) else {}
        response._csp_update = policy | _live(request)  # type: ignore[attr-defined] # noqa: SLF001  django-csp's own decorators do the same
        return response

    return middleware


def _live(request: HttpRequest) -> dict[str, list[str]]:
    """Allow the socket of live pages: not every browser takes `'self'` for that of a socket too."""
    origin = sockets_origin(request)
    return {"connect-src": [origin]} if origin else {}


def remembered(answer: Answer) -> Answer:
    """Remember the language of the page, and a switch of it in the account."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = answer(request)
        language = get_language_from_path(request.path_info)
        if language and request.method == "GET" and response.status_code == 200:  # noqa: PLR2004  a page was shown
            _remember(request, response, language)
        return response

    return middleware


def _remember(request: HttpRequest, response: HttpResponseBase, language: str) -> None:
    if request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) != language:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    if is_switch(request) and request.user.is_authenticated:
        User.objects.filter(pk=request.user.pk).update(language=language)
