"""Give out, and take back, the secret address from which a calendar reads the days of somebody's cases."""

from datetime import datetime
from secrets import token_urlsafe

from django.db import transaction

from applications.actions.applying import ChangedError
from applications.models import CasePreference
from portal.accounts.models import User
from portal.audit.actions import record
from portal.audit.rules.actors import Actor
from scheduling.rules.codes import token_digest


@transaction.atomic
def issue_feed(*, user: User, seen: datetime | None, by: Actor, at: datetime) -> str:
    """Return the secret of a new address; nobody can read it again. The one before opens nothing.

    `seen` is when that was issued, as the page knew it: a page sent twice issues one.

    :raises ChangedError: if another was issued, or taken back, meanwhile.
    """
    row = _row(user)
    if row.feed_issued_at != seen:
        raise ChangedError
    token = token_urlsafe()
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
