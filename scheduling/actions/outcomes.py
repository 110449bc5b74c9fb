"""Writing down how a visit ended. Reports count it; nobody is judged by it."""

from datetime import datetime

from django.db import transaction

from portal.accounts.models import User
from portal.audit.actions import record
from portal.audit.rules.actors import Actor
from scheduling.choices import TAKES_PLACE, OutcomeKind, VainReason
from scheduling.models import Appointment, Outcome, Ticket
from scheduling.rules.outcomes import may_correct, may_record
from scheduling.signals import visit_ended


class NotYetError(Exception):
    """The visit is on a later day, or nobody has booked it."""


class SettledError(Exception):
    """The outcome was written down on an earlier day, and stays."""


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

    The apps above are told, with the case that was named (`visit_ended`).

    :raises NotYetError: if the day of the visit has not come, or it is not booked.
    :raises SettledError: if it was written down on an earlier day.
    :raises ValueError: for a visit in vain without a reason, or another reason without a note.
    """
    if (kind == OutcomeKind.IN_VAIN) != (vain_reason is not None):
        raise ValueError("A visit in vain has a reason, any other has none.")
    if vain_reason == VainReason.OTHER and not note:
        raise ValueError("Another reason is explained.")
    visit = Appointment.objects.for_page().select_for_update(of=("self",)).get(pk=appointment.pk)
    zone = visit.office.zone
    if visit.state not in TAKES_PLACE or not may_record(visit.interval.start, at=at, zone=zone):
        raise NotYetError
    before = Outcome.objects.filter(appointment=visit).first()
    if before and not may_correct(before.at, at=at, zone=zone):
        raise SettledError
    outcome = before or Outcome(appointment=visit)
    outcome.kind, outcome.vain_reason, outcome.note = kind, vain_reason or "", note
    outcome.by, outcome.at = clerk, at
    outcome.save()
    name = "outcome.corrected" if before else "outcome.recorded"
    about = {"kind": str(kind), "reason": outcome.vain_reason}
    record(name, subject=visit, by=by, at=at, office=visit.office, **about)
    visit_ended.send(
        Appointment,
        appointment=visit,
        ticket=ticket,
        office=visit.office,
        service=visit.service,
        kind=kind,
        vain_reason=outcome.vain_reason,
        case_number=case_number or visit.case_number,
        by=by,
        at=at,
    )
    return outcome
