"""Which visits a change of hours would hit, before it is saved."""

from datetime import datetime

from django.db.models import Func, Max

from scheduling.choices import AppointmentState
from scheduling.models.appointments import Appointment
from scheduling.models.hours import BlockedWindow, Closure
from scheduling.rules.hours import closed, occurrences
from scheduling.rules.intervals import Interval, merge


def hit_by(
    hours: BlockedWindow | Closure, *, at: datetime, state: AppointmentState = AppointmentState.BOOKED
) -> list[Appointment]:
    """Return the visits not begun at `at` (UTC) that lie in what would be blocked, earliest first.

    A visit that is going on is not hit: it finishes. Of several people in one booking the lead
    is returned, whoever of them is hit.
    """
    coming = Appointment.objects.filter(
        counter__office_id=hours.office_id, state=state, period__startswith__gt=at
    )
    last = coming.aggregate(last=Max(Func("period", function="upper")))["last"]
    if last is None:
        return []
    blocked = _blocked(hours, first=at, last=last)
    related = ("lead__service", "lead__counter__office")
    rows = coming.touching_any(blocked).for_page().select_related(*related).order_by("period", "pk")
    leads = {lead.pk: lead for lead in (row.lead or row for row in rows)}
    return [lead for lead in leads.values() if lead.interval.start > at]


def _blocked(hours: BlockedWindow | Closure, *, first: datetime, last: datetime) -> list[Interval]:
    zone = hours.office.zone
    if isinstance(hours, Closure):
        return [closed(hours.days, zone=zone)]
    days = (moment.astimezone(zone).date() for moment in (first, last))
    return merge(occurrences(hours.weekly, zone=zone, first=next(days), last=next(days)))
