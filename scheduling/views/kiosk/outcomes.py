"""What a kiosk says when it has no ticket to give: what is the matter, and what to do now.

What is the matter with a booking is told in `refusals`, why there is no ticket without one in `no_tickets`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from portal.accounts.models import Office
from portal.web import words
from portal.web.qr import Picture
from scheduling.models import Kiosk
from scheduling.views.answers import TAKEN, TOO_MANY
from scheduling.views.kiosk.pages import page


@dataclass(frozen=True, slots=True)
class Outcome:
    """A page with a heading, sentences, and what helps: an address, a code for the phone."""

    title: str
    lines: list[str]
    address: str = ""
    picture: Picture | None = None
    url: str = ""
    status: int = TAKEN
    gives_tickets: bool = field(default=False, kw_only=True)


def outcome_page(
    request: HttpRequest,
    kiosk: Kiosk,
    outcome: Outcome,
    *,
    again: Mapping[str, str] | None = None,
    at: datetime,
) -> HttpResponse:
    context = {"outcome": outcome}
    return page(
        request, kiosk, "scheduling/kiosk/outcome.html", context, status=outcome.status, again=again, at=at
    )


def too_often(retry_at: datetime, office: Office) -> Outcome:
    return Outcome(
        _("This device takes a short break"),
        [
            _("Too many numbers were tried that we do not know. It works again from %(time)s.")
            % {"time": words.clock(retry_at, office.zone)},
            _("Use another device, or check in at the information desk."),
        ],
        status=TOO_MANY,
    )
