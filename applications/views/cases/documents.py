"""The documents of a case as its people see them: what to hand in and how, and what became of the rest."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applications.choices import DocumentState, EventKind, HandIn
from applications.models import CaseDocument, CaseEvent, SubmissionWay
from applications.models.lookups import ways_of
from applications.views.cases.copies import Copy, copies_for
from applications.views.cases.place import Seen, for_seen
from applications.views.cases.tasks import OPEN, Task, documents_for, is_settled, task_of

ON_A_PAGE = 30
TITLES: dict[str, Promise] = {
    "open": _("To hand in"),
    DocumentState.RECEIVED: _("Handed in: the office checks it"),
    DocumentState.ACCEPTED: _("Accepted by the office"),
    DocumentState.WITHDRAWN: _("No longer needed"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One document: its task, since when it is so, why it was refused, and the copies that were sent."""

    task: Task
    received_on: date | None
    settled_on: date | None
    why: str
    copies: list[Copy]
    may_send: bool


@dataclass(frozen=True, slots=True)
class Part:
    """The documents of one state on a page."""

    name: str
    title: Promise
    lines: list[Line]


@for_seen()
def case_documents(seen: Seen) -> HttpResponse:
    page = Paginator(documents_for(seen), ON_A_PAGE).get_page(seen.request.GET.get("page"))
    ways = ways_for(seen)
    context = {
        "seen": seen,
        "page": page,
        "parts": parts_of(seen, list(page)),
        "ways": ways,
        "is_lawful": is_lawful(ways),
        "is_settled": is_settled(seen),
        "previous_url": _url(seen, page, by=-1) if page.has_previous() else "",
        "next_url": _url(seen, page, by=1) if page.has_next() else "",
    }
    return render(seen.request, "applications/cases/documents.html", context)


def ways_for(seen: Seen) -> list[SubmissionWay]:
    return ways_of(seen.application.procedure, on=seen.on)


def is_lawful(ways: list[SubmissionWay]) -> bool:
    """Tell whether the law takes what is sent here as handed in; if not, it is a copy for checking.

    What nobody has confirmed is no promise to somebody whose stay hangs on a term.
    """
    return any(each.way == HandIn.ACCOUNT and each.is_confirmed for each in ways)


def parts_of(seen: Seen, rows: list[CaseDocument]) -> list[Part]:
    """Return the documents of a page by what has become of them, in the order of the rows."""
    copies = copies_for(seen, [row.number for row in rows])
    reasons = _reasons(seen, [row.number for row in rows if row.state == DocumentState.REFUSED])
    return [
        Part(name, TITLES[name], [_line(seen, row, copies, reasons) for row in some])
        for name, some in groupby(rows, key=_part)
    ]


def _part(row: CaseDocument) -> str:
    return "open" if row.state in OPEN else row.state


def _line(seen: Seen, row: CaseDocument, copies: dict[int, list[Copy]], reasons: dict[int, str]) -> Line:
    task = task_of(seen, row)
    may_send = task.is_open and seen.sight.may_give and not is_settled(seen)
    found = copies.get(row.number, [])
    return Line(task, row.received_on, row.settled_on, reasons.get(row.number, ""), found, may_send)


def _reasons(seen: Seen, numbers: list[int]) -> dict[int, str]:
    """Return what the office wrote when it refused documents, by their numbers."""
    if not numbers:
        return {}
    rows = CaseEvent.objects.filter(
        application=seen.pk, kind=EventKind.DOCUMENT_REFUSED, data__document__in=numbers
    )
    return {row.data["document"]: row.note for row in rows.order_by("sequence")}


def _url(seen: Seen, page: Page[CaseDocument], *, by: int) -> str:
    return reverse("case_documents", args=[seen.pk], query={"page": page.number + by})
