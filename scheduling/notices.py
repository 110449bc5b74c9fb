"""What people are told about their visit. Filled in once the outbox stands."""

from datetime import datetime

from django.conf import settings

from scheduling.models import Appointment
from scheduling.rules.codes import confirmation_code, secret_token


def code_of(appointment: Appointment) -> str:
    return confirmation_code(
        _key(), subject=f"appointment:{appointment.pk}", version=appointment.code_version
    )


def token_of(appointment: Appointment) -> str:
    return secret_token(_key(), subject=f"appointment:{appointment.pk}", version=1)


def code_wanted(appointment: Appointment, *, at: datetime) -> None: ...


def appointment_booked(appointment: Appointment, *, at: datetime) -> None: ...


def appointment_cancelled(appointment: Appointment, *, at: datetime) -> None: ...


def appointment_cancelled_by_office(appointment: Appointment, *, at: datetime) -> None: ...


def _key() -> bytes:
    return settings.IDENTITY_KEY.encode()
