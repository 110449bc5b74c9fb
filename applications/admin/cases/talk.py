"""The messages of a case as its clerks read them."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import get_language_info

from applications.admin.cases.place import Case
from applications.models import CaseMessage
from applications.rules.acts import CASEWORK
from portal.web import words

MOST_BESIDE = 3  # on the page of the case


@dataclass(frozen=True, slots=True)
class Line:
    """One message. `is_waiting` where the party wrote it and nobody has answered."""

    pk: int
    who: str
    when: str
    text: str
    language: str
    reads: str
    is_from_office: bool
    is_waiting: bool
    is_read: bool


@dataclass(frozen=True, slots=True)
class Talk:
    """The latest messages of a case, the newest first. `more` says that there are others."""

    lines: list[Line]
    more: bool
    url: str
    may_answer: bool

    @property
    def is_waiting(self) -> bool:
        return any(line.is_waiting for line in self.lines)


def beside_of(case: Case) -> Talk:
    """Return what the page of the case shows; one query."""
    found = list(_rows(case)[: MOST_BESIDE + 1])
    url = reverse("admin:applications_application_messages", args=[case.pk])
    lines = [line_of(row, case) for row in found[:MOST_BESIDE]]
    return Talk(lines, len(found) > MOST_BESIDE, url, may_answer=bool(case.parts & CASEWORK))


def lines_of(case: Case) -> list[Line]:
    """Return all messages, the newest first."""
    return [line_of(row, case) for row in _rows(case)]


def _rows(case: Case) -> QuerySet[CaseMessage]:
    return CaseMessage.objects.filter(application=case.pk).select_related("author").order_by("-at", "-pk")


def line_of(row: CaseMessage, case: Case) -> Line:
    return Line(
        row.pk,
        str(row.author),
        words.moment(row.at, case.zone),
        row.text,
        row.language,
        get_language_info(row.language)["name_translated"],
        row.is_from_office,
        is_waiting=not row.is_from_office and row.settled_at is None,
        is_read=row.read_at is not None,
    )
