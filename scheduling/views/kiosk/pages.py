"""What every page of a kiosk has: whose it is, what time it is there, other languages, the way back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse, translate_url
from django.utils import translation

from portal.web import words
from scheduling.models import Kiosk
from scheduling.views.answers import answer

ABSENT = 60  # seconds without a touch or a key, after which somebody has gone away
READING = 20  # seconds for which a ticket stays, unless somebody asks for more


@dataclass(frozen=True, slots=True)
class LanguageLink:
    code: str
    name: str
    url: str
    is_current: bool


def start_url() -> str:
    """Return where each visit begins, in the language of the office: nobody has chosen another yet."""
    with translation.override(settings.LANGUAGE_CODE):
        return reverse("kiosk_start")


def page(  # noqa: PLR0913  a page is a template, what it shows, and to whom
    request: HttpRequest,
    kiosk: Kiosk,
    template: str,
    context: Mapping[str, Any],
    *,
    at: datetime,
    status: int = 200,
    again: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Render a page of the kiosk in the language that is active.

    `again` is what was sent: the page in another language is had by sending it there, and never
    by writing it into an address.
    """
    shown = {
        "kiosk": kiosk,
        "office": kiosk.office,
        "home": start_url(),
        "clock": words.clock(at, kiosk.office.zone),
        "languages": _languages(request),
        "again": again or {},
        "absent": ABSENT,
        **context,
    }
    zone = kiosk.office.zone
    return answer(request, template, shown, zone=zone, status=status)


def _languages(request: HttpRequest) -> list[LanguageLink]:
    current, path = translation.get_language(), request.path
    if service := request.GET.get("service") or request.POST.get("service"):
        path = f"{path}?{urlencode({'service': service})}"
    return [
        LanguageLink(code, str(name), translate_url(path, code), is_current=code == current)
        for code, name in settings.LANGUAGES
    ]
