"""What the outbox writes down for machines, in the words of whoever reads it."""

import re
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.notifications.actions.delivery import IN_DOUBT
from portal.notifications.actions.outbox import WITHDRAWN
from portal.notifications.actions.wording import NO_MORE_TRUE, STOPPED_AGAIN, TOO_OLD
from portal.notifications.choices import Channel
from portal.notifications.models import Outage
from portal.notifications.rules import kinds
from portal.notifications.rules.reminders import HOUR_MINUTES, Offset
from portal.notifications.rules.repeats import first_of, number_of
from portal.notifications.templatetags.lead_times import before

DURATION = re.compile(r"P(?:(?P<days>\d+)D)?(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?)?")

# What the senders write as a reason; each text once more, so that the catalogues have it.
REASONS: dict[str, Promise] = {
    NO_MORE_TRUE: gettext_lazy("It was no longer true when it was to be sent."),
    STOPPED_AGAIN: gettext_lazy("Each sender that took it was stopped before it was done."),
    TOO_OLD: gettext_lazy("It could not be sent for two weeks."),
    WITHDRAWN: gettext_lazy("What it told of has changed since."),
    IN_DOUBT: gettext_lazy("The sender stopped while it handed this over. It may have gone."),
}
# What failed, by the name of the error, where the other side said nothing of its own.
FAILURES: dict[str, Promise] = {
    "ConnectionRefusedError": gettext_lazy("The other side cannot be reached"),
    "ConnectTimeoutError": gettext_lazy("The other side cannot be reached"),
    "NameResolutionError": gettext_lazy("The other side cannot be reached"),
    "NewConnectionError": gettext_lazy("The other side cannot be reached"),
    "ProtocolError": gettext_lazy("The connection broke"),
    "ReadTimeoutError": gettext_lazy("The other side did not answer in time"),
    "SMTPServerDisconnected": gettext_lazy("The connection broke"),
    "TimeoutError": gettext_lazy("The other side did not answer in time"),
}
SILENCE: dict[str, Promise] = {
    Channel.EMAIL: gettext_lazy("No e-mails have gone out since %(time)s."),
    Channel.SMS: gettext_lazy("No text messages have gone out since %(time)s."),
    Channel.PUSH: gettext_lazy("No notifications have gone out to people's devices since %(time)s."),
}


def title_of(kind: str) -> str:
    """Return what a kind of notice is called; one that no app knows any more by its bare name."""
    known = kinds.known(kind)
    return str(known.title) if known else kind


def reason(text: str) -> str:
    """Return why something did not go; what the other side said stays as it said it."""
    if text in REASONS:
        return str(REASONS[text])
    if text in FAILURES:
        return f"{FAILURES[text]} ({text})"
    return text


def is_known(text: str) -> bool:
    """Tell whether we have words for a reason."""
    return text in REASONS or text in FAILURES


def silence(outage: Outage, *, at: datetime) -> str:
    """Return since when nothing goes by a channel; the time alone, if that was today."""
    began, today = timezone.localtime(outage.began_at), timezone.localtime(at).date()
    style = "TIME_FORMAT" if began.date() == today else "DATETIME_FORMAT"
    return str(SILENCE[outage.channel]) % {"time": date_format(began, style)}


def occasion(code: str) -> str:
    """Return which one of several messages this is: a reminder by its time, any other as it is written."""
    first = first_of(code)
    offset = _offset(first)
    text = before(offset) if offset else first
    if not number_of(code):
        return text
    return _("%(occasion)s, sent again") % {"occasion": text} if text else _("sent again")


def _offset(code: str) -> Offset | None:
    """Read what `Offset.code` wrote; None for anything else."""
    found = DURATION.fullmatch(code)
    if not found:
        return None
    days, hours, minutes = (int(number or 0) for number in found.groups())
    try:
        return Offset(days, hours * HOUR_MINUTES + minutes)
    except ValueError:
        return None
