"""Give out, and take back, the secret address from which a calendar reads the days of somebody's cases."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from applications.actions.applying import ChangedError
from applications.models import CasePreference
from portal.accounts.models import User
from portal.audit.actions import record
from portal.audit.rules.actors import Actor
from scheduling.rules.codes import secret_token, token_digest

SAID_AGAIN = timedelta(minutes=10)


@transaction.atomic
def issue_feed(*, user: User, seen: datetime | None, form: UUID, by: Actor, at: datetime) -> str:
    """Return the secret of a new address, which is not kept. The one before opens nothing.

    `seen` is when that was issued, as the page knew it. The secret follows from the form that asked: one
    that is sent twice issues one address, and says it again for as long as whoever presses twice needs.

    :raises ChangedError: if another was issued, or taken back, meanwhile.
    """
    row = _row(user)
    token = secret_token(settings.IDENTITY_KEY.encode(), subject=f"case calendar/{user.pk}/{form}", version=1)
    if row.feed_digest == token_digest(token) and row.feed_issued_at and at < row.feed_issued_at + SAID_AGAIN:
        return token
    if row.feed_issued_at != seen:
        raise ChangedError
    row.feed_digest, row.feed_issued_at = token_digest(token), at
    row.save(update_fields=["feed_digest", "feed_issued_at"])
    record("case_calendar.issued", subject=user, by=by, at=at)
    return token


@transaction.atomic
def revoke_feed(*, user: User, by: Actor, at: datetime) -> None:
    """Let the address open nothing any more; if there is none, that is so already."""
    row = _row(user)
    if not row.feed_digest:
        return
    row.feed_digest, row.feed_issued_at = "", None
    row.save(update_fields=["feed_digest", "feed_issued_at"])
    record("case_calendar.revoked", subject=user, by=by, at=at)


def _row(user: User) -> CasePreference:
    CasePreference.objects.get_or_create(user=user)
    return CasePreference.objects.select_for_update().get(user=user)
