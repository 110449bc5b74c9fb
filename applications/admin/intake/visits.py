"""What a finished visit says already, so that no clerk types it twice."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.http import Http404

from applications.admin.cases.place import read_number
from applications.admin.worklist.place import Place
from applications.models import CaseEvent
from applications.rules.folding import counting
from portal.accounts.policies import may
from portal.audit.actions import record
from portal.web import words
from portal.web.actors import actor_of
from scheduling.choices import OutcomeKind
from scheduling.models import Appointment, Outcome
from scheduling.templatetags.contacts import initials

RIGHT = "scheduling.view_appointment"
MOST_SHOWN = 10
RECENT = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Recent:
    """A visit that has just ended. Lists name nobody: it has a time, a service and initials."""

    pk: int
    clock: str
    service: str
    initials: str


def recent(place: Place) -> list[Recent]:
    """Return the visits that ended here in the last hours and that no case is known of."""
    if not may(place.user, RIGHT, place.office):
        return []
    found = (
        Outcome.objects.filter(
            kind=OutcomeKind.SERVED,
            at__gt=place.at - RECENT,
            appointment__counter__office=place.office,
            appointment__case_number="",
        )
        .exclude(appointment__given_names="", appointment__family_name="")
        .exclude(appointment__in=_taken_in(place, since=place.at - RECENT))
        .select_related("appointment__service")
        .order_by("-at")[:MOST_SHOWN]
    )
    return [_recent(each.appointment, place) for each in found]


def _recent(visit: Appointment, place: Place) -> Recent:
    clock = words.clock(visit.interval.start, place.office.zone)
    return Recent(visit.pk, clock, visit.service.name, initials(visit))


def _taken_in(place: Place, *, since: datetime) -> Collection[int]:
    """Return which visits stand in a case of this office that was told of them since."""
    rows = CaseEvent.objects.filter(application__office=place.office)
    told = rows.filter(at__gte=since, data__has_key="visit").values_list("application")
    said: dict[int, list[CaseEvent]] = {}
    for row in rows.filter(application__in={case for (case,) in told}):
        said.setdefault(row.application_id, []).append(row)
    count = [each.data for case in said.values() for each in counting(row.value for row in case)]
    return {data["visit"] for data in count if "visit" in data}


def visit_of(place: Place, text: str) -> Appointment | None:
    """Return the visit that was named, if one was; that its data are read is written down.

    One that stands in a case already is not offered again: what was typed is a case without it.

    :raises Http404: if there is none at this office that has ended, or whoever asks may not see it.
    """
    if not text:
        return None
    key = read_number(text) or 0
    rows = Appointment.objects.for_page().filter(
        pk=key, counter__office=place.office, outcome__kind=OutcomeKind.SERVED
    )
    found: Appointment | None = rows.first() if may(place.user, RIGHT, place.office) else None
    if found is None:
        raise Http404
    if found.pk in _taken_in(place, since=found.outcome.at):
        return None
    with transaction.atomic():
        by = actor_of(place.request)
        record("appointment.seen", subject=found, by=by, at=place.at, office=place.office)
    return found


def initial(visit: Appointment) -> dict[str, Any]:
    """Return what the form begins with. The contact is that of whoever booked for all."""
    lead = visit.lead or visit
    return {
        "given_names": visit.given_names,
        "family_name": visit.family_name,
        "birth_date": visit.birth_date,
        "citizenship": visit.citizenship,
        "case_number": visit.case_number,
        "email": lead.email,
        "phone": lead.phone,
        "language": lead.language,
        "filed_on": visit.interval.start.astimezone(visit.office.zone).date(),
    }
