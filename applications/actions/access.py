"""Give out the access code of a case: whoever has it and the case number sees how the case stands."""

import hmac
from datetime import datetime

from django.conf import settings
from django.db import transaction

from applications.actions.applying import ChangedError
from applications.actions.filing import file_of
from applications.models import Application
from applications.rules.access import access_digest, derived_code, normalise_access_code
from applications.rules.sight import CHECKED
from portal.audit.actions import record
from portal.audit.rules.actors import Actor

NOBODYS = "0" * 64  # the digest of no code: a case without one is compared all the same


@transaction.atomic
def issue_access_code(
    *, case: Application, by: Actor, at: datetime, seen: datetime | None = None, is_checked: bool = False
) -> str:
    """Return a new code, "7F3K9-M2Q4X"; every letter holds it from then on (`access_code_of`).

    The one before, if there is one, opens nothing from now on. `seen` is when that was issued, as
    the page that asked knew it; it counts with `is_checked`, so that a page sent twice issues one.

    :raises ChangedError: if another code was issued meanwhile.
    :raises RefusedError: if none is given out at this stage.
    """
    row = file_of(case.pk)
    if is_checked and row.access_issued_at != seen:
        raise ChangedError
    version = row.access_version + 1
    code = derived_code(_key(), case=row.pk, version=version, issued_at=at)
    Application.objects.filter(pk=row.pk).update(
        access_digest=access_digest(_key(), case=row.pk, code=code),
        access_version=version,
        access_issued_at=at,
    )
    _let_go(row, by=by, at=at)
    record("case.access_issued", subject=row, by=by, at=at, office=row.office_id)
    return code


def _let_go(row: Application, *, by: Actor, at: datetime) -> None:
    """Take the case from an account that has it by the old code alone: whoever that was may be a stranger."""
    if row.account_id is None or row.account_level in CHECKED:
        return
    Application.objects.filter(pk=row.pk).update(account=None)
    record("case.account_unlinked", subject=row, by=by, at=at, office=row.office_id, account=row.account_id)


def access_code_of(case: Application) -> str | None:
    """Return the code that opens a case now, or None.

    There may be none yet, one from before codes were derived, or one of another key: what does not
    open the case is not printed.
    """
    if not case.access_version or case.access_issued_at is None:
        return None
    code = derived_code(_key(), case=case.pk, version=case.access_version, issued_at=case.access_issued_at)
    return code if same_access_code(case, code) else None


def same_access_code(case: Application | None, text: str) -> bool:
    """Compare a code with what was typed, in a time that tells nothing: not even whether there is a case."""
    typed = normalise_access_code(text) or ""
    digest = access_digest(_key(), case=case.pk if case else 0, code=typed)
    kept = case.access_digest if case else ""
    return hmac.compare_digest(digest, kept or NOBODYS)


def _key() -> bytes:
    return settings.IDENTITY_KEY.encode()
