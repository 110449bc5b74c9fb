"""Correcting how a name is spelt on a booked visit, with the passport in hand.

Birth date, citizenship and case stay, and so does the person: `rules.spelling` says how far a
correction may go, and there are few of them. It is written down that a name was corrected and
by whom, never from what to what.
"""

from datetime import datetime

from django.db import IntegrityError, transaction

from portal.accounts.models import User
from portal.audit.actions import record
from portal.audit.rules.actors import Actor
from scheduling.actions.booking import ONE_EACH, HasOneAlreadyError, Person, broken_constraint, described
from scheduling.actions.cancelling import TooLateError
from scheduling.actions.desk import write_down
from scheduling.actions.holding import OF_PERSON
from scheduling.actions.moving import ChangedMeanwhileError
from scheduling.choices import AppointmentState, StaffActKind, StaffReason
from scheduling.models import Appointment, StaffAct
from scheduling.models.identity import identity_checked
from scheduling.models.locks import lock_person
from scheduling.rules.spelling import Name, is_one_persons

MOST_CORRECTIONS = 2  # of one person's name: step by step a name could become another's
NAMES = ("given_names", "family_name")


class AnotherPersonError(Exception):
    """The new name could be somebody else's: the visit is cancelled and booked anew instead."""


class CorrectedTooOftenError(Exception):
    """The name was corrected `MOST_CORRECTIONS` times already."""


@transaction.atomic
def correct(  # noqa: PLR0913  whose name, what it is, and by whom
    *,
    appointment: Appointment,
    given_names: str,
    family_name: str,
    note: str = "",
    clerk: User,
    by: Actor,
    at: datetime,
) -> Appointment:
    """Write the name of one person as the passport has it. Nothing is sent: messages name nobody.

    :raises AnotherPersonError: if that could be another person's name.
    :raises CorrectedTooOftenError: if it was corrected often enough.
    :raises HasOneAlreadyError: if the person, so spelt, has another visit for the service.
    :raises TooLateError: if the visit is not booked any more, or is over.
    :raises ChangedMeanwhileError: if somebody else has corrected it meanwhile.
    """
    before = Name(appointment.given_names, appointment.family_name)
    if not is_one_persons(before, Name(given_names, family_name)):
        raise AnotherPersonError
    known = {name: getattr(appointment, name) for name in OF_PERSON}
    written = described(Person(**known | {"given_names": given_names, "family_name": family_name}))
    for digest in sorted({appointment.identity_digest, written["identity_digest"]}):
        lock_person(digest)
    row = _unchanged(appointment, at=at)
    if StaffAct.objects.filter(appointment=row, kind=StaffActKind.CORRECTED).count() >= MOST_CORRECTIONS:
        raise CorrectedTooOftenError
    changed = [name for name in NAMES if getattr(row, name) != written[name]]
    if changed:
        _write(row, {name: written[name] for name in (*NAMES, "identity_digest")}, at=at)
        act = StaffAct(kind=StaffActKind.CORRECTED, reason=StaffReason.SPELLING, note=note)
        write_down(act, row, clerk=clerk, by=by, at=at)
        record("appointment.corrected", subject=row, by=by, at=at, office=row.office_id, fields=changed)
    return row


def _unchanged(appointment: Appointment, *, at: datetime) -> Appointment:
    """Lock and return the row.

    :raises TooLateError: if the visit is not booked any more, or is over.
    :raises ChangedMeanwhileError: if the name is not what the clerk saw.
    """
    booked = Appointment.objects.filter(
        pk=appointment.pk,
        state=AppointmentState.BOOKED,
        period__endswith__gt=at,
    )
    row = booked.select_related("counter__office").select_for_update(of=("self",)).first()
    if row is None:
        raise TooLateError
    if any(getattr(row, name) != getattr(appointment, name) for name in NAMES):
        raise ChangedMeanwhileError
    return row


def _write(row: Appointment, written: dict[str, str], *, at: datetime) -> None:
    """Write the name down, once past visits of the person have made way.

    :raises HasOneAlreadyError: if a visit that is still to come does not.
    """
    past = Appointment.objects.filter(
        identity_digest=written["identity_digest"],
        service_id=row.service_id,
        period__endswith__lte=at,
    )
    past.lapse()
    try:
        with transaction.atomic(), identity_checked(row):
            Appointment.objects.filter(pk=row.pk).update(**written)
    except IntegrityError as error:
        if broken_constraint(error) in ONE_EACH:
            raise HasOneAlreadyError from error
        raise
    for name, value in written.items():
        setattr(row, name, value)
