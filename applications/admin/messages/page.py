"""Answer the party of a case, or note that no answer is needed. Who had not read all is told first."""

from typing import cast
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from applications.actions.applying import ChangedError, RefusedError
from applications.actions.messaging import UsedKeyError, mark_read
from applications.actions.replying import answer, settle
from applications.admin.cases.page import frame_of
from applications.admin.cases.place import Case, for_case, read_number
from applications.admin.cases.talk import Line, lines_of
from applications.admin.words.refusals import refused
from applications.choices import Stage
from applications.forms.messages import AnswerForm
from applications.rules.acts import CASEWORK
from portal.audit.actions import record
from scheduling.admin.desk.pages import focus_on

WRONG, CHANGED = 422, 409


@for_case
def message_list(case: Case) -> HttpResponse:
    may_answer = bool(case.parts & CASEWORK)
    if case.request.method != "POST":
        lines = lines_of(case)
        form = _blank(case, lines) if may_answer and case.application.stage != Stage.ARCHIVED else None
        return _shown(case, form, lines)
    if not may_answer:
        raise PermissionDenied
    return _settled(case) if case.request.POST.get("do") == "settle" else _answered(case)


def _answered(case: Case) -> HttpResponse:
    form = AnswerForm(case.request.POST)
    if not form.is_valid():
        return _shown(case, form, lines_of(case), status=WRONG)
    given = {name: form.cleaned_data[name] for name in ("key", "text", "language", "read")}
    try:
        answer(case=case.application, by=case.by, parts=case.parts, at=case.at, **given)
    except ChangedError:
        return _changed(case, form)
    except RefusedError as error:
        form.add_error(None, refused(error.reasons))
        return _shown(case, form, lines_of(case), status=WRONG)
    except UsedKeyError:
        lines = lines_of(case)
        _retyped(form, key=str(uuid4()), read=str(_newest(lines)))
        form.add_error(None, _("This page was used before. Your answer is still here: send it again."))
        return _shown(case, form, lines, status=WRONG)
    messages.success(case.request, _("The answer is sent. The party is told that there is news."))
    return redirect(case.url)


def _settled(case: Case) -> HttpResponse:
    read = read_number(case.request.POST.get("read", "")) or 0
    try:
        settle(case=case.application, read=read, by=case.by, parts=case.parts, at=case.at)
    except ChangedError:
        return _changed(case, AnswerForm(case.request.POST))
    except RefusedError as error:
        messages.error(case.request, " ".join(refused(error.reasons)))
        return redirect(case.url)
    messages.success(case.request, _("Noted: no answer is needed."))
    return redirect(case.url)


def _changed(case: Case, form: AnswerForm) -> HttpResponse:
    """Show what was written meanwhile; the next try counts as having read it. What was typed is kept."""
    lines = lines_of(case)
    _retyped(form, read=str(_newest(lines)))
    return _shown(case, form, lines, status=CHANGED, is_changed=True)


def _retyped(form: AnswerForm, **values: str) -> None:
    data = cast("QueryDict", form.data).copy()
    for name, value in values.items():
        data[name] = value
    form.data = data


def _blank(case: Case, lines: list[Line]) -> AnswerForm:
    """Return a form in the language of the last message of the party."""
    language = next((line.language for line in lines if not line.is_from_office), case.application.language)
    return AnswerForm(initial={"language": language, "read": _newest(lines)})


def _newest(lines: list[Line]) -> int:
    return max((line.pk for line in lines), default=0)


def _shown(
    case: Case, form: AnswerForm | None, lines: list[Line], *, status: int = 200, is_changed: bool = False
) -> HttpResponse:
    with transaction.atomic():
        record("case.read", subject=case.application, by=case.by, at=case.at, office=case.office)
        if case.request.method == "GET" and form is not None:
            mark_read(case.application, is_by_office=True, at=case.at)
    errors = form.error_list if form is not None and not is_changed else []
    if form is not None:
        focus_on(errors, [form])
    context = {
        **frame_of(case),
        "title": _("Messages with the party"),
        "act_title": _("Messages with the party"),
        "lines": lines,
        "form": form,
        "errors": errors,
        "newest": _newest(lines),
        "is_waiting": any(line.is_waiting for line in lines),
        "is_changed": is_changed,
    }
    return render(case.request, "admin/applications/messages/list.html", context, status=status)
