"""How pages about time answer: in the office's wall clock, and never from a cache."""

from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers

READ_OR_POST = ["GET", "HEAD", "POST"]
NOT_FOUND, TAKEN, GONE, WRONG, TOO_MANY = 404, 409, 410, 422, 429


def answer(
    request: HttpRequest, template: str, context: dict[str, Any], *, zone: ZoneInfo, status: int = 200
) -> HttpResponse:
    """Render a page on which every time is one of the office's.

    A copy kept anywhere is asked about again before it is shown: a calendar of a minute
    ago shows times that are gone.
    """
    with timezone.override(zone):
        response = render(request, template, context, status=status)
    patch_cache_control(response, no_cache=True, private=True)
    patch_vary_headers(response, ["HX-Request"])
    return response


def form_status(*, is_valid: bool) -> int:
    return 200 if is_valid else WRONG
