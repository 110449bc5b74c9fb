"""A supervisor grants an urgent request, or says why not.

Whoever grants gives a time at once: the decision, the visit and the message about both come
in one transaction, or none of them.
"""

from datetime import datetime

from django.db import transaction

from portal.accounts.models import User
from portal.audit.actions import record
from portal.audit.rules.actors import Actor
from scheduling import notices
from scheduling.actions import desk
from scheduling.actions.booking import Details
from scheduling.actions.urgent import TOLD
from scheduling.choices import RequestState, StaffReason
from scheduling.models import Appointment, UrgentRequest
from scheduling.rules.parties import ALONE


class DecidedError(Exception):
    """Somebody has decided it, or who asked is forgotten. `request` is as it is now."""

    def __init__(self, request: UrgentRequest) -> None:
        super().__init__(request.pk)
        self.request = request


@transaction.atomic
def grant(*, request: UrgentRequest, start: datetime, clerk: User, by: Actor, at: datetime) -> UrgentRequest:
    """Give the person a time, released or not, and tell them of it. `start` and `at` are in UTC.

    :raises DecidedError: if it does not wait for a decision any more.
    :raises TimeTakenError: if the time is not free any more.
    :raises HasOneAlreadyError: if the person, or the case, has a visit for the service meanwhile.
    """
    waiting = _waiting(request)
    visit = desk.book(
        office=waiting.office,
        service=waiting.service,
        start=start,
        party=ALONE,
        details=details_of(waiting),
        matter=waiting.matter,
        reason=StaffReason.URGENT,
        note=waiting.reference,
        clerk=clerk,
        by=by,
        at=at,
    )
    _decide(waiting, RequestState.GRANTED, clerk=clerk, at=at, visit=visit)
    notices.urgent_granted(visit, at=at)
    record("urgentrequest.granted", subject=waiting, by=by, at=at, office=waiting.office_id, visit=visit.pk)
    return waiting


@transaction.atomic
def refuse(*, request: UrgentRequest, answer: str, clerk: User, by: Actor, at: datetime) -> UrgentRequest:
    """Answer that there will be no urgent visit, in the person's language, and why.

    :raises DecidedError: if it does not wait for a decision any more.
    """
    waiting = _waiting(request)
    waiting.answer = answer
    _decide(waiting, RequestState.REFUSED, clerk=clerk, at=at)
    notices.urgent_refused(waiting, at=at)
    record("urgentrequest.refused", subject=waiting, by=by, at=at, office=waiting.office_id)
    return waiting


def details_of(request: UrgentRequest) -> Details:
    return Details(**{name: getattr(request, name) for name in TOLD})


def _waiting(request: UrgentRequest) -> UrgentRequest:
    """Lock a request that is to be decided: of two supervisors the second waits for the first.

    :raises DecidedError: if it was decided meanwhile.
    """
    found = UrgentRequest.objects.for_page().select_for_update(of=("self",)).get(pk=request.pk)
    if not found.is_waiting:
        raise DecidedError(found)
    return found


def _decide(
    request: UrgentRequest,
    state: RequestState,
    *,
    clerk: User,
    at: datetime,
    visit: Appointment | None = None,
) -> None:
    request.state, request.decided_by, request.decided_at = state, clerk, at
    request.appointment = visit
    request.save(update_fields=["state", "decided_by", "decided_at", "appointment", "answer"])
