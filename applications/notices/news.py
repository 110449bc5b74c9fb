"""Tell the party of a case, and whoever acts for them, that there is news: of what, the page says."""

from datetime import datetime
from hashlib import blake2s

from applications.models import Application
from applications.notices.telling import ways_to
from portal.notifications.actions.outbox import enqueue
from portal.notifications.rules.reminders import awake

NEWS = "case_news"
LONGEST_KEY = 24


def tell_news(application: Application, *, what: str, key: str, at: datetime) -> None:
    """Write that there is news in a case, in the caller's transaction; the same news is told once.

    `what` is a short word for what it is of (`message`, `copy`), `key` tells it from others of the
    case (the number of the message, the key of the copy). Neither is shown to anybody.

    :raises TransactionManagementError: outside a transaction.
    """
    enqueue(
        NEWS,
        subject=application,
        version=1,
        ways=ways_to(application),
        language=application.language,
        due_at=awake(at, zone=application.office.zone),
        occasion=occasion_of(what, key),
    )


def occasion_of(what: str, key: str) -> str:
    """Return what tells this news from others, short enough for the outbox."""
    short = key if len(key) <= LONGEST_KEY else blake2s(key.encode(), digest_size=12).hexdigest()
    return f"{what}:{short}"
