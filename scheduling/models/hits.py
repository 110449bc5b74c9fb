"""Which visits a change of hours would hit, before it is saved."""

from datetime import datetime

from django.db.models import Func, Max

from scheduling.choices import AppointmentState
from scheduling.models.appointments import Appointment, AppointmentQuerySet
from scheduling.models.hours import BlockedWindow, Closure
from scheduling.rules.hours import closed, occurrences
from scheduling.rules.intervals import Interval, merge


def hit_by(
    hours: BlockedWindow | Closure,
    *,
    at: datetime,
    state: AppointmentState = AppointmentState.BOOKED,
    is_present: bool = False,
) -> list[Appointment]:
    """Return the visits not begun at `at` (UTC) that lie in what would be blocked, earliest first.

    A visit that is going on is not hit: it finishes. Nor is one whose people are at the office
    already (those are returned if they are asked for, `is_present`): they wait with a ticket.
    Of several people in one booking the lead is returned, whoever of them is hit; once the lead
    is being served, those whose turn comes.
    """
    coming = Appointment.objects.filter(
        counter__office_id=hours.office_id,
        state=state,
        period__startswith__gt=at,
        arrival__isnull=not is_present,
    )
    last = coming.aggregate(last=Max(Func("period", function="upper")))["last"]
    if last is None:
        return []
    rows = coming.touching_any(blocked_by(hours, first=at, last=last))
    return bookings_of(rows.order_by("period", "pk"), at=at)


def bookings_of(rows: AppointmentQuerySet, *, at: datetime) -> list[Appointment]:
    """Return the leads of some rows, or the rows themselves where the lead's turn has come at `at` (UTC)."""
    read = rows.for_page().select_related("lead__service", "lead__counter__office", "lead__matter")
    hit = (row.lead if row.lead and row.lead.interval.start > at else row for row in read)
    return list({visit.pk: visit for visit in hit}.values())


def blocked_by(hours: BlockedWindow | Closure, *, first: datetime, last: datetime) -> list[Interval]:
    """Return what hours block between two moments (UTC), and perhaps more around them."""
    zone = hours.office.zone
    if isinstance(hours, Closure):
        return [closed(hours.days, zone=zone)]
    days = (moment.astimezone(zone).date() for moment in (first, last))
    return merge(occurrences(hours.weekly, zone=zone, first=next(days), last=next(days)))
