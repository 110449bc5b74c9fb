"""Give out, revoke and check the codes that show others that a case is pending, and nothing else."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet

from applications.choices import Stage
from applications.models import Application, ShareCode
from applications.rules.sharing import (
    LIFE,
    MOST_OPEN,
    is_pending,
    normalise_share_code,
    share_code,
    share_digest,
)
from portal.accounts.models import Office
from portal.audit.actions import record
from portal.audit.rules.actors import Actor

NO_CODE = "-"  # what stands for something typed that cannot be a code


class TooManyOpenError(Exception):
    """The case has as many codes as it may; one has to be revoked first."""


class NotPendingError(Exception):
    """There is nothing to show: the case is over."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What whoever has a code is told. `until` is when the code ends (UTC)."""

    office: Office
    until: datetime


def open_codes(case: Application, *, at: datetime) -> "QuerySet[ShareCode]":
    """Return the codes of a case that show something now."""
    return ShareCode.objects.filter(application=case, revoked_at=None, until__gt=at)


@transaction.atomic
def issue_share_code(
    *, case: Application, label: str, form: UUID, by: Actor, at: datetime
) -> tuple[ShareCode, str]:
    """Return a new code and what it is, which is not kept; of the same form, the same.

    :raises NotPendingError: if the case is over.
    :raises TooManyOpenError: if there are `MOST_OPEN` already.
    """
    row = Application.objects.select_for_update(of=("self",)).get(pk=case.pk)
    code = share_code(_key(), case=row.pk, form=str(form))
    digest = share_digest(_key(), code=code)
    if known := ShareCode.objects.filter(digest=digest).first():
        return known, code
    if not is_pending(Stage(row.stage)):
        raise NotPendingError
    if open_codes(row, at=at).count() >= MOST_OPEN:
        raise TooManyOpenError
    made = ShareCode.objects.create(
        application=row,
        digest=digest,
        label=label,
        issued_by_id=by.user_id or 0,  # nobody asks for one without an account; the database would refuse it
        issued_at=at,
        until=at + LIFE,
    )
    record("case.share_issued", subject=row, by=by, at=at, office=row.office_id, code=made.pk)
    return made, code


@transaction.atomic
def revoke_share_code(*, code: ShareCode, by: Actor, at: datetime) -> ShareCode:
    """Let a code show nothing from now on; one that is revoked stays so."""
    row = ShareCode.objects.select_for_update(of=("self",)).select_related("application").get(pk=code.pk)
    if row.revoked_at is None:
        row.revoked_at = at
        row.save(update_fields=["revoked_at"])
        case = row.application
        record("case.share_revoked", subject=case, by=by, at=at, office=case.office_id, code=row.pk)
    return row


@transaction.atomic
def check_share_code(*, code: str, by: Actor, at: datetime) -> Shown | None:
    """Return what a code shows, or None: wrong, revoked, over and of a case that is over are one answer."""
    typed = normalise_share_code(code) or NO_CODE
    rows = ShareCode.objects.select_related("application__office")
    row = rows.filter(digest=share_digest(_key(), code=typed), revoked_at=None, until__gt=at).first()
    if row is None or not is_pending(Stage(row.application.stage)):
        record("case.share_failed", subject=None, by=by, at=at)
        return None
    ShareCode.objects.filter(pk=row.pk).update(shown=F("shown") + 1, shown_at=at)
    case = row.application
    record("case.share_shown", subject=case, by=by, at=at, office=case.office_id, code=row.pk)
    return Shown(case.office, row.until)


def _key() -> bytes:
    return settings.IDENTITY_KEY.encode()
