"""What people are told about their visit, and the secrets that only they are told.

A lock screen is read by others: a message names the office, the day and the time, and
nothing about why somebody comes. That, and what to bring, stand behind the link.
"""

from datetime import datetime
from email.utils import parseaddr
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.notifications.actions import enqueue
from portal.notifications.rules.kinds import Kind
from portal.notifications.rules.letters import Block, Button, Code, Facts, File, Heading, Mail, Paragraph
from portal.notifications.rules.masks import masked
from portal.web import words
from portal.web.calendar_file import FILE_NAME, Event, calendar_file
from scheduling.choices import AppointmentState
from scheduling.models import AccessCode, Appointment
from scheduling.rules.codes import confirmation_code, public_id, secret_token


def code_of(appointment: Appointment) -> str:
    """Return the six digits that the latest mail with a code holds."""
    return confirmation_code(_key(), subject=_subject(appointment), version=appointment.code_version)


def access_code_of(access: AccessCode) -> str:
    """Return the six digits that let somebody in who asked; those of a hold are others."""
    return confirmation_code(_key(), subject=f"access:{access.pk}", version=1)


def token_of(appointment: Appointment) -> str:
    """Return the secret in the address of the visit's own page."""
    return secret_token(_key(), subject=_subject(appointment), version=1)


def uid_of(appointment: Appointment) -> str:
    """Return the name under which calendars keep the visit, whenever and wherever it is moved."""
    return f"{public_id(_key(), subject=_subject(appointment))}@{urlsplit(settings.SITE_URL).hostname}"


def event_of(appointment: Appointment) -> Event:
    """Return what a calendar is told of a visit, in the language that is active.

    Whoever sees the calendar learns when and where, and neither who comes nor why. The
    secret link is not in it.
    """
    is_cancelled = appointment.state == AppointmentState.CANCELLED
    return Event(
        uid=uid_of(appointment),
        sequence=appointment.sequence,
        start=appointment.interval.start,
        end=appointment.interval.end,
        zone=appointment.office.zone,
        stamp=appointment.cancelled_at or appointment.booked_at or appointment.created_at,
        language=get_language() or appointment.language,
        summary=_("Cancelled: visit to the office") if is_cancelled else _("Visit to the office"),
        location=_on_one_line(appointment.office.address),
        description=_("Reference: %(reference)s") % {"reference": appointment.reference},
        organizer=_("The office"),
        organizer_email=parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        is_cancelled=is_cancelled,
    )


def code_wanted(appointment: Appointment, *, at: datetime) -> None:
    _enqueue("appointment_code", appointment, version=appointment.code_version, at=at)


def access_code_wanted(access: AccessCode, *, to: Appointment, at: datetime) -> None:
    enqueue(
        "appointment_access_code",
        subject=access,
        version=1,
        recipient=to.email,
        language=get_language() or to.language,  # of the page on which somebody waits for it
        due_at=at,
    )


def appointment_booked(appointment: Appointment, *, at: datetime) -> None:
    _enqueue("appointment_booked", appointment, at=at)


def appointment_moved(appointment: Appointment, *, at: datetime) -> None:
    _enqueue("appointment_moved", appointment, version=appointment.sequence, at=at)


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


def _access_is_wanted(pk: str, _version: int, at: datetime) -> bool:
    access = AccessCode.objects.fresh(at).filter(pk=pk, appointment__isnull=False).first()
    if access is None or access.is_used_up:
        return False
    return not AccessCode.objects.of_finder(access.finder).filter(pk__gt=access.pk).exists()


def _is_booked(pk: str, _version: int, at: datetime) -> bool:
    """Tell whether the visit is where it was booked: once moved, only that is told, by its own notice."""
    return _is_latest_move(pk, 0, at)


def _is_latest_move(pk: str, version: int, at: datetime) -> bool:
    """Tell whether this is the last word: an older move would announce the same time twice."""
    return Appointment.objects.filter(
        pk=pk, state=AppointmentState.BOOKED, sequence=version, period__endswith__gt=at
    ).exists()


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


def _access_code_mail(pk: str, _version: int, _language: str) -> Mail:
    access = AccessCode.objects.select_related("account").get(pk=pk)
    appointment = _find(str(access.appointment_id))
    if access.account:
        address = masked(access.account.email)
        asked = _("Somebody asked to put a visit booked with this address on the list of %(account)s.")
        asked %= {"account": address}
    else:
        asked = _("Somebody asked to open the page of a visit that was booked with this address.")
    until = words.clock(access.works_until, appointment.office.zone)
    return Mail(
        _("Your code to open your visit"),
        preview=_("Enter it on the page where you asked for it."),
        blocks=(
            Heading(_("Your code to open your visit")),
            Paragraph(asked),
            _reference(appointment),
            Paragraph(_("If it was you, enter this code in the browser where you asked for it:")),
            Code(access_code_of(access)),
            Paragraph(
                _("It works until %(time)s. Tell it to nobody, not even to the office.") % {"time": until}
            ),
            Paragraph(
                _("If it was not you, ignore this message. Nobody has got in, and nothing has changed.")
            ),
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
            _reference(appointment),
            Paragraph(_("See what to bring, change the time or cancel on the page of your visit.")),
            Button(_("Open the page of my visit"), _address(appointment)),
            Paragraph(_("Open the file with this message to put the visit into your calendar.")),
            Paragraph(
                _("Keep this message to yourself: whoever has the link can change or cancel your visit.")
            ),
        ),
        files=(_calendar_entry(appointment),),
    )


def _moved_mail(pk: str, _version: int, _language: str) -> Mail:
    appointment = _find(pk)
    return Mail(
        _("Your visit to the office has a new time"),
        preview=words.moment(appointment.interval.start, appointment.office.zone),
        blocks=(
            Heading(_("Your visit to the office has a new time")),
            Paragraph(_("Please come at this time. The time you had before is no longer yours.")),
            _when_and_where(appointment),
            _reference(appointment),
            Paragraph(_("Your reference and the link to the page of your visit have not changed.")),
            Button(_("Open the page of my visit"), _address(appointment)),
            Paragraph(_("Open the file with this message to change the visit in your calendar.")),
            Paragraph(
                _("Keep this message to yourself: whoever has the link can change or cancel your visit.")
            ),
        ),
        files=(_calendar_entry(appointment),),
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
            _reference(appointment),
            Button(_("Choose another time"), _calendar(appointment)),
            _out_of_calendar(),
        ),
        files=(_calendar_entry(appointment),),
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
            _reference(appointment),
            Paragraph(_("Please choose another time. You do not need to give a reason.")),
            Button(_("Choose another time"), _calendar(appointment)),
            _out_of_calendar(),
        ),
        files=(_calendar_entry(appointment),),
    )


KINDS = (
    Kind("appointment_code", still_true=_code_is_wanted, mail=_code_mail),
    Kind("appointment_access_code", still_true=_access_is_wanted, mail=_access_code_mail),
    Kind("appointment_booked", still_true=_is_booked, mail=_booked_mail),
    Kind("appointment_moved", still_true=_is_latest_move, mail=_moved_mail),
    Kind("appointment_cancelled", still_true=_is_cancelled, mail=_cancelled_mail),
    Kind("appointment_cancelled_by_office", still_true=_is_cancelled, mail=_cancelled_by_office_mail),
)


def _when_and_where(appointment: Appointment) -> Block:
    office = appointment.office
    return Facts(
        (
            (_("When"), words.moment(appointment.interval.start, office.zone)),
            (_("Where"), _on_one_line(f"{office.name}\n{office.address}")),
        )
    )


def _reference(appointment: Appointment) -> Block:
    return Facts(((_("Reference"), appointment.reference),))


def _out_of_calendar() -> Paragraph:
    return Paragraph(
        _(
            "If you put the visit into your calendar, the file with this message takes it out again. "
            "Not every calendar does that by itself: if yours does not, delete the entry there."
        )
    )


def _calendar_entry(appointment: Appointment) -> File:
    event = event_of(appointment)
    return File(FILE_NAME, calendar_file(event), event.media_type)


def _on_one_line(text: str) -> str:
    return ", ".join(line.strip() for line in text.splitlines() if line.strip())


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
    # The number alone may be given again, after a backup was restored; the reference is not.
    return f"appointment:{appointment.pk}:{appointment.reference}"


def _key() -> bytes:
    key: str = settings.IDENTITY_KEY
    return key.encode()
