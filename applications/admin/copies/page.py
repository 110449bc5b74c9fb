"""One copy: its file, and what the office makes of it. The document itself is entered when it comes."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from applications.actions.uploading.judging import OPEN, NotThereError, SentAgainError, judge
from applications.admin.cases.copies import copy_of
from applications.admin.cases.page import frame_of
from applications.admin.cases.place import Case, for_case
from applications.admin.copies.forms import VerdictForm
from applications.models import CaseDocument, Upload
from applications.rules.acts import CASEWORK
from applications.views.cases.serving import served
from portal.audit.actions import record
from scheduling.admin.desk.pages import focus_on

WRONG, GONE = 422, 409


@for_case
def file_update(case: Case, key: UUID) -> HttpResponse:
    upload, may_judge = _found(case, key), bool(case.parts & CASEWORK)
    if case.request.method != "POST":
        initial = {"state": upload.state, "remark": upload.remark}
        return _shown(case, upload, VerdictForm(initial=initial) if may_judge else None)
    if not may_judge:
        raise PermissionDenied
    form = VerdictForm(case.request.POST)
    if not form.is_valid():
        return _shown(case, upload, form, status=WRONG)
    given = form.cleaned_data
    try:
        judge(
            case=case.application,
            key=key,
            state=given["state"],
            remark=given["remark"],
            by=case.by,
            at=case.at,
        )
    except NotThereError:
        form.add_error(None, _("The copy was taken back or deleted meanwhile."))
        return _shown(case, upload, form, status=GONE)
    except SentAgainError:
        form.add_error(None, _("The same file was sent again. Open the newer copy and judge that one."))
        return _shown(case, upload, form, status=GONE)
    messages.success(case.request, _("Noted. The party is told that there is news."))
    return redirect(f"{case.url}#documents")


@for_case
def content_detail(case: Case, key: UUID) -> FileResponse | HttpResponseNotAllowed:
    if case.request.method == "POST":
        return HttpResponseNotAllowed(["GET", "HEAD"])
    return served(_found(case, key), case=case.application, by=case.by, at=case.at)


def _found(case: Case, key: UUID) -> Upload:
    """Return a copy that may be looked at.

    :raises Http404: for one that is being checked, was not taken, was taken back or is deleted.
    """
    rows = Upload.objects.filter(application=case.pk, key=key, state__in=OPEN, gone_at=None)
    found = rows.select_related("user", "looked_by").first()
    if found is None:
        raise Http404
    return found


def _shown(case: Case, upload: Upload, form: VerdictForm | None, *, status: int = 200) -> HttpResponse:
    with transaction.atomic():
        record("case.read", subject=case.application, by=case.by, at=case.at, office=case.office)
    errors = form.error_list if form is not None else []
    if form is not None:
        focus_on(errors, [form])
    document = CaseDocument.objects.filter(application=case.pk, number=upload.document).first()
    context = {
        **frame_of(case),
        "title": _("Copy for checking"),
        "act_title": _("Copy for checking"),
        "copy": copy_of(case, upload),
        "document": document,
        "form": form,
        "errors": errors,
    }
    return render(case.request, "admin/applications/copies/detail.html", context, status=status)
