"""Delete copies that nobody needs any more. The row stays: that something was sent is part of the case."""

from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from applications.actions.uploading import storing
from applications.choices import UploadState
from applications.models import Upload
from portal.audit.actions import record
from portal.audit.rules.actors import SYSTEM

AT_ONCE = 500
ORPHANED = timedelta(days=1)
"""So long a file may lie without a row: somebody is sending it right now."""


def purge(*, at: datetime) -> int:
    """Delete the copies of cases that have been closed for long, and files of which no row knows.

    Return how many copies were deleted.
    """
    day = at.date() - timedelta(days=settings.COPIES_KEPT_DAYS)
    count = 0
    while found := _closed_before(day):
        for upload in found:
            _forget(upload, at=at)
        count += len(found)
    _sweep(at=at)
    return count


def _closed_before(day: date) -> list[Upload]:
    rows = Upload.objects.filter(gone_at=None, application__closed_on__lt=day)
    return list(rows.select_related("application").order_by("sent_at", "pk")[:AT_ONCE])


@transaction.atomic
def _forget(upload: Upload, *, at: datetime) -> None:
    upload.gone_at = at
    upload.save(update_fields=["gone_at"])
    case = upload.application
    record("file.forgotten", subject=case, by=SYSTEM, at=at, office=case.office_id, file=str(upload.key))
    transaction.on_commit(partial(storing.forget, upload.key), robust=True)


def _sweep(*, at: datetime) -> None:
    """Delete what a worker left that was ended, and what the database has forgotten with a transaction."""
    old = list(storing.left_behind(before=(at - ORPHANED).timestamp()))
    for start in range(0, len(old), AT_ONCE):
        some = old[start : start + AT_ONCE]
        wanted = _wanted([key for key, _path in some])
        for _key, path in some:
            if path not in wanted:
                path.unlink(missing_ok=True)


def _wanted(keys: list[UUID]) -> set[Path]:
    rows = Upload.objects.filter(key__in=keys, gone_at=None).values_list("key", "state")
    return {
        storing.sent_path(key) if state == UploadState.CHECKING else storing.clean_path(key)
        for key, state in rows
    }
