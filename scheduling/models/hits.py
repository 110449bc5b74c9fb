"""Which visits a change of hours would hit, before it is saved."""

from datetime import datetime

from scheduling.choices import AppointmentState
from scheduling.models.appointments import Appointment
from scheduling.models.hours import BlockedWindow, Closure
from scheduling.rules.hours import closed, local_days, occurrences
from scheduling.rules.intervals import Interval, merge


def hit_by(
    hours: BlockedWindow | Closure, *, at: datetime, state: AppointmentState = AppointmentState.BOOKED
) -> list[Appointment]:
    """Return the visits from `at` (UTC) on that lie in what would be blocked, earliest first."""
    coming = Appointment.objects.filter(
        counter__office_id=hours.office_id, state=state, period__endswith__gt=at
    )
    visits = list(coming.for_page().order_by("period", "pk"))
    blocked = _blocked(hours, visits)
    return [visit for visit in visits if any(map(visit.interval.overlaps, blocked))]


def _blocked(hours: BlockedWindow | Closure, visits: list[Appointment]) -> list[Interval]:
    zone = hours.office.zone
    if isinstance(hours, Closure):
        return [closed(hours.days, zone=zone)]
    days = [day for visit in visits for day in local_days(visit.interval, zone)]
    if not days:
        return []
    return merge(occurrences(hours.weekly, zone=zone, first=min(days), last=max(days)))
