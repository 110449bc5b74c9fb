"""The copies that were sent for documents, as lines of a page."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from applications.actions.uploading.sending import WAITING
from applications.choices import UploadState
from applications.models import Upload
from applications.notices.plain.files import why
from applications.views.cases.place import Seen
from portal.web import words

SHOWN = (UploadState.KEPT, UploadState.FINE, UploadState.WRONG)
TAGS = {
    UploadState.CHECKING: "warning",
    UploadState.REFUSED: "error",
    UploadState.KEPT: "info",
    UploadState.FINE: "success",
    UploadState.WRONG: "warning",
    UploadState.WITHDRAWN: "neutral",
}


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy. `why` says why it was not taken, or what the office wrote of it."""

    upload: Upload
    is_mine: bool
    who: str
    when: str
    why: str
    tone: str
    url: str
    withdrawal_url: str


def copies_for(seen: Seen, documents: Iterable[int]) -> dict[int, list[Copy]]:
    """Return the copies of documents by their numbers, the last one first: one query."""
    rows = Upload.objects.filter(application=seen.pk, document__in=list(documents))
    found: dict[int, list[Copy]] = defaultdict(list)
    for row in rows.select_related("user").order_by("-sent_at", "pk"):
        found[row.document].append(_copy(seen, row))
    return found


def _copy(seen: Seen, row: Upload) -> Copy:
    is_mine = row.user_id == seen.user.pk
    may_withdraw = (is_mine or seen.sight.is_owner) and row.state in WAITING
    is_shown = row.state in SHOWN and row.gone_at is None
    arguments = [seen.pk, row.key]
    return Copy(
        row,
        is_mine,
        # The e-mail address of somebody without a name is not for the others.
        "" if is_mine else row.user.name,
        words.moment(row.sent_at, seen.zone),
        why(row.reason) if row.state == UploadState.REFUSED else row.remark,
        TAGS[UploadState(row.state)],
        reverse("file_detail", args=arguments) if is_shown else "",
        reverse("file_withdraw", args=arguments) if may_withdraw else "",
    )
