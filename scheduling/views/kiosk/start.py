"""Where each visit to a kiosk begins and ends: one field, and a way for those without a booking."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from portal.accounts.models import Office
from scheduling.models import Kiosk
from scheduling.models.line import pause_at
from scheduling.rules.codes import ALPHABET
from scheduling.views.answers import WRONG
from scheduling.views.kiosk.device import at_kiosk
from scheduling.views.kiosk.pages import page
from scheduling.views.kiosk.services import gives_tickets, walk_in_services
from scheduling.views.kiosk.shown import clear

LONGEST_TYPED = 300  # an address that a scanner types; a number has nine


class Slip(StrEnum):
    """What is wrong with what was typed or scanned."""

    EMPTY = "empty"
    FOREIGN = "foreign"
    UNKNOWN = "unknown"


@at_kiosk
def kiosk_start(request: HttpRequest, kiosk: Kiosk) -> HttpResponse:
    """Begin anew: whoever was here before leaves nothing behind."""
    return clear(start_page(request, kiosk, at=timezone.now()))


def start_page(
    request: HttpRequest, kiosk: Kiosk, *, slip: Slip | None = None, typed: str = "", at: datetime
) -> HttpResponse:
    """Show the start; with `slip`, say what was wrong, and keep a number that was mistyped."""
    context = {
        **facts(kiosk.office, at=at),
        "slip": slip,
        "typed": typed if slip is Slip.UNKNOWN else "",
        "keys": ALPHABET,
        "longest": LONGEST_TYPED,
    }
    return page(request, kiosk, "scheduling/kiosk/start.html", context, at=at, status=WRONG if slip else 200)


def facts(office: Office, *, at: datetime) -> dict[str, Any]:
    """Return what changes while nobody is at the device."""
    services, pause = walk_in_services(office, at=at), pause_at(office, at)
    return {
        "pause": pause,
        "has_walk_ins": bool(services),
        "has_tickets": pause is None and gives_tickets(office, services, at=at),
    }
