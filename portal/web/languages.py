"""In which language a person reads, and how they change that.

The address says it: `/pl/`, `/en/`, `/ru/`. A cookie remembers the last one for the next
visit. The language of the messages we send belongs to the account. It changes only when
somebody switches, not when they open a link that a friend sent in another language: a
switch is a step from a page to the same page in another language.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_path, get_language_from_request
from django.views.decorators.http import require_safe


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Lead from `/` to the home page in the reader's language."""
    response = HttpResponseRedirect(f"/{preferred_language(request)}/")
    patch_vary_headers(response, ("Accept-Language", "Cookie"))
    return response


def preferred_language(request: HttpRequest) -> str:
    """Return the language of the last visit, else of the account, else of the browser."""
    languages = dict(settings.LANGUAGES)
    if (last := request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)) in languages:
        return str(last)
    if request.user.is_authenticated and request.user.language in languages:
        return request.user.language
    return get_language_from_request(request)


def is_switch(request: HttpRequest) -> bool:
    """Tell whether this page was reached from itself in another language."""
    try:
        origin = urlsplit(request.headers.get("Referer", ""))
    except ValueError:  # such as an address that begins with "http://["
        return False
    here, there = get_language_from_path(request.path_info), get_language_from_path(origin.path)
    return bool(
        here
        and there
        and here != there
        and (origin.scheme, origin.netloc) == (request.scheme, request.get_host())
        and origin.path.removeprefix(f"/{there}/") == request.path.removeprefix(f"/{here}/")
    )
