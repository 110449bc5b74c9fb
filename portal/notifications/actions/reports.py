"""What a carrier says afterwards of a message that it took: it arrived, or it did not.

A report comes once, and whoever sends it gives up after a few tries, so none may get lost
between two states of ours. "Delivered" is a fact, whatever we believed until then: it
settles the notice at once, in every state, even before the sender that handed it over has
written that down; the sender then finds nothing left to write. So is "failed", which raises
the next way: nobody need say it twice. A message that has been delivered has not failed, in
whichever order the two are told.

Keys and Message-IDs are keyed digests of ours, known to those alone who got the message:
whoever invents a report has no message to invent it of.
"""

from datetime import datetime
from email.utils import parseaddr
from enum import StrEnum

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from portal.notifications.actions.failures import fail
from portal.notifications.choices import OPEN, Channel, State
from portal.notifications.models import Notice
from portal.notifications.rules.reasons import without_persons

UNEXPLAINED = "It was reported as failed, without a reason."
AFTER_ALL = "It was delivered after all. Before, it was said:"
REASON_LENGTH = 300


class Report(StrEnum):
    DELIVERED = "delivered"
    FAILED = "failed"


class UnknownNoticeError(LookupError):
    """No message of that name was ever handed to this carrier."""


def reported(public_key: str, *, status: Report, reason: str, at: datetime) -> bool:
    """Write down what the gateway reports of a text message; return whether that was news.

    :raises UnknownNoticeError: if there is no text message of that key.
    """
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    text_messages = Notice.objects.filter(channel=Channel.SMS, message_id=f"<{public_key}@{domain}>")
    return _settled(text_messages, status, reason=reason, at=at)


def bounced(message_id: str, *, reason: str, at: datetime) -> bool:
    """Write down that an e-mail came back; return whether that was news.

    :raises UnknownNoticeError: if no e-mail of ours has that Message-ID.
    """
    mails = Notice.objects.filter(channel=Channel.EMAIL, message_id=message_id)
    return _settled(mails, Report.FAILED, reason=reason, at=at)


@transaction.atomic
def _settled(meant: QuerySet[Notice], status: Report, *, reason: str, at: datetime) -> bool:
    try:
        notice = meant.select_for_update(no_key=True).get()
    except Notice.DoesNotExist:
        raise UnknownNoticeError from None
    if notice.delivered_at:
        return False
    if status is Report.DELIVERED:
        _deliver(notice, at=at)
        return True
    to_fail = Notice.objects.filter(pk=notice.pk, state__in=(*OPEN, State.SENT, State.UNCERTAIN))
    words = without_persons(reason, to=notice.recipient) or UNEXPLAINED
    return fail(notice, if_still=to_fail, reason=words, at=at)


def _deliver(notice: Notice, *, at: datetime) -> None:
    """Say that it arrived. What took its place after a failure stays: why, remains written."""
    is_revived = notice.state == State.FAILED
    Notice.objects.filter(pk=notice.pk).update(
        state=State.SENT,
        sent_at=notice.sent_at or notice.handed_at or at,
        delivered_at=at,
        next_try_at=None,
        claimed_by=None,
        reason=f"{AFTER_ALL} {notice.reason}"[:REASON_LENGTH] if is_revived else "",
    )
