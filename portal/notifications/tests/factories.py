from collections.abc import Sequence
from datetime import UTC, datetime

from django.db import transaction

from portal.accounts.models import Office
from portal.accounts.tests.factories import office
from portal.notifications.actions.outbox import enqueue
from portal.notifications.choices import Channel
from portal.notifications.models import Notice
from portal.notifications.rules.kinds import Way
from portal.notifications.tests.sample import KIND

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def notice(
    subject: Office | None = None,
    *,
    kind: str = KIND,
    version: int = 1,
    recipient: str = "anna@example.test",
    language: str = "en",
    due_at: datetime = NOON,
    channel: Channel = Channel.EMAIL,
    occasion: str = "",
) -> Notice:
    with transaction.atomic():
        (written,) = enqueue(
            kind,
            subject=subject or office(),
            version=version,
            ways=[Way(channel, recipient)],
            language=language,
            due_at=due_at,
            occasion=occasion,
        )
    return written


def notices(count: int, *, due_at: datetime = NOON) -> Sequence[Notice]:
    subject = office()
    return [
        notice(subject, version=n, recipient=f"person-{n}@example.test", due_at=due_at) for n in range(count)
    ]
