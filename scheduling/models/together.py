"""Who comes together in one booking, and from when to when it lasts.

Somebody who comes alone is a booking of one: of them nothing is read.
"""

from collections.abc import Iterable

from django.db.models import prefetch_related_objects

from scheduling.models.appointments import Appointment
from scheduling.rules.ages import needs_company
from scheduling.rules.intervals import Interval


def read_members(leads: Iterable[Appointment]) -> None:
    """Read at once who comes with the leads of several bookings."""
    prefetch_related_objects([lead for lead in leads if lead.people > 1], "members")


def together(lead: Appointment) -> list[Appointment]:
    """Return who is in a booking, or was when all of it was cancelled: the lead, then the others.

    Whoever was taken out of it before is not.
    """
    if lead.people == 1:
        return [lead]
    others = [row for row in lead.members.all() if row.cancelled_at == lead.cancelled_at]
    return [lead, *sorted(others, key=lambda row: row.number)]


def has_lost_some(lead: Appointment) -> bool:
    """Tell whether somebody was taken out of a booking. That raises its sequence: most are not asked."""
    return lead.sequence > 0 and lead.members.count() >= lead.people


def leaves_minors(lead: Appointment, *, going: Appointment) -> bool:
    """Tell whether without one of them a parent or a guardian has to come along, and none is named."""
    births = [row.birth_date for row in together(lead) if row.pk != going.pk and row.birth_date]
    if not births or lead.accompanied_by:
        return False
    on = lead.interval.start.astimezone(lead.office.zone).date()
    return needs_company(births, on=on, hands_over_card=lead.service.hands_over_card)


def digests(rows: Iterable[Appointment]) -> set[str]:
    """Return what stands for the people and the cases of some rows: one visit of a kind for each."""
    return {digest for row in rows for digest in (row.identity_digest, row.case_digest)} - {""}


def whole(lead: Appointment) -> Interval:
    """Return from when to when a booking lasts: until the last of those who come is done."""
    rows = together(lead)
    return Interval(min(row.interval.start for row in rows), max(row.interval.end for row in rows))
