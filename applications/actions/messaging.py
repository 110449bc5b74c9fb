"""Write about a case: the party to the office, the office to the party. Information, never a letter.

Nothing said here is filed, keeps a term or is an entry of the case. What the office writes is told by
a message that says only that there is news.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from applications.actions.applying import ChangedError, RefusedError
from applications.choices import Part, Stage
from applications.models import Application, CaseMessage
from applications.notices.news import tell_news
from applications.rules.acts import CASEWORK
from applications.rules.transitions import Refusal
from portal.audit.actions import record
from portal.audit.rules.actors import Actor


class UsedKeyError(Exception):
    """The form was sent before, with another message: by somebody else, or about another case."""


@transaction.atomic
def write(  # noqa: PLR0913  what, by whom, and the form it came with
    *, case: Application, key: UUID, text: str, language: str, by: Actor, at: datetime
) -> CaseMessage:
    """Write to the office. The same form sent twice is one message.

    :raises RefusedError: if the file is put away.
    :raises UsedKeyError: if the key is of another message.
    """
    _not_put_away(case)
    said = {"is_from_office": False, "text": text, "language": language, "at": at}
    message, is_new = _once(case, key, by, **said)
    if is_new:
        record("case.message_written", subject=case, by=by, at=at, office=case.office_id, message=message.pk)
    return message


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
    _not_put_away(case)
    _locked(case)
    if known := CaseMessage.objects.filter(key=key, application=case, author=by.user_id).first():
        return known
    _unchanged(case, read)
    message, _is_new = _once(case, key, by, is_from_office=True, text=text, language=language, at=at)
    _settle(case, by=by, at=at)
    tell_news(case, what="message", key=str(message.pk), at=at)
    record("case.message_answered", subject=case, by=by, at=at, office=case.office_id, message=message.pk)
    return message


@transaction.atomic
def settle(*, case: Application, read: int, by: Actor, parts: frozenset[Part], at: datetime) -> int:
    """Note that what the party wrote needs no answer; return how many messages that were.

    :raises RefusedError: if this person may not.
    :raises ChangedError: if somebody has written meanwhile.
    """
    _allowed(parts)
    _locked(case)
    _unchanged(case, read)
    settled = _settle(case, by=by, at=at)
    if settled:
        record("case.messages_settled", subject=case, by=by, at=at, office=case.office_id, read=read)
    return settled


def mark_read(case: Application, *, is_by_office: bool, at: datetime) -> int:
    """Note that one side has opened what the other wrote; return how many messages were new to it."""
    new = CaseMessage.objects.filter(application=case, is_from_office=not is_by_office, read_at=None)
    return new.update(read_at=at)


def _once(case: Application, key: UUID, by: Actor, **said: object) -> tuple[CaseMessage, bool]:
    message, is_new = CaseMessage.objects.get_or_create(
        key=key, defaults={"application": case, "author_id": by.user_id or 0, **said}
    )
    if (message.application_id, message.author_id) != (case.pk, by.user_id):
        raise UsedKeyError
    return message, is_new


def _locked(case: Application) -> None:
    """Let those who answer the same case come one after the other."""
    Application.objects.select_for_update(of=("self",)).only("pk").get(pk=case.pk)


def _unchanged(case: Application, read: int) -> None:
    if CaseMessage.objects.filter(application=case, pk__gt=read).exists():
        raise ChangedError


def _settle(case: Application, *, by: Actor, at: datetime) -> int:
    waiting = CaseMessage.objects.filter(application=case, is_from_office=False, settled_at=None)
    return waiting.update(settled_at=at, settled_by=by.user_id)


def _not_put_away(case: Application) -> None:
    if case.stage == Stage.ARCHIVED:
        raise RefusedError([Refusal.NOT_NOW])


def _allowed(parts: frozenset[Part]) -> None:
    if not parts & CASEWORK:
        raise RefusedError([Refusal.NOT_YOURS])
