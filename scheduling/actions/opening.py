"""Taking back what blocks the office's hours."""

from datetime import datetime

from django.db import transaction

from portal.audit.actions import record
from portal.audit.rules.actors import Actor
from scheduling.models import BlockedWindow, Closure
from scheduling.models.locks import take_hours


@transaction.atomic
def unblock(*, hours: BlockedWindow | Closure, by: Actor, at: datetime) -> None:
    """Remove a blocked window or a closure; its times can be booked again at once."""
    take_hours(hours.office_id)
    record("hours.unblocked", subject=hours, by=by, at=at, office=hours.office)
    hours.delete()
