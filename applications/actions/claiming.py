"""Link a case to its person's account: by number and access code, or at the desk with a passport.

Whoever has number and code has a letter of the office, and is not yet known to be the person: they
see where the case stands. A clerk who has seen the passport says the rest (`domain.md` 6.4).
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from applications.actions.access import same_access_code
from applications.actions.applying import ChangedError, RefusedError
from applications.actions.filing import file_of
from applications.actions.looking_up import for_anybody, opened
from applications.choices import Assurance, Part, Party
from applications.models import Application, KeptDay, ShareCode
from applications.rules.acts import CASEWORK
from applications.rules.sight import CHECKED
from applications.rules.transitions import Refusal
from portal.accounts.models import User
from portal.audit.actions import record
from portal.audit.rules.actors import Actor


@transaction.atomic
def claim(*, number: str, code: str, account: User, by: Actor, at: datetime) -> Application | None:
    """Link a case to the account of whoever has its number and code, and return it; None for every miss.

    A case that another account has is a miss like any other. One that this account has already stays
    as it is. Somebody whose passport the office has seen in another case is known in this one too.
    """
    rows = for_anybody().filter(Q(account=None) | Q(account=account))
    key, is_open = opened(rows, number=number, code=code)
    # Of two who claim at once the second finds it taken; and a code renewed meanwhile opens nothing.
    row = Application.objects.select_for_update(of=("self",)).get(pk=key) if is_open else None
    if row is None or row.account_id not in {None, account.pk} or not same_access_code(row, code):
        record("case.claim_failed", subject=None, by=by, at=at, case=key)
        return None
    if row.account_id is None:
        row.account, row.account_level = account, _level(row, account)
        row.save(update_fields=["account", "account_level"])
        record("case.claimed", subject=row, by=by, at=at, office=row.office_id, level=row.account_level)
    return row


@transaction.atomic
def link_account(  # noqa: PLR0913  whose, to whom, and who has seen the passport
    *,
    case: Application,
    account: User,
    by: Actor,
    parts: frozenset[Part],
    at: datetime,
    seen: int | None = None,
) -> Application:
    """Link a case to an account whose owner stands at the desk; whoever had it before sees nothing more.

    :raises RefusedError: if this person may not, not at this stage, or the party is not the foreigner.
    :raises ChangedError: if the case has more entries than were seen.
    """
    row = _file(case, parts=parts, seen=seen)
    if row.procedure.party != Party.FOREIGNER:
        raise RefusedError([Refusal.NOT_NOW])
    if (row.account_id, row.account_level) != (account.pk, Assurance.DESK):
        more = {"account": account.pk, "before": row.account_id}
        if row.account_id != account.pk:
            _end_what_was_theirs(row, at=at)
        row.account, row.account_level = account, Assurance.DESK
        row.save(update_fields=["account", "account_level"])
        record("case.account_linked", subject=row, by=by, at=at, office=row.office_id, **more)
    return row


@transaction.atomic
def unlink_account(  # noqa: PLR0913  whose, from whom, and who says so
    *,
    case: Application,
    account: int,
    by: Actor,
    parts: frozenset[Part],
    at: datetime,
    seen: int | None = None,
) -> Application:
    """Take a case from the account (its key) that the page named.

    :raises RefusedError: if this person may not, or not at this stage.
    :raises ChangedError: if the case has more entries than were seen, or another account.
    """
    row = _file(case, parts=parts, seen=seen)
    if row.account_id is None:
        return row
    if row.account_id != account:
        raise ChangedError
    _end_what_was_theirs(row, at=at)
    row.account, row.account_level = None, Assurance.SELF
    row.save(update_fields=["account", "account_level"])
    record("case.account_unlinked", subject=row, by=by, at=at, office=row.office_id, account=account)
    return row


def _end_what_was_theirs(row: Application, *, at: datetime) -> None:
    """End what an account has left with a case that is no longer theirs: codes, days, monthly notes."""
    ShareCode.objects.filter(application=row, revoked_at=None).update(revoked_at=at)
    KeptDay.objects.filter(application=row).delete()
    Application.objects.filter(pk=row.pk).update(monthly_from=None)


def _file(case: Application, *, parts: frozenset[Part], seen: int | None) -> Application:
    if not parts & CASEWORK:
        raise RefusedError([Refusal.NOT_YOURS])
    return file_of(case.pk, seen=seen)


def _level(row: Application, account: User) -> Assurance:
    """Return how sure the office is: as of the same passport in a case that this account has already."""
    if not row.document_digest:
        return Assurance.SELF
    same = Application.objects.filter(
        account=account,
        account_level__in=CHECKED,
        procedure__party=Party.FOREIGNER,
        document_digest=row.document_digest,
        birth_date=row.birth_date,
    )
    return Assurance.DESK if same.exists() else Assurance.SELF
