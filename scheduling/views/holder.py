"""What a visitor's browser holds, known by a key that only its session has."""

from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any

from django.http import HttpRequest

from scheduling.choices import AppointmentState
from scheduling.models import Appointment

KEY, HOLD, TYPED = "holder", "hold", "typed"
# What somebody typed waits so long for their next hold; the next person at a library's
# computer must not find it.
TYPED_KEPT = timedelta(hours=1)


def holder_of(request: HttpRequest) -> str:
    """Return the digest by which this browser's hold is found, or nothing if it never held any."""
    key = request.session.get(KEY, "")
    return _digest(key) if key else ""


def become_holder(request: HttpRequest) -> str:
    """Give the browser a key if it has none, and return its digest."""
    request.session.setdefault(KEY, token_urlsafe())
    return holder_of(request)


def remember_hold(request: HttpRequest, appointment: Appointment) -> None:
    request.session[HOLD] = appointment.pk


def last_hold(request: HttpRequest) -> Appointment | None:
    """Return the time this browser held last, whatever has become of it."""
    holder, pk = holder_of(request), request.session.get(HOLD)
    if not holder or pk is None:
        return None
    return Appointment.objects.for_page().filter(pk=pk, holder=holder).first()


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


def _digest(key: str) -> str:
    return sha256(key.encode()).hexdigest()
