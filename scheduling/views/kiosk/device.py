"""Which device asks. Only the office's own may check somebody in: nobody does it from home.

What a device is, its cookie alone says. It is no session, and nobody is signed in by it.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from scheduling.actions.queue import devices
from scheduling.views.answers import READ_OR_POST
from scheduling.views.kiosk.pages import start_url
from scheduling.views.kiosk.shown import clear

logger = logging.getLogger(__name__)

SALT = "scheduling.kiosk"
LIFE = timedelta(days=400)  # the longest that browsers keep one; it is renewed while it is used
FORBIDDEN, METHOD_NOT_ALLOWED, UNAVAILABLE = 403, 405, 503

View = Callable[..., HttpResponse]


def cookie_name() -> str:
    return "__Host-kiosk" if settings.TLS else "kiosk"


def remember(response: HttpResponse, token: str) -> None:
    """Make a device the kiosk that has this secret."""
    response.set_signed_cookie(
        cookie_name(),
        token,
        salt=SALT,
        max_age=int(LIFE.total_seconds()),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def at_kiosk(view: View) -> View:
    """Let in the office's devices alone; and where something fails, say so calmly and try again."""

    @never_cache
    @wraps(view)
    def page(request: HttpRequest, **names: Any) -> HttpResponse:  # noqa: ANN401  parts of the address
        if request.method not in READ_OR_POST:
            return HttpResponse(status=METHOD_NOT_ALLOWED, headers={"Allow": ", ".join(READ_OR_POST)})
        token = str(request.get_signed_cookie(cookie_name(), default="", salt=SALT))
        try:
            kiosk = devices.kiosk_with(token) if token else None
            if kiosk is None:
                return _elsewhere(request, was_one=bool(token))
            response = view(request, kiosk, **names)
            if devices.seen(kiosk, at=timezone.now()):
                remember(response, token)
        except Exception:  # whatever it is: a page of errors has no way back, and stays until somebody comes
            logger.exception("A kiosk was not answered.")
            return _later(request)
        return response

    return page


def _elsewhere(request: HttpRequest, *, was_one: bool) -> HttpResponse:
    """Say what this page is to whoever comes from a device of their own, or one that is switched off."""
    response = render(request, "scheduling/kiosk/elsewhere.html", {"was_one": was_one}, status=FORBIDDEN)
    return clear(response)


def _later(request: HttpRequest) -> HttpResponse:
    context = {"home": start_url()}
    return clear(render(request, "scheduling/kiosk/later.html", context, status=UNAVAILABLE))
