"""From a held time to a booked visit: details, a code from a message, the reference."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q

from portal.accounts.models import User
from portal.accounts.policies import has_proven
from portal.audit.actions import record
from portal.audit.rules.actors import Actor
from scheduling import notices
from scheduling.actions.contesting import tell_who_has_one
from scheduling.actions.holding import OF_PERSON, HoldOverError
from scheduling.choices import AppointmentState
from scheduling.models import Appointment
from scheduling.models.hotpath import change_held, spend_try
from scheduling.models.locks import lock_person, share_hours
from scheduling.models.together import digests
from scheduling.rules.codes import same_code, token_digest
from scheduling.rules.identity import case_digest, person_digest

MOST_CODES = 5  # messages with a code a hold may ask for
MOST_TRIES = 5  # guesses at each code
# What a code vouches for; and where the messages of a booking go, so that it is what they are written to.
CHECKED = ("code_version", "email", "phone", "identity_digest", "case_digest")
OF_CONTACT = ("email", "phone", "language", "accompanied_by")
DESCRIBED = (*OF_PERSON, *OF_CONTACT, "arrangements")
READ = (*DESCRIBED, *CHECKED, "code_tries", "codes_sent", "held_until", "state")
ONE_EACH = {"appointment_one_per_person", "appointment_one_per_case"}
IN_OPEN_HOURS = "appointment_in_open_hours"


class TooManyCodesError(Exception):
    """The hold has asked for as many codes as it may."""


class WrongCodeError(Exception):
    """The code is not the one in the latest message. `left` more guesses are allowed."""

    def __init__(self, left: int) -> None:
        super().__init__(left)
        self.left = left


class NotProvenError(Exception):
    """The account has not proven that it receives mail at this address."""


class HasOneAlreadyError(Exception):
    """The person, or the case, has a visit for this service. Which one is not told."""


@dataclass(frozen=True, slots=True)
class Person:
    """One of those who come. Names as in the passport; one of the two may be empty."""

    given_names: str
    family_name: str
    birth_date: date
    citizenship: str
    case_number: str = ""


@dataclass(frozen=True, slots=True)
class Details:
    """Who comes first, who comes with them, and how to reach them."""

    given_names: str
    family_name: str
    birth_date: date
    citizenship: str
    email: str
    language: str
    case_number: str = ""
    phone: str = ""
    """As E.164 has it, if the person wants text messages."""
    others: tuple[Person, ...] = ()
    """The second person of the booking and those after them."""
    arrangements: tuple[str, ...] = ()
    """What is needed at the counter (`choices.Arrangement`)."""
    accompanied_by: str = ""
    """The parent, guardian or proxy who comes along and needs no visit themselves."""

    @property
    def people(self) -> tuple[Person, ...]:
        """All who come."""
        return (Person(**{name: getattr(self, name) for name in OF_PERSON}), *self.others)


@transaction.atomic
def describe(
    *, appointment: Appointment, details: Details, holder: str, by: Actor, at: datetime
) -> Appointment:
    """Write down who a held time is for, and who comes with them.

    A code that went to another address, or phone, is worth nothing from now on.

    :raises HoldOverError: if the hold has run out, or is not theirs.
    :raises ValueError: if it is not held for that many people.
    """
    if len(details.others) != appointment.people - 1:
        raise ValueError("Each person of a booking is described, and nobody else.")
    first, *others = details.people
    contact = {name: getattr(details, name) for name in OF_CONTACT} | {
        "arrangements": list(details.arrangements)
    }
    written = contact | described(first)
    while not _change(appointment, written | _code_after(appointment, details), holder=holder, at=at):
        _read_again(appointment, holder=holder, at=at)
    for number, person in enumerate(others, start=2):
        theirs = appointment.members.filter(number=number, state=AppointmentState.HELD)
        if not theirs.update(**described(person)):
            raise HoldOverError
    record("appointment.described", subject=appointment, by=by, at=at, office=appointment.office_id)
    return appointment


@transaction.atomic
def send_code(
    *, appointment: Appointment, holder: str, seen: int | None = None, by: Actor, at: datetime
) -> Appointment:
    """Send a fresh code to the address given, else to the phone; the code before it is worth nothing.

    `seen` is the `code_version` on the page that asked. If there has been a newer one since,
    the page asked twice, and the code that is on its way is not made worthless by another.

    :raises HoldOverError: if the hold has run out, or is not theirs, or is for nobody yet.
    :raises TooManyCodesError: if it has asked for `MOST_CODES` already.
    """
    while seen is None or seen >= appointment.code_version:
        if not appointment.is_described:
            raise HoldOverError
        if appointment.codes_sent >= MOST_CODES:
            raise TooManyCodesError
        newer = {"codes_sent": appointment.codes_sent + 1, "code_version": appointment.code_version + 1}
        if _change(appointment, newer | {"code_tries": 0}, holder=holder, at=at):
            notices.code_wanted(appointment, at=at)
            record("appointment.code_sent", subject=appointment, by=by, at=at, office=appointment.office_id)
            break
        _read_again(appointment, holder=holder, at=at)
    return appointment


def confirm(  # noqa: PLR0913  what was typed, in which browser, by whom signed in
    *, appointment: Appointment, code: str, holder: str, account: User | None = None, by: Actor, at: datetime
) -> Appointment:
    """Book a held time for whoever got the code, and for their account if they have one.

    A second call by the same browser, as a double click or a retry makes it, returns the
    visit booked by the first. A guess is counted even where it fails, so this is no one
    transaction.

    :raises HoldOverError: if the hold has run out, or is not theirs.
    :raises WrongCodeError: if the code is not the latest one, or too many were tried.
    :raises HasOneAlreadyError: if the person or case has a visit for this service.
    """
    tries = spend_try(appointment, holder=holder, most=MOST_TRIES + 1, at=at)
    if tries is None:
        return _booked_before(appointment, holder=holder)
    left = max(0, MOST_TRIES - tries)
    if tries > MOST_TRIES or not _is_code(code, appointment):
        raise WrongCodeError(left)
    if booked := _book(appointment, holder=holder, account=account, by=by, at=at):
        return booked
    if Appointment.objects.held_by(holder, at=at).filter(pk=appointment.pk).exists():
        raise WrongCodeError(left)  # another tab changed who comes; the code was not for them
    return _booked_before(appointment, holder=holder)


def confirm_signed_in(
    *, appointment: Appointment, holder: str, account: User, by: Actor, at: datetime
) -> Appointment:
    """Book a held time for somebody whose account has already proven the address given.

    :raises HoldOverError: if the hold has run out, is not theirs, or is for nobody yet.
    :raises NotProvenError: if the address is not one that the account has proven.
    :raises HasOneAlreadyError: if the person or case has a visit for this service.
    """
    if not appointment.is_described:
        raise HoldOverError
    if not has_proven(account, appointment.email):
        raise NotProvenError
    if booked := _book(appointment, holder=holder, account=account, by=by, at=at):
        return booked
    return _booked_before(appointment, holder=holder)


def book_held(
    *, appointment: Appointment, holder: str, account: User | None = None, by: Actor, at: datetime
) -> Appointment | None:
    """Book a held time for whom it is described, all of them or nobody; a clerk has no need of a code.

    Nothing, if it is not what it was when it was read: another tab has changed or given it back.

    :raises HoldOverError: if hours were closed over it, or one of several is held no more.
    :raises HasOneAlreadyError: if a person or case has a visit for this service.
    """
    try:
        return _book_now(appointment, holder=holder, account=account, by=by, at=at)
    except HasOneAlreadyError:
        if not _let_past_visits_lapse(appointment, at=at):
            raise
    return _book_now(appointment, holder=holder, account=account, by=by, at=at)


def _book(
    appointment: Appointment, *, holder: str, account: User | None, by: Actor, at: datetime
) -> Appointment | None:
    """Book for a visitor as `book_held` does; if there is a visit already, whoever has it is told."""
    try:
        return book_held(appointment=appointment, holder=holder, account=account, by=by, at=at)
    except HasOneAlreadyError:
        tell_who_has_one(refused=appointment, by=by, at=at)
        raise


def _book_now(
    appointment: Appointment, *, holder: str, account: User | None, by: Actor, at: datetime
) -> Appointment | None:
    booked = {
        "state": AppointmentState.BOOKED,
        "booked_at": at,
        "held_until": None,
        "network_digest": "",
    }
    written = booked | {
        "token_digest": token_digest(notices.token_of(appointment)),
        "account_id": account and account.pk,
    }
    members = _members(appointment)
    try:
        with transaction.atomic():
            share_hours(appointment.office_id)
            for digest in sorted(digests([appointment, *members])):
                lock_person(digest)
            if not _change(appointment, written, holder=holder, at=at):
                return None
            for member in members:
                _book_member(member, booked)
            notices.appointment_booked(appointment, at=at)
            record("appointment.booked", subject=appointment, by=by, at=at, office=appointment.office_id)
    except IntegrityError as error:
        if (broken := broken_constraint(error)) in ONE_EACH:
            raise HasOneAlreadyError from error
        if broken == IN_OPEN_HOURS:  # by the database's clock it had run out, and hours closed over it
            raise HoldOverError from error
        raise
    return appointment


def _book_member(member: Appointment, booked: dict[str, Any]) -> None:
    """Book what one of several holds, if it still is for whom it was.

    :raises HoldOverError: if it is not.
    """
    same = Appointment.objects.filter(
        ~Q(identity_digest=""),
        pk=member.pk,
        state=AppointmentState.HELD,
        identity_digest=member.identity_digest,
        case_digest=member.case_digest,
    )
    if not same.update(**booked):
        raise HoldOverError


def _members(appointment: Appointment) -> list[Appointment]:
    """Return those who come with somebody; for most nobody is asked for."""
    return list(appointment.members.order_by("number")) if appointment.people > 1 else []


def described(person: Person) -> dict[str, Any]:
    """Return what a row says of a person, and the digests by which they are known again."""
    written: dict[str, Any] = {name: getattr(person, name) for name in OF_PERSON}
    case = person.case_number
    return written | {
        "identity_digest": person_digest(
            _key(),
            given_names=person.given_names,
            family_name=person.family_name,
            birth_date=person.birth_date,
            citizenship=person.citizenship,
        ),
        "case_digest": case_digest(_key(), case_number=case) if case else "",
    }


def _booked_before(appointment: Appointment, *, holder: str) -> Appointment:
    """Return what the same browser has booked with this hold: the request is a retry.

    :raises HoldOverError: if it has not.
    """
    done = Appointment.objects.filter(pk=appointment.pk, holder=holder, state=AppointmentState.BOOKED)
    if booked := done.for_page().first():
        return booked
    raise HoldOverError


def _let_past_visits_lapse(appointment: Appointment, *, at: datetime) -> int:
    """Let visits that are over make way, and return how many there were."""
    whose = digests([appointment, *_members(appointment)])
    same = Q(identity_digest__in=whose) | Q(case_digest__in=whose)
    past = Appointment.objects.filter(same, service_id=appointment.service_id, period__endswith__lte=at)
    return past.lapse()


def _change(appointment: Appointment, written: dict[str, Any], *, holder: str, at: datetime) -> bool:
    """Write to a held time if it still is as it was read: compare and set."""
    as_read = {name: getattr(appointment, name) for name in CHECKED}
    if not change_held(appointment, written, as_read=as_read, holder=holder, at=at):
        return False
    for name, value in written.items():
        setattr(appointment, name, value)
    return True


def _read_again(appointment: Appointment, *, holder: str, at: datetime) -> None:
    """Read what another tab has changed in the meantime.

    :raises HoldOverError: if the hold has run out, or is not theirs.
    """
    if not Appointment.objects.held_by(holder, at=at).filter(pk=appointment.pk).exists():
        raise HoldOverError
    appointment.refresh_from_db(fields=READ)


def _code_after(appointment: Appointment, details: Details) -> dict[str, int]:
    """Return what becomes of the code when it went elsewhere: one that nobody knows, and no tries."""
    goes_to, went_to = (each.email or each.phone for each in (details, appointment))
    if goes_to == went_to or not appointment.code_version:
        return {}
    return {"code_version": appointment.code_version + 1, "code_tries": MOST_TRIES}


def _is_code(code: str, appointment: Appointment) -> bool:
    if same_code(code, notices.code_of(appointment)):
        return True
    appointment.refresh_from_db(fields=READ)  # a newer one may have been sent in this very moment
    return same_code(code, notices.code_of(appointment))


def broken_constraint(error: IntegrityError) -> str:
    """Return the name of the constraint that refused a statement, or nothing."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return str(getattr(diagnosis, "constraint_name", ""))


def _key() -> bytes:
    return settings.IDENTITY_KEY.encode()
