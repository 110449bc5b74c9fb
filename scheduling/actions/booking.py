"""From a held time to a booked visit: details, a code from the mail, the reference."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.db.models.functions import Least

from portal.accounts.models import User
from portal.accounts.policies import has_proven
from portal.audit.actions import record
from portal.audit.rules.actors import Actor
from scheduling import notices
from scheduling.actions.holding import HoldOverError
from scheduling.choices import AppointmentState, CancelledBy
from scheduling.models import Appointment
from scheduling.models.locks import lock_person, share_hours
from scheduling.rules.codes import same_code, token_digest
from scheduling.rules.identity import case_digest, person_digest

MOST_CODES = 5  # mails with a code a hold may ask for
MOST_TRIES = 5  # guesses at each code
CHECKED = ("code_version", "email", "identity_digest", "case_digest")  # what a code vouches for
ONE_EACH = {"appointment_one_per_person", "appointment_one_per_case"}
IN_OPEN_HOURS = "appointment_in_open_hours"


class TooManyCodesError(Exception):
    """The hold has asked for as many codes as it may."""


class WrongCodeError(Exception):
    """The code is not the one in the latest mail. `left` more guesses are allowed."""

    def __init__(self, left: int) -> None:
        super().__init__(left)
        self.left = left


class NotProvenError(Exception):
    """The account has not proven that it receives mail at this address."""


class HasOneAlreadyError(Exception):
    """The person, or the case, has a visit for this service. Which one is not told."""


class TooLateError(Exception):
    """The visit is not booked any more, or has begun."""


@dataclass(frozen=True, slots=True)
class Details:
    """Who comes. Names as in the passport; one of the two may be empty."""

    given_names: str
    family_name: str
    birth_date: date
    citizenship: str
    email: str
    language: str
    case_number: str = ""


@transaction.atomic
def describe(
    *, appointment: Appointment, details: Details, holder: str, by: Actor, at: datetime
) -> Appointment:
    """Write down who a held time is for.

    A code that went to another address is worth nothing from now on.

    :raises HoldOverError: if the hold has run out, or is not theirs.
    """
    held = _lock_held(appointment, holder=holder, at=at)
    moved = held.email != details.email
    for name in (
        "given_names",
        "family_name",
        "birth_date",
        "citizenship",
        "email",
        "language",
        "case_number",
    ):
        setattr(held, name, getattr(details, name))
    held.identity_digest = person_digest(
        _key(),
        given_names=details.given_names,
        family_name=details.family_name,
        birth_date=details.birth_date,
        citizenship=details.citizenship,
    )
    held.case_digest = case_digest(_key(), case_number=details.case_number) if details.case_number else ""
    if moved and held.code_version:
        held.code_version, held.code_tries = held.code_version + 1, MOST_TRIES
    held.save()
    record("appointment.described", subject=held, by=by, at=at, office=held.office)
    return held


@transaction.atomic
def send_code(
    *, appointment: Appointment, holder: str, seen: int | None = None, by: Actor, at: datetime
) -> Appointment:
    """Mail a fresh code to the address given; the code before it is worth nothing.

    `seen` is the `code_version` on the page that asked. If there has been a newer one since,
    the page asked twice, and the code that is on its way is not made worthless by another.

    :raises HoldOverError: if the hold has run out, or is not theirs, or is for nobody yet.
    :raises TooManyCodesError: if it has asked for `MOST_CODES` already.
    """
    held = _lock_held(appointment, holder=holder, at=at)
    if not held.email:
        raise HoldOverError
    if seen is not None and seen < held.code_version:
        return held
    if held.codes_sent >= MOST_CODES:
        raise TooManyCodesError
    held.codes_sent += 1
    held.code_version, held.code_tries = held.code_version + 1, 0
    held.save(update_fields=["codes_sent", "code_version", "code_tries"])
    notices.code_wanted(held, at=at)
    record("appointment.code_sent", subject=held, by=by, at=at, office=held.office)
    return held


def confirm(  # noqa: PLR0913  what was typed, in which browser, by whom signed in
    *, appointment: Appointment, code: str, holder: str, account: User | None = None, by: Actor, at: datetime
) -> Appointment:
    """Book a held time for whoever read the code in their mail, and for their account if they have one.

    A second call by the same browser, as a double click or a retry makes it, returns the
    visit booked by the first. A guess is counted even where it fails, so this is no one
    transaction.

    :raises HoldOverError: if the hold has run out, or is not theirs.
    :raises WrongCodeError: if the code is not the latest one, or too many were tried.
    :raises HasOneAlreadyError: if the person or case has a visit for this service.
    """
    if booked := _booked_before(appointment, holder=holder):
        return booked
    tries = _spend_try(appointment, holder=holder, at=at)
    left = max(0, MOST_TRIES - tries)
    if tries > MOST_TRIES or not same_code(code, notices.code_of(appointment)):
        raise WrongCodeError(left)
    if booked := _book(appointment, holder=holder, account=account, by=by, at=at):
        return booked
    if Appointment.objects.held_by(holder, at=at).filter(pk=appointment.pk).exists():
        raise WrongCodeError(left)  # another tab changed who comes; the code was not for them
    raise HoldOverError


def confirm_signed_in(
    *, appointment: Appointment, holder: str, account: User, by: Actor, at: datetime
) -> Appointment:
    """Book a held time for somebody whose account has already proven the address given.

    :raises HoldOverError: if the hold has run out, is not theirs, or is for nobody yet.
    :raises NotProvenError: if the address is not one that the account has proven.
    :raises HasOneAlreadyError: if the person or case has a visit for this service.
    """
    if booked := _booked_before(appointment, holder=holder):
        return booked
    appointment.refresh_from_db()
    if not appointment.email:
        raise HoldOverError
    if not has_proven(account, appointment.email):
        raise NotProvenError
    if booked := _book(appointment, holder=holder, account=account, by=by, at=at):
        return booked
    raise HoldOverError


@transaction.atomic
def cancel(*, appointment: Appointment, by: Actor, at: datetime) -> Appointment:
    """Cancel a booked visit for the person who comes; the time is free at once.

    :raises TooLateError: if it is not booked any more, or has begun.
    """
    cancelled = end(appointment, cancelled_by=CancelledBy.PERSON, by=by, at=at)
    notices.appointment_cancelled(cancelled, at=at)
    return cancelled


def end(appointment: Appointment, *, cancelled_by: CancelledBy, by: Actor, at: datetime) -> Appointment:
    """Take a booked visit off the calendar, without a word to the person.

    :raises TooLateError: if it is not booked any more, or has begun.
    """
    going = Appointment.objects.filter(
        pk=appointment.pk, state=AppointmentState.BOOKED, period__startswith__gt=at
    )
    if not going.update(
        state=AppointmentState.CANCELLED,
        cancelled_at=at,
        cancelled_by=cancelled_by,
        sequence=F("sequence") + 1,
    ):
        raise TooLateError
    appointment.refresh_from_db(fields=["state", "cancelled_at", "cancelled_by", "sequence", "period"])
    record(
        "appointment.cancelled",
        subject=appointment,
        by=by,
        at=at,
        office=appointment.office,
        cancelled_by=cancelled_by.value,
    )
    return appointment


@transaction.atomic
def _book(
    appointment: Appointment, *, holder: str, account: User | None, by: Actor, at: datetime
) -> Appointment | None:
    """Book what the code was checked for, and nothing that it has become since."""
    share_hours(appointment.office.pk)
    for digest in sorted(filter(None, {appointment.identity_digest, appointment.case_digest})):
        lock_person(digest)
    _let_past_visits_lapse(appointment, at=at)
    token = notices.token_of(appointment)
    held = Appointment.objects.held_by(holder, at=at).filter(
        pk=appointment.pk, **{name: getattr(appointment, name) for name in CHECKED}
    )
    try:
        with transaction.atomic():
            won = held.update(
                state=AppointmentState.BOOKED,
                booked_at=at,
                held_until=None,
                token_digest=token_digest(token),
                account=account,
            )
    except IntegrityError as error:
        if (broken := broken_constraint(error)) in ONE_EACH:
            raise HasOneAlreadyError from error
        if broken == IN_OPEN_HOURS:  # by the database's clock it had run out, and hours closed over it
            raise HoldOverError from error
        raise
    if not won:
        return None
    booked = Appointment.objects.for_page().get(pk=appointment.pk)
    notices.appointment_booked(booked, at=at)
    record("appointment.booked", subject=booked, by=by, at=at, office=booked.office)
    return booked


def _booked_before(appointment: Appointment, *, holder: str) -> Appointment | None:
    """Return what the same browser has booked with this hold: the request is a retry."""
    done = Appointment.objects.filter(pk=appointment.pk, holder=holder, state=AppointmentState.BOOKED)
    return done.for_page().first()


def _spend_try(appointment: Appointment, *, holder: str, at: datetime) -> int:
    """Count one guess, before it is looked at: guesses made at once are all counted."""
    held = Appointment.objects.held_by(holder, at=at).filter(pk=appointment.pk, code_version__gt=0)
    if not held.update(code_tries=Least(F("code_tries") + 1, MOST_TRIES + 1)):
        raise HoldOverError
    appointment.refresh_from_db()
    return appointment.code_tries


def _let_past_visits_lapse(appointment: Appointment, *, at: datetime) -> None:
    same = Q(identity_digest=appointment.identity_digest)
    if appointment.case_digest:
        same |= Q(case_digest=appointment.case_digest)
    past = Appointment.objects.filter(same, service_id=appointment.service_id, period__endswith__lte=at)
    past.filter(state=AppointmentState.BOOKED).update(state=AppointmentState.LAPSED)


def _lock_held(appointment: Appointment, *, holder: str, at: datetime) -> Appointment:
    held = Appointment.objects.held_by(holder, at=at).filter(pk=appointment.pk)
    found = held.for_page().select_for_update(of=("self",)).first()
    if found is None:
        raise HoldOverError
    return found


def broken_constraint(error: IntegrityError) -> str:
    """Return the name of the constraint that refused a statement, or nothing."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return str(getattr(diagnosis, "constraint_name", ""))


def _key() -> bytes:
    return settings.IDENTITY_KEY.encode()
