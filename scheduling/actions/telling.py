"""Tell people once more what they were told of their visit, because somebody asks for it."""

from datetime import datetime, timedelta

from django.db import transaction

from portal.audit.actions import record
from portal.audit.rules.actors import Actor
from portal.notifications.actions.again import same_as, send_again
from portal.notifications.models import Notice
from portal.notifications.rules.repeats import number_of
from scheduling.models import Appointment

TOLD_AGAIN = "appointment.told_again"
MOST_BY_PERSON = 3  # repetitions of one message within a day
MOST_BY_STAFF = 10
DAY = timedelta(days=1)


class NotAboutItError(LookupError):
    """There is no such message about this visit."""


class ToldTooOftenError(Exception):
    """The message was sent again as often as it may be within a day."""


@transaction.atomic
def tell_again(  # noqa: PLR0913  who, what, by whom and when: each by name
    *,
    appointment: Appointment,
    notice_pk: int,
    seen: int | None = None,
    is_staff: bool = False,
    by: Actor,
    at: datetime,
) -> Notice | None:
    """Send one message about a visit again, and return it; None if the same click came twice.

    `seen` is how many of it there were on the page that asked (`send_again`).

    :raises NotAboutItError: if there is no such message about this visit.
    :raises ToldTooOftenError: if it was sent again often enough, by whomever.
    :raises NotRepeatedError: if it cannot be sent again; which one says why.
    """
    notice = Notice.objects.about(appointment).filter(pk=notice_pk).first()
    if notice is None:
        raise NotAboutItError
    if _told_lately(notice, at=at) >= (MOST_BY_STAFF if is_staff else MOST_BY_PERSON):
        raise ToldTooOftenError
    again = send_again(notice, subject=appointment, seen=seen, at=at)
    if again is not None:
        record(
            TOLD_AGAIN,
            subject=appointment,
            by=by,
            at=at,
            office=appointment.office_id,
            kind=again.kind,
            channel=again.channel,
            notice=again.pk,
        )
    return again


def _told_lately(notice: Notice, *, at: datetime) -> int:
    return sum(number_of(each.occasion) > 0 and each.due_at > at - DAY for each in same_as(notice))
