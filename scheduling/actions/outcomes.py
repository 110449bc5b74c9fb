"""Writing down how a visit ended. Reports count it; nobody is judged by it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from portal.accounts.models import Office, User
from portal.audit.actions import record
from portal.audit.rules.actors import Actor
from scheduling import notices
from scheduling.choices import TAKES_PLACE, OutcomeKind, VainReason
from scheduling.models import Appointment, Outcome, Ticket
from scheduling.rules.outcomes import may_correct, may_miss, may_record
from scheduling.signals import visit_ended


class NotYetError(Exception):
    """The visit is on a later day, or nobody has booked it, or somebody may still come to it."""


class SettledError(Exception):
    """The outcome was written down on an earlier day, and stays."""


@dataclass(frozen=True, slots=True)
class Entry:
    """How one visit ended, as somebody entered it in the list of a day."""

    visit: int
    """The key of the visit."""
    kind: OutcomeKind
    vain_reason: VainReason | None = None
    note: str = ""


@transaction.atomic
def record_outcome(  # noqa: PLR0913  of which visit, what, why and by whom
    *,
    appointment: Appointment,
    kind: OutcomeKind,
    vain_reason: VainReason | None = None,
    note: str = "",
    ticket: Ticket | None = None,
    case_number: str = "",
    clerk: User,
    by: Actor,
    at: datetime,
) -> Outcome:
    """Write down how the visit of one person ended, or correct that on the same local day.

    What the portal wrote down by rule is corrected for some days. Of a visit that was missed the
    time is free, and the person is told that they may book again; corrected before the message
    goes, it does not go. The apps above are told, with the case that was named (`visit_ended`).

    :raises NotYetError: if the day of the visit has not come, or it is not booked; or, without a
        ticket, if it is to count as missed before it begins.
    :raises SettledError: if it was written down on an earlier day.
    :raises ValueError: for a visit in vain without a reason, or another reason without a note.
    """
    refuse_unexplained(kind, vain_reason, note)
    visit = Appointment.objects.for_page().select_for_update(of=("self",)).get(pk=appointment.pk)
    before = _correctable(visit, kind, has_ticket=ticket is not None, at=at)
    outcome = before or Outcome(appointment=visit)
    outcome.kind, outcome.vain_reason, outcome.note = kind, vain_reason or "", note
    outcome.by, outcome.at = clerk, at
    outcome.save()
    name = "outcome.corrected" if before else "outcome.recorded"
    about = {"kind": str(kind), "reason": outcome.vain_reason}
    record(name, subject=visit, by=by, at=at, office=visit.office, **about)
    if kind == OutcomeKind.MISSED:
        _let_go(visit, at=at)
    tell_of_end(visit, outcome, ticket=ticket, case_number=case_number, by=by, at=at)
    return outcome


@transaction.atomic
def record_many(
    *, office: Office, entries: Sequence[Entry], clerk: User, by: Actor, at: datetime
) -> dict[int, NotYetError | SettledError]:
    """Write down how visits of an office ended, each for itself; return (by key) what could not be.

    :raises ValueError: as `record_outcome`, and then nothing is written down.
    """
    visits = Appointment.objects.filter(counter__office=office).in_bulk([entry.visit for entry in entries])
    refused: dict[int, NotYetError | SettledError] = {
        entry.visit: NotYetError() for entry in entries if entry.visit not in visits
    }
    known = [entry for entry in entries if entry.visit in visits]
    for entry in sorted(known, key=lambda entry: entry.visit):  # so that two lists at once wait in order
        try:
            record_outcome(
                appointment=visits[entry.visit],
                kind=entry.kind,
                vain_reason=entry.vain_reason,
                note=entry.note,
                clerk=clerk,
                by=by,
                at=at,
            )
        except (NotYetError, SettledError) as error:
            refused[entry.visit] = error
    return refused


def refuse_unexplained(kind: OutcomeKind, vain_reason: VainReason | None, note: str) -> None:
    """Refuse an outcome that says too little, or too much.

    :raises ValueError: for a visit in vain without a reason, or another reason without a note.
    """
    if (kind == OutcomeKind.IN_VAIN) != (vain_reason is not None):
        raise ValueError("A visit in vain has a reason, any other has none.")
    if vain_reason == VainReason.OTHER and not note:
        raise ValueError("Another reason is explained.")


def tell_of_end(  # noqa: PLR0913  which visit, how it ended, by whom
    visit: Appointment,
    outcome: Outcome,
    *,
    ticket: Ticket | None = None,
    case_number: str = "",
    by: Actor,
    at: datetime,
) -> None:
    """Tell the apps above that the visit of one person ended, in the transaction in which it did."""
    visit_ended.send(
        Appointment,
        appointment=visit,
        ticket=ticket,
        office=visit.office,
        service=visit.service,
        kind=OutcomeKind(outcome.kind),
        vain_reason=outcome.vain_reason,
        case_number=case_number or visit.case_number,
        by=by,
        at=at,
    )


def _correctable(visit: Appointment, kind: OutcomeKind, *, has_ticket: bool, at: datetime) -> Outcome | None:
    """Return what is written down of a locked visit so far, if it may be written down or corrected now."""
    zone = visit.office.zone
    if visit.state not in TAKES_PLACE or not may_record(visit.interval.start, at=at, zone=zone):
        raise NotYetError
    if kind == OutcomeKind.MISSED and not has_ticket and not may_miss(visit.interval.start, at=at):
        raise NotYetError
    before = Outcome.objects.filter(appointment=visit).first()
    if before and not may_correct(before.at, is_by_rule=before.by_id is None, at=at, zone=zone):
        raise SettledError
    return before


def _let_go(visit: Appointment, *, at: datetime) -> None:
    """Let somebody who did not come book again at once, and say so."""
    Appointment.objects.filter(pk=visit.pk).lapse()
    notices.appointment_missed(Appointment.objects.for_page().get(pk=visit.lead_id or visit.pk), at=at)
