"""Booking without a code, for somebody whose account has already proven the address."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from portal.accounts.models import User
from portal.accounts.policies import has_proven
from portal.web.actors import actor_of
from scheduling import notices
from scheduling.actions import booking
from scheduling.models import Appointment
from scheduling.views.answers import READ_OR_POST, TAKEN, answer
from scheduling.views.held import for_holder, hold_context
from scheduling.views.holder import forget_typed, holder_of
from scheduling.views.limits import ask_booking, count_booking, count_refusal


def account_of(request: HttpRequest) -> User | None:
    """Return who is signed in, or None."""
    return request.user if request.user.is_authenticated else None


def needs_no_code(request: HttpRequest, appointment: Appointment) -> bool:
    """Tell whether the address was proven before, by whoever is signed in."""
    account = account_of(request)
    return account is not None and has_proven(account, appointment.email)


@require_http_methods(READ_OR_POST)
@for_holder
def confirmation_create(request: HttpRequest, appointment: Appointment, at: datetime) -> HttpResponse:
    account = account_of(request)
    if request.method != "POST" or account is None:
        return redirect("hold_check")
    ask_booking(request, appointment)
    try:
        booked = booking.confirm_signed_in(
            appointment=appointment, holder=holder_of(request), account=account, by=actor_of(request), at=at
        )
    except booking.NotProvenError:
        return redirect("hold_check")  # the address was changed in another tab: that page asks for a code
    except booking.HasOneAlreadyError:
        return has_one_already(request, appointment, at=at)
    count_booking(request, booked)
    forget_typed(request)
    return redirect("booking_detail", notices.token_of(booked))


def has_one_already(request: HttpRequest, appointment: Appointment, *, at: datetime) -> HttpResponse:
    """Say that there is a visit already, and not when, where or what for; and count that it was said."""
    count_refusal(request, appointment)
    context = hold_context(appointment, at=at)
    zone = appointment.office.zone
    return answer(request, "scheduling/has_one_already.html", context, zone=zone, status=TAKEN)
