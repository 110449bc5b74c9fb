"""Send the office a copy to look at, and take it back. Nothing is handed in: it is no event of the case."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from applications.actions.uploading import storing
from applications.actions.uploading.waking import wake_checker
from applications.choices import DocumentState, UploadState
from applications.models import Application, CaseDocument, Upload
from applications.rules.files.names import shown_name
from portal.audit.actions import record
from portal.audit.rules.actors import Actor

MOST_OF_DOCUMENT = 5
"""Copies of one document that wait for the office: pages of a contract, photographed one by one."""
MOST_OF_CASE = 100
WAITING = (UploadState.CHECKING, UploadState.KEPT)
THERE = (*WAITING, UploadState.FINE, UploadState.WRONG)
OPEN = (DocumentState.ASKED, DocumentState.REFUSED)


class NotOpenError(Exception):
    """A document that nobody waits for: it came, is wanted no longer, or the case is decided."""


class TooManyError(Exception):
    """So many copies wait that the office should look at them first."""


class NotYoursError(Exception):
    """A copy that somebody else sent, or that the office has looked at already."""


def send(  # noqa: PLR0913  of what, what it is, and who sends it when
    *, case: Application, document: int, name: str, pieces: Iterable[bytes], by: Actor, at: datetime
) -> Upload:
    """Keep a copy and have it checked. The same file sent twice for a document is one copy.

    :raises FileError: for a file that is not taken at first sight.
    :raises NotOpenError: if nobody waits for the document.
    :raises TooManyError: if too many copies wait.
    """
    stored = storing.store(name, pieces)
    try:
        with transaction.atomic():
            Application.objects.select_for_update().only("pk").get(pk=case.pk)  # one after another
            _check(case, document, stored.digest)
            upload, is_new = Upload.objects.get_or_create(
                application=case,
                document=document,
                digest=stored.digest,
                state__in=(*WAITING, UploadState.FINE),
                defaults={
                    "key": stored.key,
                    "user_id": by.user_id or 0,  # a person: nobody else comes so far
                    "sent_at": at,
                    "name": shown_name(name),
                    "kind": stored.kind,
                    "size": stored.size,
                    "state": UploadState.CHECKING,
                },
            )
            if is_new:
                _note("file.sent", upload, case, by=by, at=at)
                transaction.on_commit(partial(wake_checker, upload.key), robust=True)
    except BaseException:
        storing.forget(stored.key)
        raise
    if not is_new:
        storing.forget(stored.key)
    return upload


@transaction.atomic
def withdraw(*, case: Application, key: UUID, by: Actor, is_owner: bool, at: datetime) -> Upload:
    """Take back a copy that nobody has looked at; its file is deleted at once.

    Whoever sent it may, and the person of the case. To take back what is taken back changes nothing.

    :raises NotYoursError: for anything else.
    :raises Upload.DoesNotExist: if the case has no such copy.
    """
    upload = Upload.objects.select_for_update().get(application=case, key=key)
    is_theirs = is_owner or upload.user_id == by.user_id
    if not is_theirs or upload.state not in {*WAITING, UploadState.WITHDRAWN}:
        raise NotYoursError
    if upload.state != UploadState.WITHDRAWN:
        upload.state, upload.gone_at = UploadState.WITHDRAWN, at
        upload.save(update_fields=["state", "gone_at"])
        _note("file.withdrawn", upload, case, by=by, at=at)
        transaction.on_commit(partial(storing.forget, upload.key), robust=True)
    return upload


def _check(case: Application, document: int, digest: str) -> None:
    """Refuse what nobody waits for, or what would be one too many.

    :raises NotOpenError: if nobody waits for the document.
    :raises TooManyError: if too many copies wait, or lie in the case.
    """
    asked = CaseDocument.objects.filter(application=case, number=document, state__in=OPEN)
    if case.known.decided_on or case.known.closed_on or not asked.exists():
        raise NotOpenError
    others = Upload.objects.filter(application=case, gone_at=None).exclude(digest=digest)
    of_document = others.filter(document=document, state__in=WAITING)
    if of_document.count() >= MOST_OF_DOCUMENT or others.filter(state__in=THERE).count() >= MOST_OF_CASE:
        raise TooManyError


def _note(what: str, upload: Upload, case: Application, *, by: Actor, at: datetime) -> None:
    about = {"file": str(upload.key), "document": upload.document}
    record(what, subject=case, by=by, at=at, office=case.office_id, **about)
