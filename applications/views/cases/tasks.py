"""What a person still has to hand in, as tasks: what, until when, and whether the office looks at it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
    Window,
)
from django.urls import reverse
from django.utils.translation import get_language

from applications.choices import DocumentState, UploadState
from applications.models import CaseDocument, DocumentRequirement, Upload
from applications.rules.files.papers import is_passport
from applications.views.cases.place import Seen
from portal.accounts.choices import Language

MOST = 10  # on the page of the case; all of them stand on the page of the documents
OPEN = (DocumentState.ASKED, DocumentState.REFUSED)
RANKS = {DocumentState.RECEIVED: 1, DocumentState.ACCEPTED: 2, DocumentState.WITHDRAWN: 3}
DUE = (*OPEN, DocumentState.RECEIVED)


@dataclass(frozen=True, slots=True)
class Task:
    """A document that the office waits for (`is_open`), or has and has not checked yet.

    `until` is the last day, once the summons was delivered; `days` how long it leaves from that day.
    `name` is what the letter calls it, in Polish; `title` what it is called in the reader's language,
    where the law names it and that is another word. `copy` is the state of the last file that was
    sent for checking, "" for none. What is to be brought in person (`is_brought`) is not sent as a
    file.
    """

    number: int
    name: str
    title: str
    state: str
    until: date | None
    days: int | None
    is_late: bool
    is_brought: bool
    copy: str
    url: str

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


@dataclass(frozen=True, slots=True)
class Tasks:
    """The first tasks, open ones before others; `more` is how many are not among them."""

    shown: tuple[Task, ...]
    more: int

    def __iter__(self) -> Iterator[Task]:
        return iter(self.shown)

    def __len__(self) -> int:
        return len(self.shown)


def tasks_of(seen: Seen, *, most: int = MOST) -> Tasks:
    """Return what is to be handed in, and what the office has still to check: one query.

    Nothing once the case is decided or closed, and to whom only sees where it stands.
    """
    if not seen.sight.is_full or is_settled(seen):
        return Tasks((), 0)
    rows = list(documents_for(seen).filter(state__in=DUE).annotate(total=Window(Count("*")))[:most])
    return Tasks(tuple(task_of(seen, row) for row in rows), rows[0].total - len(rows) if rows else 0)


def is_settled(seen: Seen) -> bool:
    """Tell whether nothing more is asked for: the case is decided or closed."""
    return bool(seen.state.decided_on or seen.state.closed_on)


def documents_for(seen: Seen) -> QuerySet[Any]:
    """Return the documents of a case, open ones first, each with the state of its last copy."""
    procedure = seen.application.procedure
    copies = Upload.objects.filter(application=seen.pk, document=OuterRef("number"))
    last = copies.exclude(state=UploadState.WITHDRAWN).order_by("-sent_at").values("state")[:1]
    wanted = DocumentRequirement.objects.on(seen.application.filed_on).filter(
        code=OuterRef("code"), scope__in=procedure.scopes
    )
    nearest = [When(scope=scope, then=Value(place)) for place, scope in enumerate(procedure.scopes)]
    title = wanted.order_by(Case(*nearest, output_field=IntegerField())).values(f"name_{_language()}")[:1]
    ranks = [When(state=state, then=Value(rank)) for state, rank in RANKS.items()]
    rank = Case(*ranks, default=Value(0), output_field=IntegerField())
    rows = CaseDocument.objects.filter(application=seen.pk)
    rows = rows.annotate(
        copy=Subquery(last),
        in_person=Exists(wanted.filter(in_person=True)),
        title=Subquery(title, output_field=CharField()),
        rank=rank,
    )
    return rows.order_by("rank", "number")


def task_of(seen: Seen, row: Any) -> Task:  # noqa: ANN401  a document with what it was annotated with
    """Return a row of `documents_for` as what a page says of it."""
    call = seen.state.call(row.summons) if row.summons else None
    until = call.due_on if call else None
    return Task(
        row.number,
        row.name,
        _title(row),
        row.state,
        until,
        call.days if call else None,
        is_late=until is not None and until < seen.on,
        is_brought=row.in_person or is_passport(code=row.code, name=row.name),
        copy=row.copy or "",
        url=reverse("document_upload", args=[seen.pk, row.number]),
    )


def _title(row: Any) -> str:  # noqa: ANN401  as above
    return "" if _language() == Language.POLISH or not row.code or row.title == row.name else row.title or ""


def _language() -> str:
    """Return the language of the page, as the columns of translated texts are named."""
    language = get_language() or ""
    return language if language in Language else Language.POLISH
