"""A dated receipt for documents, in Polish and in the language of whoever brought them.

It says what came and when, and that nobody has judged it yet.
"""

from typing import Any

from django.http import Http404

from applications.admin.cases.place import Case
from applications.choices import EventKind
from applications.models import CaseDocument, CaseEvent
from applications.models.lookups import documents_of
from applications.rules.folding import counting
from portal.accounts.choices import Language


def receipt(case: Case, number: int) -> dict[str, Any]:
    """Return what stands on the receipt of an entry.

    :raises Http404: if it is none of documents that came.
    """
    rows = list(CaseEvent.objects.filter(application=case.pk).select_related("by"))
    entry = next((row for row in rows if row.sequence == number), None)
    if entry is None or entry.kind != EventKind.DOCUMENT_RECEIVED:
        raise Http404
    language = case.application.language
    return {
        "entry": entry,
        "papers": papers_in(case, entry),
        "is_void": number not in {event.sequence for event in counting(row.value for row in rows)},
        "languages": list(dict.fromkeys((Language.POLISH.value, language))),
    }


def papers_in(case: Case, entry: CaseEvent) -> list[tuple[str, Any]]:
    """Return each document by its own name and, if the law asks for it, what it is called there."""
    known = {row.code: row for row in documents_of(case.application.procedure, on=entry.on)}
    came = CaseDocument.objects.filter(application=case.pk, number__in=entry.data.get("received", ()))
    asked = [(row.name, known.get(row.code)) for row in came.order_by("number")]
    brought = [(row["name"], known.get(row.get("code", ""))) for row in entry.data.get("brought", ())]
    return asked + brought
