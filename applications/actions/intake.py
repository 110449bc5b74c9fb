"""Take a new application in: the case, its number if it has one, and the visit it came with."""

from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction

from applications.actions.opening import Applicant, open_case
from applications.actions.registering import register
from applications.actions.visiting import Visit, enter_visit
from applications.choices import Channel, Part
from applications.models import Application, Procedure
from portal.accounts.models import Office
from portal.audit.rules.actors import Actor
from scheduling.choices import OutcomeKind
from scheduling.models import Appointment


class Given(NamedTuple):
    """What an application says, and what the office has written on it."""

    procedure: Procedure
    applicant: Applicant
    channel: Channel
    filed_on: date
    case_number: str = ""
    external_ref: str = ""
    visit: Appointment | None = None


@transaction.atomic
def take_in(given: Given, *, office: Office, by: Actor, parts: frozenset[Part], at: datetime) -> Application:
    """Open a case with all that is known of it: all of it, or nothing.

    :raises RefusedError: if something of it may not be, or another case has the number.
    :raises KnownAlreadyError: if the office has a case with this reference.
    """
    case = open_case(
        office=office,
        procedure=given.procedure,
        applicant=given.applicant,
        channel=given.channel,
        filed_on=given.filed_on,
        by=by,
        parts=parts,
        at=at,
        external_ref=given.external_ref,
    )
    if given.case_number:
        on = at.astimezone(office.zone).date()
        register(case=case, case_number=given.case_number, on=on, by=by, parts=parts, at=at)
    if given.visit:
        enter_visit(_ended(given.visit), by=by, at=at, case=case)
    return case


def _ended(visit: Appointment) -> Visit:
    return Visit(visit.office, visit.service, OutcomeKind.SERVED, visit.case_number, visit, None)
