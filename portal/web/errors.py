"""Pages for when something goes wrong: what has happened and what to do, never why inside.

`server_error` and `unavailable` must answer when the database, the session or even the
stylesheets are what is broken, so they use none of them and speak every language at once.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language

from portal.audit.rules.context import current_request_id

RETRY_AFTER_SECONDS = "120"
LAST_RESORT = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Portal</title>
<p lang="pl">Coś poszło nie tak po naszej stronie. Poczekaj minutę i spróbuj ponownie.</p>
<p lang="en">Something went wrong on our side. Wait a minute and try again.</p>
<p lang="ru">Что-то пошло не так на нашей стороне. Подождите минуту и попробуйте ещё раз.</p></html>"""


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    del exception  # what it says is for the log, not for the reader
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    del exception
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    del reason
    return render(request, "403_csrf.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    del exception
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    del request
    return HttpResponse(_in_every_language("500.html"), status=500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """Answer while the portal is closed or overrun; browsers and robots come back later."""
    del request
    headers = {"Retry-After": RETRY_AFTER_SECONDS}
    return HttpResponse(_in_every_language("503.html"), status=503, headers=headers)


def _in_every_language(template: str) -> str:
    codes = [code for code, _name in settings.LANGUAGES]
    languages = sorted(codes, key=lambda code: code != get_language())
    try:
        return render_to_string(template, {"languages": languages, "request_id": current_request_id()})
    except Exception:  # noqa: BLE001 -- whatever else is broken, the reader gets an answer
        return LAST_RESORT
