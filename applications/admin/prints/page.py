"""Print what a case has made: a letter, a receipt. Whoever opens one has read the case."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import admin
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import render

from applications.admin.cases.place import Case, for_case
from applications.admin.prints.codes import code_issued
from applications.admin.prints.insert import insert, insert_of_summons
from applications.admin.prints.notices import notice
from applications.admin.prints.receipts import receipt
from applications.admin.prints.summonses import summons
from portal.audit.actions import record

PRINTS: Mapping[str, Callable[[Case, int], dict[str, Any]]] = {
    "summons": summons,
    "receipt": receipt,
    "notice": notice,
    "insert": insert,
    "summons-insert": insert_of_summons,
}
INSERTS = frozenset({"insert", "summons-insert"})
BESIDE = {"summons": "summons-insert", "receipt": "insert", "notice": "insert"}


@for_case
def print_detail(case: Case, what: str, number: int) -> HttpResponse:
    """Show one, by its name and number, on a page that prints without anything else on it."""
    if what not in PRINTS:
        raise Http404
    context = PRINTS[what](case, number)
    if what in INSERTS and case.request.method == "POST":
        return code_issued(case)
    with transaction.atomic():
        record(
            "case.printed",
            subject=case.application,
            by=case.by,
            at=case.at,
            office=case.office,
            what=what,
            number=number,
        )
    beside = case.print_url(BESIDE[what], number) if what in BESIDE and not context.get("is_void") else ""
    more = {**admin.site.each_context(case.request), "case": case, "insert_url": beside, **context}
    template = "insert" if what in INSERTS else what
    return render(case.request, f"admin/applications/print/{template}.html", more)
