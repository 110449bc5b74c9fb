"""Give the access code again to whoever has lost it: by the contact that the office has, and by no other.

Whoever asks learns nothing, nor from how long it takes: what is done for a case that is there is done
for one that is not, and taken back.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from applications.actions.access import access_code_of, issue_access_code
from applications.actions.applying import ChangedError, RefusedError
from applications.actions.looking_up import NO_NUMBER, for_anybody
from applications.models import Application, CodeRequest
from applications.notices.codes import WORKS_FOR, code_wanted
from portal.audit.actions import record
from portal.audit.rules.actors import Actor
from portal.notifications.actions.waking import wake_sender
from portal.notifications.choices import Channel
from scheduling.rules.identity import normalise_case_number

# How long whoever has opened the link may see the code again, in the same browser.
AGAIN = timedelta(minutes=15)
NOBODY = {"email": "nobody@example.test", "language": "pl"}  # the message to them is never kept


class LinkOverError(Exception):
    """The link was used, or is too old; or the case shows itself to nobody without an account any more."""


@transaction.atomic
def ask_for_code(*, number: str, by: Actor, at: datetime) -> None:
    """Send the way to the code to the contact of a case, if there is such a case and such a contact."""
    case = _reachable(number)
    with transaction.atomic():
        request = CodeRequest(application_id=case.pk if case else 0, asked_at=at, until=at + WORKS_FOR)
        request.save()
        code_wanted(request, application=case or Application(**NOBODY), at=at)
        transaction.set_rollback(case is None)
    if case is None:
        transaction.on_commit(lambda: wake_sender(Channel.EMAIL), robust=True)
    record("case.code_asked", subject=case, by=by, at=at, office=case.office_id if case else None)


@transaction.atomic
def open_code(*, request: CodeRequest, is_again: bool, by: Actor, at: datetime) -> str:
    """Return the code for whoever got the link; a case that has none that can be read gets another.

    A second press returns it again for some minutes: `is_again` says that it is the same browser.

    :raises LinkOverError: if the link opens nothing any more.
    """
    row = _locked(request, is_again=is_again, at=at)
    if row.used_at is None:
        row.used_at = at
        row.save(update_fields=["used_at"])
    case = _case_of(row)
    record("case.code_shown", subject=case, by=by, at=at, office=case.office_id)
    return access_code_of(case) or _issued(case, seen=case.access_issued_at, by=by, at=at)


@transaction.atomic
def renew_code(
    *, request: CodeRequest, seen: datetime | None, is_again: bool, by: Actor, at: datetime
) -> str:
    """Return a new code; the one before opens nothing from now on. `seen` is when that was issued.

    Sent twice, it makes one: the second time it is only read.

    :raises LinkOverError: if the link opens nothing any more, or not in this browser.
    """
    row = _locked(request, is_again=is_again, at=at)
    if row.used_at is None:  # it is renewed by whoever has seen it
        raise LinkOverError
    case = _case_of(row)
    return _issued(case, seen=seen, by=by, at=at)


def _reachable(number: str) -> Application | None:
    """Return the case with a number, however typed, if its person can be reached without an account."""
    typed = normalise_case_number(number) or NO_NUMBER
    rows = for_anybody().filter(~Q(email="") | ~Q(phone=""), case_number=typed)
    return rows.select_related("office").first()


def _locked(request: CodeRequest, *, is_again: bool, at: datetime) -> CodeRequest:
    row = CodeRequest.objects.select_for_update().get(pk=request.pk)
    is_used_up = row.used_at is not None and not (is_again and at < row.used_at + AGAIN)
    if is_used_up or row.until <= at:
        raise LinkOverError
    return row


def _case_of(row: CodeRequest) -> Application:
    case: Application | None = for_anybody().filter(pk=row.application_id).first()
    if case is None:
        raise LinkOverError
    return case


def _issued(case: Application, *, seen: datetime | None, by: Actor, at: datetime) -> str:
    try:
        return issue_access_code(case=case, by=by, at=at, seen=seen, is_checked=True)
    except ChangedError:
        case.refresh_from_db()
        code = access_code_of(case)
    except RefusedError:
        code = None
    if code is None:
        raise LinkOverError
    return code
