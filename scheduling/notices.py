"""What people are told about their visit, and the secrets that only they are told.

A lock screen is read by others: a message names the office, the day and the time, and
nothing about why somebody comes. That, and what to bring, stand behind the link.
"""

from datetime import datetime
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.notifications.actions import enqueue
from portal.notifications.rules.kinds import Kind
from portal.notifications.rules.letters import Block, Button, Code, Facts, Heading, Mail, Paragraph
from portal.web import words
from scheduling.choices import AppointmentState
from scheduling.models import Appointment
from scheduling.rules.codes import confirmation_code, secret_token


def code_of(appointment: Appointment) -> str:
    """Return the six digits that the latest mail with a code holds."""
    return confirmation_code(_key(), subject=_subject(appointment), version=appointment.code_version)


def token_of(appointment: Appointment) -> str:
    """Return the secret in the address of the visit's own page."""
    return secret_token(_key(), subject=_subject(appointment), version=1)


def code_wanted(appointment: Appointment, *, at: datetime) -> None:
    _enqueue("appointment_code", appointment, version=appointment.code_version, at=at)


def appointment_booked(appointment: Appointment, *, at: datetime) -> None:
    _enqueue("appointment_booked", appointment, at=at)


def appointment_cancelled(appointment: Appointment, *, at: datetime) -> None:
    _enqueue("appointment_cancelled", appointment, at=at)


def appointment_cancelled_by_office(appointment: Appointment, *, at: datetime) -> None:
    _enqueue("appointment_cancelled_by_office", appointment, at=at)


def _enqueue(kind: str, appointment: Appointment, *, at: datetime, version: int = 1) -> None:
    if appointment.email:
        enqueue(
            kind,
            subject=appointment,
            version=version,
            recipient=appointment.email,
            language=appointment.language,
            due_at=at,
        )


def _code_is_wanted(pk: str, version: int, at: datetime) -> bool:
    return (
        Appointment.objects.active(at)
        .filter(pk=pk, state=AppointmentState.HELD, code_version=version)
        .exists()
    )


def _is_booked(pk: str, _version: int, at: datetime) -> bool:
    return Appointment.objects.filter(pk=pk, state=AppointmentState.BOOKED, period__endswith__gt=at).exists()


def _is_cancelled(pk: str, _version: int, at: datetime) -> bool:
    return Appointment.objects.filter(
        pk=pk, state=AppointmentState.CANCELLED, period__endswith__gt=at
    ).exists()


def _code_mail(pk: str, _version: int, _language: str) -> Mail:
    appointment = _find(pk)
    return Mail(
        _("Your code to book the visit"),
        preview=_("Enter it on the page where you are booking."),
        blocks=(
            Heading(_("Your code to book the visit")),
            Paragraph(_("Enter this code on the page where you are booking:")),
            Code(code_of(appointment)),
            _when_and_where(appointment),
            Paragraph(_("The time is not yours yet. Without the code it goes back to everybody.")),
            Paragraph(_("If you are not booking a visit, you can ignore this message. Nothing will happen.")),
        ),
    )


def _booked_mail(pk: str, _version: int, _language: str) -> Mail:
    appointment = _find(pk)
    return Mail(
        _("Your visit to the office is booked"),
        preview=words.moment(appointment.interval.start, appointment.office.zone),
        blocks=(
            Heading(_("Your visit to the office is booked")),
            _when_and_where(appointment),
            Facts(((_("Reference"), appointment.reference),)),
            Paragraph(_("What to bring stands on the page of your visit. There you can also cancel it.")),
            Button(_("Open the page of my visit"), _address(appointment)),
            Paragraph(_("Keep this message to yourself: whoever has the link can cancel your visit.")),
        ),
    )


def _cancelled_mail(pk: str, _version: int, _language: str) -> Mail:
    appointment = _find(pk)
    return Mail(
        _("Your visit to the office is cancelled"),
        preview=_("You do not need to do anything."),
        blocks=(
            Heading(_("Your visit to the office is cancelled")),
            Paragraph(_("This visit is cancelled:")),
            _when_and_where(appointment),
            Button(_("Choose another time"), _calendar(appointment)),
        ),
    )


def _cancelled_by_office_mail(pk: str, _version: int, _language: str) -> Mail:
    appointment = _find(pk)
    return Mail(
        _("The office had to cancel your visit"),
        preview=_("Please choose another time."),
        blocks=(
            Heading(_("The office had to cancel your visit")),
            Paragraph(_("We are sorry. The office cannot receive you at this time:")),
            _when_and_where(appointment),
            Paragraph(_("Please choose another time. You do not need to give a reason.")),
            Button(_("Choose another time"), _calendar(appointment)),
        ),
    )


KINDS = (
    Kind("appointment_code", still_true=_code_is_wanted, mail=_code_mail),
    Kind("appointment_booked", still_true=_is_booked, mail=_booked_mail),
    Kind("appointment_cancelled", still_true=_is_cancelled, mail=_cancelled_mail),
    Kind("appointment_cancelled_by_office", still_true=_is_cancelled, mail=_cancelled_by_office_mail),
)


def _when_and_where(appointment: Appointment) -> Block:
    office = appointment.office
    return Facts(
        (
            (_("When"), words.moment(appointment.interval.start, office.zone)),
            (_("Where"), f"{office.name}, {office.address}".replace("\n", ", ")),
        )
    )


def _address(appointment: Appointment) -> str:
    return _whole(reverse("booking_detail", args=[token_of(appointment)]))


def _calendar(appointment: Appointment) -> str:
    return _whole(reverse("service_detail", args=[appointment.office.slug, appointment.service.code]))


def _whole(path: str) -> str:
    site: str = settings.SITE_URL
    return urljoin(site, path)


def _find(pk: str) -> Appointment:
    return Appointment.objects.for_page().get(pk=pk)


def _subject(appointment: Appointment) -> str:
    return f"appointment:{appointment.pk}"


def _key() -> bytes:
    key: str = settings.IDENTITY_KEY
    return key.encode()
