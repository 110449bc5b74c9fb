"""How the file of a copy leaves the portal: to be saved, and never to be run or shown as a page of ours."""

from datetime import datetime

from django.db import transaction
from django.http import FileResponse, Http404

from applications.actions.uploading.storing import clean_path
from applications.models import Application, Upload
from applications.rules.files.kinds import MEDIA
from applications.rules.files.names import saved_name
from portal.audit.actions import record
from portal.audit.rules.actors import Actor

NOTHING = "default-src 'none'; sandbox"


def served(upload: Upload, *, case: Application, by: Actor, at: datetime) -> FileResponse:
    """Return the clean file, and write down who got it.

    :raises Http404: if it is not there any more.
    """
    try:
        file = clean_path(upload.key).open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    with transaction.atomic():
        record("file.read", subject=case, by=by, at=at, office=case.office_id, file=str(upload.key))
    name = saved_name(upload.name, kind=upload.kind)
    response = FileResponse(file, as_attachment=True, filename=name, content_type=MEDIA[upload.kind])
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = NOTHING
    response["Cache-Control"] = "private, no-store"
    return response
