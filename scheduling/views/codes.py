"""The code from a message, which makes a held time a booked visit."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from portal.notifications.choices import State
from portal.notifications.models import Notice
from portal.notifications.templatetags.deliveries import why_not
from portal.web.actors import actor_of
from scheduling import notices
from scheduling.actions import booking
from scheduling.forms import CodeForm
from scheduling.forms.details import has_texts
from scheduling.models import Appointment
from scheduling.views.answers import READ_OR_POST, TOO_MANY, answer, form_status
from scheduling.views.confirmation import account_of, has_one_already
from scheduling.views.held import for_holder, hold_context
from scheduling.views.holder import forget_typed, holder_of
from scheduling.views.limits import count_booking, spend_code, spend_guess
from scheduling.views.lookups import read_number


@require_http_methods(READ_OR_POST)
@for_holder
def code_create(request: HttpRequest, appointment: Appointment, at: datetime) -> HttpResponse:
    if request.method != "POST":
        return redirect("code_detail")
    if not appointment.is_described:
        return redirect("hold_details")
    seen, before = read_number(request.POST.get("version", "")), appointment.code_version
    if seen is None or seen >= appointment.code_version:  # else it is a second press, and sends nothing
        spend_code(request, appointment)
    try:
        booking.send_code(
            appointment=appointment,
            holder=holder_of(request),
            seen=seen,
            by=actor_of(request),
            at=at,
        )
    except booking.TooManyCodesError:
        return _page(request, appointment, CodeForm(), at=at, status=TOO_MANY)
    if 0 < before < appointment.code_version:
        messages.success(request, _("We have sent a new code. Only the newest one works."))
    return redirect("code_detail")


@require_http_methods(READ_OR_POST)
@for_holder
def code_detail(request: HttpRequest, appointment: Appointment, at: datetime) -> HttpResponse:
    if not appointment.code_version:
        return redirect("hold_check")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            return _confirm(request, appointment, form.cleaned_data["code"], at=at)
        except booking.WrongCodeError as error:
            form.add_error("code", wrong(error.left))
        except booking.HasOneAlreadyError:
            return has_one_already(request, appointment, at=at)
    return _page(request, appointment, form, at=at, status=form_status(is_valid=not form.errors))


def _confirm(request: HttpRequest, appointment: Appointment, code: str, *, at: datetime) -> HttpResponse:
    spend_guess(request, appointment)
    booked = booking.confirm(
        appointment=appointment,
        code=code,
        holder=holder_of(request),
        account=account_of(request),
        by=actor_of(request),
        at=at,
    )
    count_booking(request, booked)
    forget_typed(request)
    return redirect("booking_detail", notices.token_of(booked))


def _page(
    request: HttpRequest, appointment: Appointment, form: CodeForm, *, at: datetime, status: int
) -> HttpResponse:
    appointment.refresh_from_db(fields=["codes_sent", "code_tries"])
    context = {
        **hold_context(appointment, at=at),
        "form": form,
        "is_used_up": appointment.code_tries >= booking.MOST_TRIES,
        "may_send": appointment.codes_sent < booking.MOST_CODES,
        "lost": _lost(appointment),
        "has_texts": has_texts(),
    }
    return answer(
        request, "scheduling/code_detail.html", context, zone=appointment.office.zone, status=status
    )


def _lost(appointment: Appointment) -> str:
    """Return why the newest code did not arrive, as far as we have been told."""
    sent = Notice.objects.about(appointment).filter(
        kind="appointment_code", version=appointment.code_version, state=State.FAILED
    )
    lost = sent.first()
    return str(why_not(lost)) if lost else ""


def wrong(left: int) -> str:
    if not left:
        return _("That is not the code, and it was the last try. Ask for a new code below.")
    return ngettext(
        "That is not the code from our newest message. You can try %(left)d more time.",
        "That is not the code from our newest message. You can try %(left)d more times.",
        left,
    ) % {"left": left}
