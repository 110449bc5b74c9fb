"""Say of a copy what the office makes of it. The document itself is still to be handed in."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from applications.choices import UploadState
from applications.models import Application, Upload
from applications.notices.news import tell_news
from portal.audit.actions import record
from portal.audit.rules.actors import Actor

TAKEN = (UploadState.CHECKING, UploadState.KEPT, UploadState.FINE)
"""Of a document there is one copy of the same content in these (constraint `upload_once`)."""
JUDGED = (UploadState.FINE, UploadState.WRONG)
OPEN = (UploadState.KEPT, *JUDGED)


class NotThereError(Exception):
    """A copy that is being checked, was refused or was taken back: there is nothing to look at."""


class SentAgainError(Exception):
    """A copy that was refused, and sent again as it was: the newer one is the one to judge."""


@transaction.atomic
def judge(  # noqa: PLR0913  whose copy, what of it, and who says so when
    *, case: Application, key: UUID, state: UploadState, remark: str, by: Actor, at: datetime
) -> Upload:
    """Write down that a copy is in order, or what is wrong with it, and tell the party that there is news.

    A second look may say otherwise. The same said twice is said once.

    :raises NotThereError: if there is nothing to look at.
    :raises SentAgainError: if the same file came again and is to be found in order instead.
    :raises Upload.DoesNotExist: if the case has no such copy.
    """
    upload = Upload.objects.select_for_update().get(application=case, key=key)
    if upload.state not in OPEN or upload.gone_at is not None:
        raise NotThereError
    said = remark if state == UploadState.WRONG else ""
    if (upload.state, upload.remark) == (state, said):
        return upload
    if state == UploadState.FINE and _is_sent_again(upload):
        raise SentAgainError
    upload.state, upload.remark, upload.looked_at, upload.looked_by_id = state, said, at, by.user_id
    upload.save(update_fields=["state", "remark", "looked_at", "looked_by"])
    about = {"file": str(key), "document": upload.document}
    record(f"file.{state}", subject=case, by=by, at=at, office=case.office_id, **about)
    tell_news(case, what="copy", key=_occasion(upload, at), at=at)
    return upload


def _is_sent_again(upload: Upload) -> bool:
    same = Upload.objects.filter(
        application=upload.application_id, document=upload.document, digest=upload.digest
    )
    return same.filter(state__in=TAKEN).exclude(pk=upload.pk).exists()


def _occasion(upload: Upload, at: datetime) -> str:
    """Return what is told once: what will not do each time, what is in order once a day."""
    if upload.state == UploadState.WRONG:
        return f"{upload.key}/{at.isoformat()}"
    return f"fine/{at.date().isoformat()}"
