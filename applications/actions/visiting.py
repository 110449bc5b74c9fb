"""Enter in a case that somebody came to the office for it, and what that means."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from applications.actions.applying import RefusedError, apply
from applications.actions.correcting import NotVoidableError, StillNeededError, void
from applications.choices import EventKind, Part
from applications.models import Application, CaseEvent, VisitRule
from applications.rules.folding import counting
from applications.rules.visits import meaning
from portal.accounts.models import Office
from portal.audit.rules.actors import Actor
from scheduling.choices import OutcomeKind
from scheduling.models import Appointment, Service, Ticket
from scheduling.rules.identity import normalise_case_number

BY_RULE = frozenset({Part.SYSTEM})


@dataclass(frozen=True, slots=True)
class Visit:
    """The visit of one person that has ended: booked, or with a ticket alone."""

    office: Office
    service: Service
    kind: OutcomeKind
    case_number: str
    appointment: Appointment | None
    ticket: Ticket | None

    @property
    def reference(self) -> dict[str, int]:
        """By what the entries of this visit are known again: an outcome may be corrected."""
        if self.appointment:
            return {"visit": self.appointment.pk}
        return {"ticket": self.ticket.pk} if self.ticket else {}

    def on(self, at: datetime) -> date:
        """Return the local day of the visit: how it ended may be written down later."""
        today = at.astimezone(self.office.zone).date()
        if self.appointment is None:
            return today
        return min(today, self.appointment.interval.start.astimezone(self.office.zone).date())

    def is_of(self, case: Application) -> bool:
        """Tell whether it was the person of the case who came. Without a booking, a clerk said so."""
        return self.appointment is None or self.appointment.birth_date == case.birth_date


@transaction.atomic
def enter_visit(
    visit: Visit, *, by: Actor, at: datetime, case: Application | None = None
) -> CaseEvent | None:
    """Enter a visit in the case of its office that it was for; None if there is nothing to enter.

    Without `case` it is the one whose number was named at the visit.

    What its service is for has happened if that is possible now, otherwise somebody came. If the
    outcome is corrected, what the visit said before is taken back.
    """
    case = case or _case_of(visit)
    if case is None:
        return None
    said = _said_before(visit, case)
    if visit.kind == OutcomeKind.MISSED:
        _take_back(said, by=by, at=at)
        return None
    kind = _meaning(visit, case)
    if kind in {entry.kind for entry in said}:
        return None
    _take_back([entry for entry in said if entry.kind != EventKind.VISITED], by=by, at=at)
    if entered := _enter(visit, case, kind, by=by, at=at):
        return entered
    has_come = any(entry.kind == EventKind.VISITED for entry in said)
    return None if has_come else _enter(visit, case, EventKind.VISITED, by=by, at=at)


def _case_of(visit: Visit) -> Application | None:
    number = normalise_case_number(visit.case_number) if visit.case_number else None
    return Application.objects.filter(office=visit.office, case_number=number).first() if number else None


def _meaning(visit: Visit, case: Application) -> EventKind:
    rule = VisitRule.objects.filter(service=visit.service).values_list("event", flat=True).first()
    is_served = visit.kind == OutcomeKind.SERVED
    return meaning(visit.service.code, rule=rule, is_served=is_served, is_person=visit.is_of(case))


def _said_before(visit: Visit, case: Application) -> list[CaseEvent]:
    """Return the entries of this visit that count."""
    if not visit.reference:
        return []
    rows = list(CaseEvent.objects.filter(application=case))
    counted = {event.sequence for event in counting(row.value for row in rows)}
    (key, number), *_none = visit.reference.items()
    return [row for row in rows if row.data.get(key) == number and row.sequence in counted]


def _take_back(entries: Iterable[CaseEvent], *, by: Actor, at: datetime) -> None:
    """Void entries, except what others stand on: there a person has to look."""
    for entry in entries:
        case, number = entry.application_id, entry.sequence
        with suppress(NotVoidableError, RefusedError, StillNeededError), transaction.atomic():
            void(case=case, sequence=number, reason="", by=by, parts=BY_RULE, at=at)


def _enter(visit: Visit, case: Application, kind: EventKind, *, by: Actor, at: datetime) -> CaseEvent | None:
    data: dict[str, Any] = dict(visit.reference)
    if kind == EventKind.VISITED:
        data["service"] = visit.service.code
    try:
        with transaction.atomic():
            return apply(case=case, kind=kind, on=visit.on(at), by=by, parts=BY_RULE, at=at, data=data)
    except RefusedError:
        return None
