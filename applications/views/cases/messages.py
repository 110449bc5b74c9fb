"""Messages with the office about a case: read them, and write one.

What is sent here is information. It keeps no term and files nothing, and the page says so before
anybody types.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import cast
from uuid import uuid4

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.actions.messaging import UsedKeyError, mark_read, write
from applications.choices import Stage
from applications.forms.messages import MessageForm
from applications.models import CaseMessage
from applications.views.cases.place import Seen, for_seen
from portal.web import words
from portal.web.limits import Limit, TooOftenError, spend

ON_A_PAGE = 30
WRONG, TOO_MANY = 422, 429
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
# Who needs more than this writes longer messages; a proxy writes for many clients.
OF_CASE = Limit("message.case", 10, DAY)
OF_ACCOUNT = Limit("message.account", 60, HOUR)


@dataclass(frozen=True, slots=True)
class Line:
    """One message as the party reads it. Of the office it is the office that wrote, and not a clerk."""

    message: CaseMessage
    is_mine: bool
    who: str
    when: str
    is_new: bool


@for_seen()
def case_messages(seen: Seen) -> HttpResponse:
    may_write = may_write_in(seen)
    if seen.request.method != "POST":
        return _shown(seen, MessageForm() if may_write else None)
    if not may_write:
        raise Http404
    form = MessageForm(seen.request.POST)
    if not form.is_valid():
        return _shown(seen, form, status=WRONG)
    return _sent(seen, form)


def may_write_in(seen: Seen) -> bool:
    return seen.sight.may_give and seen.application.stage != Stage.ARCHIVED


def _sent(seen: Seen, form: MessageForm) -> HttpResponse:
    given = form.cleaned_data
    try:
        if not CaseMessage.objects.filter(key=given["key"]).exists():
            spend((OF_CASE, str(seen.pk)), (OF_ACCOUNT, str(seen.user.pk)), at=seen.at)
        write(
            case=seen.application,
            key=given["key"],
            text=given["text"],
            language=get_language() or seen.application.language,
            by=seen.by,
            at=seen.at,
        )
    except TooOftenError as error:
        return _too_often(seen, form, error)
    except UsedKeyError:
        form.add_error(None, _("This page was used before. Your message is still here: send it again."))
        return _shown(seen, with_new_key(form), status=WRONG)
    messages.success(seen.request, _("Your message is sent. We tell you when the office answers."))
    return redirect("case_messages", seen.pk)


def with_new_key(form: MessageForm) -> MessageForm:
    data = cast("QueryDict", form.data).copy()
    data["key"] = str(uuid4())
    form.data = data
    return form


def _too_often(seen: Seen, form: MessageForm, error: TooOftenError) -> HttpResponse:
    moment = words.moment(error.retry_at, seen.zone)
    text = _("Many messages were sent. You can send this one from %(moment)s; it is kept below until then.")
    form.add_error(None, text % {"moment": moment})
    response = _shown(seen, form, status=TOO_MANY)
    response["Retry-After"] = str(max(1, -((seen.at - error.retry_at) // SECOND)))
    return response


def _shown(seen: Seen, form: MessageForm | None, *, status: int = 200) -> HttpResponse:
    rows = CaseMessage.objects.filter(application=seen.pk).select_related("author")
    page = Paginator(rows.order_by("-at", "-pk"), ON_A_PAGE).get_page(seen.request.GET.get("page"))
    lines = [_line(row, seen) for row in page]
    context = {
        "seen": seen,
        "form": form,
        "page": page,
        "lines": lines,
        "is_archived": seen.application.stage == Stage.ARCHIVED,
        "earlier_url": _url(seen, page, by=1) if page.has_next() else "",
        "later_url": _url(seen, page, by=-1) if page.has_previous() else "",
    }
    response = render(seen.request, "applications/cases/messages.html", context, status=status)
    if seen.request.method == "GET" and any(line.is_new for line in lines):
        mark_read(seen.application, is_by_office=False, at=seen.at)
    return response


def _line(row: CaseMessage, seen: Seen) -> Line:
    is_new = row.is_from_office and row.read_at is None
    is_mine = row.author_id == seen.user.pk
    # The e-mail address of somebody without a name is not for the others.
    who = "" if row.is_from_office or is_mine else row.author.name
    return Line(row, is_mine, who, words.moment(row.at, seen.zone), is_new)


def _url(seen: Seen, page: Page[CaseMessage], *, by: int) -> str:
    return reverse("case_messages", args=[seen.pk], query={"page": page.number + by})
