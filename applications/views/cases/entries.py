"""The entries of a case as its person reads them: what happened when, and which payment was seen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.text import capfirst

from applications.choices import EventKind as K
from applications.models import CaseDocument, CaseEvent
from applications.notices.plain.told import HIDDEN, told
from applications.views.cases.place import Seen

LAST = 3
NEWEST = 25  # entries that are read to find the last three: some are hidden or corrected
OF_DOCUMENTS = frozenset({K.DOCUMENT_RECEIVED, K.DOCUMENT_ACCEPTED, K.DOCUMENT_REFUSED, K.DOCUMENT_DROPPED})


@dataclass(frozen=True, slots=True)
class Line:
    """One entry. What `is_corrected` counts no longer."""

    on: date
    text: str
    is_corrected: bool = False


@dataclass(frozen=True, slots=True)
class Entries:
    """The last entries, and those that say that a payment was seen."""

    last: list[Line]
    payments: list[CaseEvent]
    more: bool


def entries_of(seen: Seen) -> Entries:
    """Return what the page of a case shows of its entries: one query.

    Documents are named on the page of all entries: to read their names is one query more.
    """
    rows = CaseEvent.objects.filter(application=seen.pk).exclude(kind__in=HIDDEN)
    newest = Q(sequence__gt=seen.application.sequence - NEWEST)
    found = list(rows.filter(newest | Q(kind__in=(K.FEE_SEEN, K.VOIDED))).order_by("-sequence"))
    voided = {row.data["sequence"] for row in found if row.kind == K.VOIDED}
    counting = [row for row in found if row.kind != K.VOIDED and row.sequence not in voided]
    # Some are entered late: people look for the day on which something happened.
    last = sorted(counting, key=lambda row: (row.on, row.sequence), reverse=True)[:LAST]
    return Entries(
        [Line(row.on, shortly(row)) for row in last],
        [row for row in counting if row.kind == K.FEE_SEEN],
        more=seen.application.sequence > LAST,
    )


def shortly(row: CaseEvent) -> str:
    if row.kind in OF_DOCUMENTS:
        return capfirst(str(K(row.kind).label))
    return told(row.kind, row.data, {})


def names_for(seen: Seen, rows: Iterable[CaseEvent]) -> Mapping[int, str]:
    """Return what the documents are called that some entries speak of: no query if they speak of none."""
    numbers = {number for row in rows if row.kind in OF_DOCUMENTS for number in _numbers(row)}
    if not numbers:
        return {}
    found = CaseDocument.objects.filter(application=seen.pk, number__in=numbers)
    return dict(found.values_list("number", "name"))


def _numbers(row: CaseEvent) -> list[int]:
    return [row.data["document"]] if "document" in row.data else list(row.data.get("received", ()))
