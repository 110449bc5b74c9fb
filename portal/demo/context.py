"""What every page of a demonstration shows."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from portal.demo import clock
from portal.web import words


def demonstration(_request: HttpRequest) -> dict[str, Any]:
    return {"demo_time": SimpleLazyObject(_time)}


def _time() -> str:
    at = timezone.now().astimezone(clock.zone())  # noqa: TID251  each page reads the clock once
    return f"{words.day(at.date())}, {words.clock(at, clock.zone())}"
