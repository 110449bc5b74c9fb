"""The visit as a calendar keeps it."""

from email.utils import parseaddr

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.notifications.rules.letters import File
from portal.web.calendar_file import FILE_NAME, Event, calendar_file
from scheduling.choices import AppointmentState
from scheduling.models import Appointment
from scheduling.models.together import whole
from scheduling.notices.secrets import uid_of


def event_of(appointment: Appointment) -> Event:
    """Return what a calendar is told of a visit, in the language that is active.

    Of several people it lasts until the last of them is done. Whoever sees the calendar learns
    when and where, and neither who comes nor why. The secret link is not in it.
    """
    time = whole(appointment)
    is_cancelled = appointment.state == AppointmentState.CANCELLED
    return Event(
        uid=uid_of(appointment),
        sequence=appointment.sequence,
        start=time.start,
        end=time.end,
        zone=appointment.office.zone,
        stamp=appointment.cancelled_at or appointment.booked_at or appointment.created_at,
        language=get_language() or appointment.language,
        summary=_("Cancelled: visit to the office") if is_cancelled else _("Visit to the office"),
        location=on_one_line(appointment.office.address),
        description=_("Reference: %(reference)s") % {"reference": appointment.reference},
        organizer=_("The office"),
        organizer_email=parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        is_cancelled=is_cancelled,
    )


def calendar_entry(appointment: Appointment) -> File:
    event = event_of(appointment)
    return File(FILE_NAME, calendar_file(event), event.media_type)


def on_one_line(text: str) -> str:
    return ", ".join(line.strip() for line in text.splitlines() if line.strip())
