"""Answer what the party of a case wrote, or note that it needs no answer."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from applications.actions.applying import ChangedError, RefusedError
from applications.actions.messaging import locked, once, same
from applications.choices import Part
from applications.models import Application, CaseMessage
from applications.notices.news import tell_news
from applications.rules.acts import CASEWORK
from applications.rules.transitions import Refusal
from portal.audit.actions import record
from portal.audit.rules.actors import Actor


@transaction.atomic
def answer(  # noqa: PLR0913  what, by whom, and what they had read
    *,
    case: Application,
    key: UUID,
    text: str,
    language: str,
    read: int,
    by: Actor,
    parts: frozenset[Part],
    at: datetime,
) -> CaseMessage:
    """Write to the party: what they wrote until then is settled. `read` is the last message on the page.

    :raises RefusedError: if this person may not, or the file is put away.
    :raises ChangedError: if somebody has written meanwhile; nobody answers what they have not read.
    :raises UsedKeyError: if the key is of another message.
    """
    _allowed(parts)
    locked(case)
    if known := CaseMessage.objects.filter(key=key).first():
        same(known, case, by, text=text, language=language)
        return known
    _unchanged(case, read)
    message, _is_new = once(case, key, by, is_from_office=True, text=text, language=language, at=at)
    _settle(case, by=by, at=at)
    tell_news(case, what="message", key=str(message.pk), at=at)
    record("case.message_answered", subject=case, by=by, at=at, office=case.office_id, message=message.pk)
    return message


@transaction.atomic
def settle(*, case: Application, read: int, by: Actor, parts: frozenset[Part], at: datetime) -> int:
    """Note that what the party wrote needs no answer; return how many messages that were.

    :raises RefusedError: if this person may not, or the file is put away.
    :raises ChangedError: if somebody has written meanwhile.
    """
    _allowed(parts)
    locked(case)
    _unchanged(case, read)
    settled = _settle(case, by=by, at=at)
    if settled:
        record("case.messages_settled", subject=case, by=by, at=at, office=case.office_id, read=read)
    return settled


def _unchanged(case: Application, read: int) -> None:
    if CaseMessage.objects.filter(application=case, pk__gt=read).exists():
        raise ChangedError


def _settle(case: Application, *, by: Actor, at: datetime) -> int:
    waiting = CaseMessage.objects.filter(application=case, is_from_office=False, settled_at=None)
    return waiting.update(settled_at=at, settled_by=by.user_id)


def _allowed(parts: frozenset[Part]) -> None:
    if not parts & CASEWORK:
        raise RefusedError([Refusal.NOT_YOURS])
