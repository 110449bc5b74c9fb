"""One document to hand in: how that is done, and a copy for the office to look at first."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from applications.actions.uploading.sending import MOST_OF_DOCUMENT, NotOpenError, TooManyError, send
from applications.forms.copies import CopyForm
from applications.models import CaseDocument
from applications.notices.plain.files import why
from applications.rules.files.faults import Fault, FileError
from applications.views.cases.bounded import bound, is_too_large
from applications.views.cases.documents import is_lawful, parts_of, ways_for
from applications.views.cases.place import Seen, for_seen
from applications.views.cases.tasks import documents_for, is_settled, task_of
from portal.web import words
from portal.web.limits import Limit, TooOftenError, spend

WRONG, GONE, TOO_MANY = 422, 409, 429
HIGHEST = 32_767  # number of a document
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
# A file takes up to ten seconds of a worker. A proxy sends for many clients, page by page.
OF_CASE = Limit("file.case", 60, DAY)
OF_ACCOUNT = Limit("file.account", 120, HOUR)


@csrf_exempt  # here; `_document_upload` is protected: the file is bounded before anything reads the form
@login_required  # before as well: what a stranger posts is not even read
def document_upload(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    bound(request)
    return _document_upload(request, pk, number=number)


@csrf_protect
@for_seen(is_giver=True)
def _document_upload(seen: Seen, number: int) -> HttpResponse:
    row = documents_for(seen).filter(number=number).first() if number <= HIGHEST else None
    if row is None:
        raise Http404
    if seen.request.method != "POST":
        return _shown(seen, row, CopyForm())
    given, files = seen.request.POST, seen.request.FILES  # read before anybody asks how much came
    too_large = why(Fault.TOO_LARGE) if is_too_large(seen.request) else ""
    form = CopyForm(given, files, why_no_file=too_large)
    if not form.is_valid():
        return _shown(seen, row, form, status=WRONG)
    return _sent(seen, row, form)


def _sent(seen: Seen, row: Any, form: CopyForm) -> HttpResponse:  # noqa: ANN401  a document with its annotations
    if task_of(seen, row).is_brought:
        return _shown(seen, row, form, status=GONE)
    file = form.cleaned_data["file"]
    case, name, pieces = seen.application, file.name, file.chunks()
    try:
        spend((OF_CASE, str(seen.pk)), (OF_ACCOUNT, str(seen.user.pk)), at=seen.at)
        send(case=case, document=row.number, name=name, pieces=pieces, by=seen.by, at=seen.at)
    except FileError as error:
        form.add_error("file", why(error.fault))
        return _shown(seen, row, form, status=WRONG)
    except NotOpenError:
        return _shown(seen, row, form, status=GONE)
    except TooManyError:
        text = _("%(most)d copies of this document wait for the office. Take one back, or wait.")
        form.add_error("file", text % {"most": MOST_OF_DOCUMENT})
        return _shown(seen, row, form, status=WRONG)
    except TooOftenError as error:
        return _too_often(seen, row, form, error)
    messages.success(seen.request, _("Your copy is sent. We check the file; then the office looks at it."))
    return redirect("document_upload", seen.pk, row.number)


def _too_often(seen: Seen, row: Any, form: CopyForm, error: TooOftenError) -> HttpResponse:  # noqa: ANN401  see above
    text = _("Many files were sent. You can send the next one from %(moment)s.")
    form.add_error("file", text % {"moment": words.moment(error.retry_at, seen.zone)})
    response = _shown(seen, row, form, status=TOO_MANY)
    response["Retry-After"] = str(max(1, -((seen.at - error.retry_at) // SECOND)))
    return response


def _shown(seen: Seen, row: CaseDocument, form: CopyForm, *, status: int = 200) -> HttpResponse:
    ((part,), ways) = parts_of(seen, [row]), ways_for(seen)
    (line,) = part.lines
    context = {
        "seen": seen,
        "part": part,
        "line": line,
        "task": line.task,
        "form": form,
        "ways": ways,
        "is_lawful": is_lawful(ways),
        "is_settled": is_settled(seen),
    }
    return render(seen.request, "applications/cases/document.html", context, status=status)
