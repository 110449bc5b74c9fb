"""The copies that people sent for the documents of a case, each beside its document."""

from collections import defaultdict
from dataclasses import dataclass

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.admin.cases.place import Case
from applications.choices import UploadState
from applications.models import Upload
from portal.web import words

SHOWN = (UploadState.CHECKING, UploadState.KEPT, UploadState.FINE, UploadState.WRONG)
MOST = 200


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy. Without an address it is being checked, or its file is deleted."""

    name: str
    state: str
    label: str
    about: str
    remark: str
    url: str
    content_url: str

    @property
    def is_waiting(self) -> bool:
        return self.state == UploadState.KEPT


def copies_of(case: Case) -> dict[int, list[Copy]]:
    """Return the copies by the numbers of their documents, the last one first: one query."""
    rows = Upload.objects.filter(application=case.pk, state__in=SHOWN).select_related("user")
    found: dict[int, list[Copy]] = defaultdict(list)
    for row in rows.order_by("-sent_at", "pk")[:MOST]:
        found[row.document].append(copy_of(case, row))
    return found


def copy_of(case: Case, row: Upload) -> Copy:
    arguments = [case.pk, row.key]
    is_there = row.state != UploadState.CHECKING and row.gone_at is None
    return Copy(
        row.name,
        row.state,
        row.get_state_display(),
        " · ".join(_about(case, row)),
        row.remark,
        reverse("admin:applications_application_file", args=arguments) if is_there else "",
        reverse("admin:applications_application_content", args=arguments) if is_there else "",
    )


def _about(case: Case, row: Upload) -> list[str]:
    when = words.moment(row.sent_at, case.zone)
    about = [_("sent on %(moment)s by %(who)s") % {"moment": when, "who": row.user}]
    if row.pages:
        pages = ngettext("%(pages)s page", "%(pages)s pages", row.pages) % {"pages": row.pages}
        about += [row.get_kind_display(), filesizeformat(row.size), pages]
    if row.gone_at:
        about.append(_("the file is deleted"))
    return about
