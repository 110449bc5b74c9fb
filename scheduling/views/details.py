"""Who comes, and a last look before the code is sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.models import User
from portal.web import words
from portal.web.actors import actor_of
from scheduling.actions import booking
from scheduling.actions.holding import OF_PERSON
from scheduling.forms import Occasion, PartyForm, citizenship_name, prefix_of
from scheduling.models import Appointment
from scheduling.models.together import together, whole
from scheduling.rules.phones import gets_texts, spaced
from scheduling.templatetags.contacts import PREPARED, arrangement_words
from scheduling.templatetags.visit_times import plain_day
from scheduling.views import case_pass
from scheduling.views.answers import READ_OR_POST, answer, form_status
from scheduling.views.case_codes import admits
from scheduling.views.cautions import cautions
from scheduling.views.confirmation import account_of, needs_no_code
from scheduling.views.held import MINUTE, for_holder, hold_context, keep_posted
from scheduling.views.holder import forget_typed, holder_of, kept_typed
from scheduling.views.lookups import place_of
from scheduling.views.people import Guest, guests, visit_day

Row = dict[str, str]
Field = tuple[str, object]


@dataclass(frozen=True, slots=True)
class Card:
    """What was answered about one of those who come, or about all of them."""

    title: str
    rows: list[Row]
    advice: Sequence[str | Promise] = ()
    of: str = ""
    """Whose the answers are, said with each link where there are several of them."""


@require_http_methods(READ_OR_POST)
@for_holder
def hold_details(request: HttpRequest, appointment: Appointment, at: datetime) -> HttpResponse:
    party = PartyForm(
        request.POST if request.method == "POST" else None,
        _occasion(request, appointment, at=at),
        initial=_known(request, appointment, at=at)
        | _known_of_others(appointment)
        | kept_typed(request, appointment, at=at),
    )
    if party.is_valid() and admits(request, party, at=at):
        booking.describe(
            appointment=appointment,
            details=party.details(language=get_language() or appointment.language),
            holder=holder_of(request),
            by=actor_of(request),
            at=at,
        )
        forget_typed(request)
        case_pass.forget_person(request)
        return redirect("hold_check")
    keep_posted(request, at=at)
    return answer(
        request,
        "scheduling/hold_details.html",
        {**hold_context(appointment, at=at), "party": party, "form": party.lead},
        zone=appointment.office.zone,
        status=form_status(is_valid=not party.errors),
    )


@require_safe
@for_holder
def hold_check(request: HttpRequest, appointment: Appointment, at: datetime) -> HttpResponse:
    if not appointment.is_described:
        return redirect("hold_details")
    context = {
        **hold_context(appointment, at=at),
        "visit": visit_rows(appointment),
        "cards": _cards(appointment),
        "needs_no_code": needs_no_code(request, appointment),
        **cautions(appointment, at=at),
    }
    return answer(request, "scheduling/hold_check.html", context, zone=appointment.office.zone)


def _occasion(request: HttpRequest, appointment: Appointment, *, at: datetime) -> Occasion:
    return Occasion(
        people=appointment.people,
        service=appointment.service,
        today=place_of(appointment).today(at),
        on=visit_day(appointment),
        open_cases=case_pass.open_numbers(request, at=at),
    )


def _known_of_others(appointment: Appointment) -> dict[str, Any]:
    """Return what the held time says of those who come with the first."""
    return {
        f"{prefix_of(row.number)}-{name}": value
        for row in together(appointment)[1:]
        for name in OF_PERSON
        if (value := getattr(row, name))
    }


def _known(request: HttpRequest, appointment: Appointment, *, at: datetime) -> dict[str, Any]:
    """Return what need not be typed by somebody who is signed in, or came from the page of their case.

    Nothing, once they have said who comes: a phone that they took out stays out.
    """
    if appointment.email or appointment.phone:
        return {}
    return _of_account(account_of(request)) | case_pass.typed_before(request, at=at)


def _of_account(account: User | None) -> dict[str, Any]:
    if account is None:
        return {}
    return {"email": account.email} | ({"phone": account.phone} if gets_texts(account.phone) else {})


def visit_rows(appointment: Appointment) -> list[Row]:
    office, place = appointment.office, place_of(appointment)
    what = [appointment.service.name, *([place.named_matter.name] if place.named_matter else [])]
    return [
        {
            "label": _("Visit"),
            "value": "\n".join(what),
            "change_url": place.start_url if place.named_matter else "",
        },
        {"label": _("When"), "value": _when(appointment)},
        {"label": _("Where"), "value": f"{office.name}\n{office.address}"},
        {
            "label": _("How long it takes"),
            "value": _how_long(appointment),
            "change_url": place.start_url if place.asks else "",
        },
    ]


def _how_long(appointment: Appointment) -> str:
    minutes = whole(appointment).length // MINUTE
    takes = ngettext("It takes %(minutes)s minute.", "It takes %(minutes)s minutes.", minutes)
    said = takes % {"minutes": minutes}
    return f"{said}\n{capfirst(_('with more time'))}" if appointment.is_longer else said


def _when(appointment: Appointment) -> str:
    """Return the time, and of several people until when it takes."""
    zone = appointment.office.zone
    start = capfirst(words.moment(appointment.interval.start, zone))
    if appointment.people == 1:
        return start
    several = ngettext(
        "For %(number)s person, until %(end)s.",
        "For %(number)s people. The last of you is done at %(end)s.",
        appointment.people,
    )
    end = words.clock(whole(appointment).end, zone)
    return f"{start}\n{several % {'number': appointment.people, 'end': end}}"


def _phone_or_not(appointment: Appointment) -> str:
    """Return the number, or that it was not given; nothing where nobody was asked."""
    if appointment.phone:
        return spaced(appointment.phone)
    return _("Not given") if settings.SMS_GATEWAY_URL else ""


def _cards(appointment: Appointment) -> list[Card]:
    """Return what was answered: on one card about somebody alone, else on one for each and one for all."""
    people = guests(appointment)
    if len(people) == 1:
        fields = {**_person_fields(appointment), **_common_fields(appointment)}
        return [Card(_("Who comes"), _rows(fields), people[0].advice)]
    of_people = [_card_of(guest) for guest in people]
    return [*of_people, Card(_("For all of you"), _rows(_common_fields(appointment)))]


def _card_of(guest: Guest) -> Card:
    # Translators: whose answer it is, after "Change – Date of birth".
    of = _("person %(number)d") % {"number": guest.place}
    prefix = f"{prefix_of(guest.number)}-" if guest.number > 1 else ""
    return Card(guest.title, _rows(_person_fields(guest.row), prefix=prefix), guest.advice, of)


def _person_fields(appointment: Appointment) -> dict[str, Field]:
    born = appointment.birth_date
    return {
        "given_names": (_("Given names"), appointment.given_names or "–"),
        "family_name": (_("Family name"), appointment.family_name or "–"),
        "birth_date": (_("Date of birth"), born and plain_day(born)),
        "citizenship": (_("Citizenship"), citizenship_name(appointment.citizenship)),
        "case_number": (_("Case number"), appointment.case_number),
    }


def _common_fields(appointment: Appointment) -> dict[str, Field]:
    needed = arrangement_words(appointment.arrangements)
    return {
        "accompanied_by": (_("Who comes along"), appointment.accompanied_by),
        "arrangements_0": (_("What is needed"), "\n".join([*needed, str(PREPARED)] if needed else [])),
        "email": (_("E-mail address"), appointment.email or _("Not given")),
        "phone": (_("Mobile phone number"), _phone_or_not(appointment)),
    }


def _rows(fields: dict[str, Field], *, prefix: str = "") -> list[Row]:
    page = reverse("hold_details")
    return [
        {"label": label, "value": str(value), "change_url": f"{page}#id_{prefix}{name}"}
        for name, (label, value) in fields.items()
        if value
    ]
