"""Taking back what blocks the office's hours."""

from datetime import datetime

from django.db import transaction

from portal.audit.actions import record
from portal.audit.rules.actors import Actor
from portal.web import announcing
from portal.web.models import Announcement
from scheduling import notices
from scheduling.models import BlockedWindow, Closure
from scheduling.models.locks import take_hours


@transaction.atomic
def unblock(*, hours: BlockedWindow | Closure, by: Actor, at: datetime) -> Announcement | None:
    """Remove a blocked window or a closure; its times can be booked again at once.

    What was drafted of it goes too. What is published of it is returned: it is true no more.
    """
    take_hours(hours.office_id)
    published = announcing.withdraw(notices.source_of(hours), by=by, at=at)
    record("hours.unblocked", subject=hours, by=by, at=at, office=hours.office)
    hours.delete()
    return published
