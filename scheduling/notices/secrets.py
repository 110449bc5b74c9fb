"""What only the person of a visit is told: codes, and the addresses that open its page.

All of it is derived from a key when it is needed, and none of it is stored.
"""

from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.urls import reverse

from scheduling.models import AccessCode, Appointment
from scheduling.models.tickets import Ticket
from scheduling.rules.codes import confirmation_code, public_id, secret_token, short_key

STOP = "stop reminders of "


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


def short_name_of(appointment: Appointment) -> str:
    """Return the secret of the visit's short address: its reference, and 60 bits that only we can make.

    A text message pays for each letter, and the long secret is 43 of them.
    """
    return appointment.reference.replace("-", "") + short_key(_key(), subject=_subject(appointment))


def stop_token_of(appointment: Appointment) -> str:
    """Return the secret that turns the reminders of a visit off, and opens nothing.

    It stands in a header that mail services read (RFC 8058).
    """
    return secret_token(_key(), subject=STOP + _subject(appointment), version=1)[:22]


def page_of(appointment: Appointment) -> str:
    """Return the whole address of the visit's page, in the language that is active."""
    return whole(reverse("booking_detail", args=[token_of(appointment)]))


def ticket_token_of(ticket: Ticket) -> str:
    """Return the secret in the address of the page of a place in the queue."""
    # The number alone may be given again, after a backup was restored; the code of a day is not.
    subject = f"ticket:{ticket.pk}:{ticket.office.slug}:{ticket.on.isoformat()}:{ticket.code}"
    return secret_token(_key(), subject=subject, version=1)


def ticket_page_of(ticket: Ticket) -> str:
    """Return the whole address where somebody sees their place, in the language that is active."""
    return whole(reverse("place_detail", args=[ticket_token_of(ticket)]))


def short_page_of(appointment: Appointment) -> str:
    """Return a short address that leads there."""
    return whole(reverse("visit_short", args=[short_name_of(appointment)]))


def stop_page_of(appointment: Appointment) -> str:
    """Return the whole address where the reminders of the visit are turned off."""
    return whole(reverse("reminders_stop", args=[appointment.pk, stop_token_of(appointment)]))


def whole(path: str) -> str:
    site: str = settings.SITE_URL
    return urljoin(site, path)


def _subject(appointment: Appointment) -> str:
    # The number alone may be given again, after a backup was restored; the reference is not.
    return f"appointment:{appointment.pk}:{appointment.reference}"


def _key() -> bytes:
    key: str = settings.IDENTITY_KEY
    return key.encode()
