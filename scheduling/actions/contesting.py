"""What is done when somebody is refused because the person, or the case, has a visit already."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from portal.audit.actions import record
from portal.audit.rules.actors import Actor
from scheduling import notices
from scheduling.choices import AppointmentState
from scheduling.models import Appointment
from scheduling.models.together import digests


@transaction.atomic
def tell_who_has_one(*, refused: Appointment, by: Actor, at: datetime) -> None:
    """Tell whoever has the visits that stood in the way of one, and write down that they were tried for.

    Whoever was refused learns nothing of them. What refused it has been rolled back: this is a
    transaction of its own.
    """
    for visit in _in_the_way(refused):
        notices.appointment_contested(visit, at=at)
        record("appointment.contested", subject=visit, by=by, at=at, office=visit.office_id)


def _in_the_way(refused: Appointment) -> list[Appointment]:
    """Return the visits, of several people the first one's, by which the others are reached."""
    rows = Appointment.objects.together_with(refused) if refused.people > 1 else [refused]
    whose = digests(rows)
    same = Q(identity_digest__in=whose) | Q(case_digest__in=whose)
    there = Appointment.objects.filter(
        same, service_id=refused.service_id, state=AppointmentState.BOOKED
    ).values_list("lead_id", "pk")
    return list(
        Appointment.objects.for_page().filter(pk__in={lead or pk for lead, pk in there}).order_by("pk")
    )
