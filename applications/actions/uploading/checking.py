"""Check what was sent: what is clean is kept for the office, all else is refused and deleted."""

import logging
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from threading import BoundedSemaphore
from uuid import UUID, uuid4

from django.db import transaction

from applications.actions.uploading import storing
from applications.actions.uploading.sandbox import Verdict, cleaned
from applications.actions.uploading.scanning import SilentError, is_infected
from applications.choices import UploadState
from applications.models import Upload
from applications.notices.news import tell_news
from applications.rules.files.faults import Fault, FileError
from portal.audit.actions import record
from portal.audit.rules.actors import SYSTEM

SOON = timedelta(seconds=15)
"""So long a worker that was rung for has to begin, before the clock gives the file to another."""
AT_ONCE = 50  # of one tick
MOST = 2  # at a time in one worker, with 300 MB each; its other threads go on sending messages

log = logging.getLogger(__name__)
_slots = BoundedSemaphore(MOST)


def check(key: UUID, *, at: datetime) -> None:
    """Check one file and settle what becomes of it. Done twice, the second time changes nothing.

    If the virus scanner does not answer, or this worker checks enough others, the file goes on
    waiting: nobody gets it meanwhile.
    """
    if not _slots.acquire(blocking=False):
        return
    try:
        if upload := Upload.objects.filter(key=key, state=UploadState.CHECKING).first():
            _check(upload, at=at)
    finally:
        _slots.release()


def _check(upload: Upload, *, at: datetime) -> None:
    key = upload.key
    target = storing.folder_of(key) / f"{key.hex}.{uuid4().hex}"
    try:
        verdict = _verdict(upload, target)
        _settle(upload, verdict, target, at=at)
    except SilentError:
        return
    finally:
        target.unlink(missing_ok=True)


def waiting(*, at: datetime) -> list[UUID]:
    """Return the files that nobody has checked in time: a ring was not heard, or a worker was ended."""
    rows = Upload.objects.filter(state=UploadState.CHECKING, sent_at__lt=at - SOON)
    return list(rows.order_by("sent_at").values_list("key", flat=True)[:AT_ONCE])


def check_waiting(*, at: datetime) -> None:
    """Check what waits, one after another; what goes wrong with one keeps none of the others."""
    for key in waiting(at=at):
        try:
            check(key, at=at)
        except Exception:
            log.exception("A file could not be checked.")


def _verdict(upload: Upload, target: Path) -> Verdict:
    source = storing.sent_path(upload.key)
    if not source.exists():
        return Verdict(fault=Fault.LOST)
    try:
        if is_infected(source):
            return Verdict(fault=Fault.INFECTED)
    except FileError as error:
        return Verdict(fault=error.fault)
    return cleaned(source, target, kind=upload.kind)


@transaction.atomic
def _settle(upload: Upload, verdict: Verdict, target: Path, *, at: datetime) -> None:
    rows = Upload.objects.select_for_update(of=("self",)).select_related("application__office")
    found = rows.filter(pk=upload.pk, state=UploadState.CHECKING).first()
    if found is None:  # taken back, or checked by somebody else
        return
    if verdict.fault:
        found.state, found.reason, found.gone_at = UploadState.REFUSED, verdict.fault, at
        transaction.on_commit(partial(storing.forget, found.key), robust=True)
        tell_news(found.application, what="copy", key=str(found.key), at=at)
    else:
        found.state, found.pages, found.size = UploadState.KEPT, verdict.pages, target.stat().st_size
        # Before the row says so: a file nobody knows of is swept up, a row without its file is a lie.
        target.rename(storing.clean_path(found.key))
        transaction.on_commit(partial(_drop_sent, found.key), robust=True)
    found.save(update_fields=["state", "reason", "gone_at", "pages", "size"])
    what = f"file.{found.state}"
    about = {"file": str(found.key), "document": found.document, "reason": found.reason}
    record(what, subject=found.application, by=SYSTEM, at=at, office=found.application.office_id, **about)


def _drop_sent(key: UUID) -> None:
    storing.sent_path(key).unlink(missing_ok=True)
