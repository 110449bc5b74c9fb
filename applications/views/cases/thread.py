"""What the party and the office wrote to one another, as the party reads it."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from applications.actions.messaging import mark_read
from applications.choices import Stage
from applications.forms.messages import MessageForm
from applications.models import CaseMessage
from applications.views.cases.place import Seen
from portal.web import words

ON_A_PAGE = 30


@dataclass(frozen=True, slots=True)
class Line:
    """One message as the party reads it. Of the office it is the office that wrote, and not a clerk."""

    message: CaseMessage
    is_mine: bool
    who: str
    when: str
    is_new: bool


def shown(seen: Seen, form: MessageForm | None, *, status: int = 200) -> HttpResponse:
    """Render the page. What the office wrote counts as read once it was shown."""
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
