"""Write about a case: the party to the office, the office to the party. Information, never a letter.

Nothing said here is filed, keeps a term or is an entry of the case. What the office writes is told by
a message that says only that there is news. Who writes locks the case: what is read in the order of
its numbers is read whole.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from applications.actions.applying import RefusedError
from applications.choices import Stage
from applications.models import Application, CaseMessage
from applications.rules.transitions import Refusal
from portal.audit.actions import record
from portal.audit.rules.actors import Actor


class UsedKeyError(Exception):
    """The form was sent before with another message: other words, somebody else's, or of another case."""


@transaction.atomic
def write(  # noqa: PLR0913  what, by whom, and the form it came with
    *, case: Application, key: UUID, text: str, language: str, by: Actor, at: datetime
) -> CaseMessage:
    """Write to the office. The same form sent twice is one message.

    :raises RefusedError: if the file is put away.
    :raises UsedKeyError: if the key is of another message.
    """
    locked(case)
    said = {"is_from_office": False, "text": text, "language": language, "at": at}
    message, is_new = once(case, key, by, **said)
    if is_new:
        record("case.message_written", subject=case, by=by, at=at, office=case.office_id, message=message.pk)
    return message


def mark_read(case: Application, *, is_by_office: bool, at: datetime) -> int:
    """Note that one side has opened what the other wrote; return how many messages were new to it."""
    new = CaseMessage.objects.filter(application=case, is_from_office=not is_by_office, read_at=None)
    return new.update(read_at=at)


def once(case: Application, key: UUID, by: Actor, **said: object) -> tuple[CaseMessage, bool]:
    """Return the message of a form, and whether it is new.

    :raises UsedKeyError: if the key is of another message.
    """
    message, is_new = CaseMessage.objects.get_or_create(
        key=key, defaults={"application": case, "author_id": by.user_id or 0, **said}
    )
    same(message, case, by, text=said["text"])
    return message, is_new


def same(message: CaseMessage, case: Application, by: Actor, **said: object) -> None:
    """Hold what was sent against what is kept: whoever goes back and writes something else is told.

    :raises UsedKeyError: if it is another message.
    """
    kept = {name: getattr(message, name) for name in said}
    if (message.application_id, message.author_id, kept) != (case.pk, by.user_id, said):
        raise UsedKeyError


def locked(case: Application) -> None:
    """Let those who write about a case come one after the other.

    :raises RefusedError: if the file is put away.
    """
    row = Application.objects.select_for_update(of=("self",)).only("stage").get(pk=case.pk)
    if row.stage == Stage.ARCHIVED:
        raise RefusedError([Refusal.NOT_NOW])
