"""What a visitor's browser holds, known by a key that only its cookie has.

It is no session: somebody who books a visit leaves nothing in the database but the visit.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from portal.web.actors import actor_of
from portal.web.client import limited_network
from scheduling.actions import holding
from scheduling.actions.holding import KEPT, TOLD
from scheduling.choices import AppointmentState
from scheduling.models import Appointment
from scheduling.models.hotpath import of_holder
from scheduling.rules.keyed import keyed

TYPED = "typed"
FORM_KEY = re.compile(r"[A-Za-z0-9_-]{43}")  # 256 random bits, as `form_key` writes them
COOKIE = re.compile(rf"({FORM_KEY.pattern})\.([0-9]{{1,18}})")
# For so long after it is booked, going back leads to the visit and its secret address; and
# so long after it has run out, to a page that says so.
BOOKED_KEPT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Visitor:
    """A browser: its secret key, and the appointment (its key) that it chose last."""

    key: str
    last: int = 0


def kept(answer: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Write down in the cookie who the visitor is, if a view has changed it: middleware.

    A form that was open before has the key of whoever goes. With it the next person at this
    computer would be taken for them, so nothing is left that it could lead to.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        before = _visitor(request)
        response = answer(request)
        after = _visitor(request)
        if after is None and before is not None:
            holding.leave_nothing(
                holder=_digest(before), last=before.last, by=actor_of(request), at=timezone.now()
            )
            response.delete_cookie(settings.VISITOR_COOKIE_NAME, samesite="Lax")
        elif after is not None and after != before:
            response.set_cookie(
                settings.VISITOR_COOKIE_NAME,
                f"{after.key}.{after.last}",
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response

    return middleware


def holder_of(request: HttpRequest) -> str:
    """Return the digest by which this browser's hold is found, or nothing if it never held any."""
    visitor = _visitor(request)
    return _digest(visitor) if visitor else ""


def become_holder(request: HttpRequest) -> str:
    """Give the browser a key if it has none, and return its digest.

    It is the key of the form that was sent. A first click that is made twice, or whose
    answer was lost with its cookie and which is made again, is so known for the same visitor.
    """
    if _visitor(request) is None:
        _remember(request, Visitor(form_key_of(request)))
    return holder_of(request)


def network_of(request: HttpRequest) -> str:
    """Return what stands for the visitor's network on what it holds; nothing, if nobody counts it."""
    network = limited_network(request)
    key: str = settings.IDENTITY_KEY
    return keyed(key.encode(), purpose="network", fields=(network,)).hex() if network else ""


def form_key_of(request: HttpRequest) -> str:
    """Return the key of the form that was sent, or a new one if it has none of ours."""
    sent = request.POST.get("key", "")
    return sent if FORM_KEY.fullmatch(sent) else token_urlsafe()


def last_chosen(request: HttpRequest) -> int:
    """Return the key of the appointment that this browser chose last, or 0."""
    visitor = _visitor(request)
    return visitor.last if visitor else 0


def remember_hold(request: HttpRequest, appointment: Appointment) -> None:
    if visitor := _visitor(request):
        _remember(request, Visitor(visitor.key, appointment.pk))


def last_hold(request: HttpRequest, *, at: datetime) -> Appointment | None:
    """Return the time this browser holds, or held last, unless that is over and forgotten.

    The database knows what is held. The cookie may not: of two tabs that choose at once,
    the slower answer writes down the hold that has made way for the other.
    """
    holder = holder_of(request)
    if not holder:
        return None
    last = next(iter(of_holder(holder, at=at, last=last_chosen(request))), None)
    if last and last.is_held(at):
        remember_hold(request, last)
    elif last and _is_done_with(last, at=at):
        forget_holder(request)
        return None
    return last


def is_the_one(request: HttpRequest, appointment: Appointment) -> bool:
    """Tell whether a form was filled in for this hold, and not for one in another tab."""
    return request.POST.get("hold", appointment.reference) == appointment.reference


def keep_typed(request: HttpRequest, typed: dict[str, Any], *, at: datetime) -> None:
    """Keep what was typed and not accepted. Never in an address: those are logged and shared."""
    request.session[TYPED] = {"until": (at + KEPT).isoformat(), "fields": typed}
    end_with(request, KEPT)


def end_with(request: HttpRequest, life: timedelta) -> None:
    """Let a session that holds what a stranger typed end with it; the clock deletes it then."""
    if not request.user.is_authenticated:
        request.session.set_expiry(life)


def kept_typed(request: HttpRequest, appointment: Appointment, *, at: datetime) -> dict[str, Any]:
    """Return what was typed: what the held time says of the person, or what was not accepted."""
    kept = request.session.get(TYPED)
    if kept is None:
        return {name: value for name in TOLD if (value := getattr(appointment, name))}
    if datetime.fromisoformat(kept["until"]) <= at:
        forget_typed(request)
        return {}
    fields: dict[str, Any] = kept["fields"]
    return fields


def forget_typed(request: HttpRequest) -> None:
    if TYPED in request.session:
        del request.session[TYPED]


def forget_holder(request: HttpRequest) -> None:
    """Make the browser as good as new for whoever uses it next."""
    _remember(request, None)
    forget_typed(request)


def _digest(visitor: Visitor) -> str:
    return sha256(visitor.key.encode()).hexdigest()


def _visitor(request: HttpRequest) -> Visitor | None:
    if not hasattr(request, "visitor"):
        found = COOKIE.fullmatch(request.COOKIES.get(settings.VISITOR_COOKIE_NAME, ""))
        _remember(request, Visitor(found[1], int(found[2])) if found else None)
    visitor: Visitor | None = request.visitor  # type: ignore[attr-defined]  # set above
    return visitor


def _remember(request: HttpRequest, visitor: Visitor | None) -> None:
    request.visitor = visitor  # type: ignore[attr-defined]  # read by `kept`


def _is_done_with(appointment: Appointment, *, at: datetime) -> bool:
    """Tell whether a visit was cancelled, is past, or was booked too long ago to lead there.

    A hold that ran out is told about as long: then it is nobody's business at this browser.
    """
    if appointment.state in {AppointmentState.CANCELLED, AppointmentState.LAPSED}:
        return True
    last = appointment.booked_at or appointment.held_until
    return last is None or last + BOOKED_KEPT <= at
