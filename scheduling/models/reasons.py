"""Which hours took the time of a visit that is off, as its page and its letter say."""

from scheduling.models.appointments import Appointment
from scheduling.models.hits import blocked_by
from scheduling.models.hours import BlockedWindow, Closure
from scheduling.models.together import together
from scheduling.rules.hours import local_days
from scheduling.rules.intervals import Interval


def reason_against(appointment: Appointment) -> str:
    """Return why the office takes nobody at the time of a visit, as people are told it; "" if it does."""
    office = appointment.office
    if office.pk is None:  # the office of an example
        return ""
    times = [row.interval for row in together(appointment)]
    first, last = min(time.start for time in times), max(time.end for time in times)
    days = local_days(Interval(first, last), office.zone)
    found: list[BlockedWindow | Closure] = [
        *Closure.objects.filter(office=office).within(days[0], days[-1]).order_by("pk"),
        *BlockedWindow.objects.filter(office=office).valid_within(days[0], days[-1]).order_by("pk"),
    ]
    for hours in found:
        hours.office = office
        blocked = blocked_by(hours, first=first, last=last)
        if any(time.overlaps(span) for time in times for span in blocked):
            return hours.reason
    return ""
