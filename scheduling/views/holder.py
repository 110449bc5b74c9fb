"""What a visitor's browser holds, known by a key that only its session has."""

import re
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any

from django.http import HttpRequest

from scheduling.choices import AppointmentState
from scheduling.models import Appointment
from scheduling.models.hotpath import of_holder

KEY, HOLD, TYPED = "holder", "hold", "typed"
FORM_KEY = re.compile(r"[A-Za-z0-9_-]{43}")  # 256 random bits, as `form_key` writes them
# What somebody typed waits so long for their next hold; the next person at a library's
# computer must not find it.
TYPED_KEPT = timedelta(hours=1)
# For so long after it is booked, going back leads to the visit and its secret address; and
# so long after it has run out, to a page that says so.
BOOKED_KEPT = timedelta(hours=1)


def holder_of(request: HttpRequest) -> str:
    """Return the digest by which this browser's hold is found, or nothing if it never held any."""
    key = request.session.get(KEY, "")
    return _digest(key) if key else ""


def become_holder(request: HttpRequest) -> str:
    """Give the browser a key if it has none, and return its digest.

    It is the key of the form that was sent. A first click that is made twice, or whose
    answer was lost with its cookie and which is made again, is so known for the same visitor.
    """
    sent = request.POST.get("key", "")
    request.session.setdefault(KEY, sent if FORM_KEY.fullmatch(sent) else token_urlsafe())
    return holder_of(request)


def remember_hold(request: HttpRequest, appointment: Appointment) -> None:
    request.session[HOLD] = appointment.pk


def last_hold(request: HttpRequest, *, at: datetime) -> Appointment | None:
    """Return the time this browser holds, or held last, unless that is over and forgotten.

    The database knows what is held. The session may not: of two tabs that choose at once,
    the slower answer writes down the hold that has made way for the other.
    """
    holder = holder_of(request)
    if not holder:
        return None
    named = request.session.get(HOLD, 0)
    last = next(iter(of_holder(holder, at=at, last=named)), None)
    if last is None or is_held(last, at=at):
        if last and last.pk != named:
            remember_hold(request, last)
        return last
    if _is_done_with(last, at=at):
        forget_holder(request)
        return None
    return last


def is_held(appointment: Appointment, *, at: datetime) -> bool:
    until = appointment.held_until
    return appointment.state == AppointmentState.HELD and until is not None and until > at


def is_the_one(request: HttpRequest, appointment: Appointment) -> bool:
    """Tell whether a form was filled in for this hold, and not for one in another tab."""
    return request.POST.get("hold", appointment.reference) == appointment.reference


def keep_typed(request: HttpRequest, typed: dict[str, Any], *, at: datetime) -> None:
    """Keep what was typed for the next hold. Never in an address: those are logged and shared."""
    request.session[TYPED] = {"until": (at + TYPED_KEPT).isoformat(), "fields": typed}


def kept_typed(request: HttpRequest, *, at: datetime) -> dict[str, Any]:
    kept = request.session.get(TYPED)
    if kept is None:
        return {}
    if datetime.fromisoformat(kept["until"]) <= at:
        forget_typed(request)
        return {}
    fields: dict[str, Any] = kept["fields"]
    return fields


def forget_typed(request: HttpRequest) -> None:
    request.session.pop(TYPED, None)


def forget_holder(request: HttpRequest) -> None:
    """Make the browser as good as new for whoever uses it next."""
    for name in (KEY, HOLD, TYPED):
        request.session.pop(name, None)


def _is_done_with(appointment: Appointment, *, at: datetime) -> bool:
    """Tell whether a visit was cancelled, is past, or was booked too long ago to lead there.

    A hold that ran out is told about as long: then it is nobody's business at this browser.
    """
    if appointment.state in {AppointmentState.CANCELLED, AppointmentState.LAPSED}:
        return True
    last = appointment.booked_at or appointment.held_until
    return last is None or last + BOOKED_KEPT <= at


def _digest(key: str) -> str:
    return sha256(key.encode()).hexdigest()
