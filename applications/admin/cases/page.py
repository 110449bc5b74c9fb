"""The page of a case: what it is, whose turn it is, until when, and what can be done now.

Nothing is changed here. Whoever reads a case is written down.
"""

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render

from applications.admin.cases.account import account_of
from applications.admin.cases.contacts import messages_of, visits_of
from applications.admin.cases.documents import documents_of, piles_of
from applications.admin.cases.file import (
    access_of,
    decisions_of,
    particulars_of,
    rulings_of,
    warnings_of,
)
from applications.admin.cases.head import head_of
from applications.admin.cases.history import events_of, history_of, notes_of
from applications.admin.cases.letters import calls_of, opinions_of
from applications.admin.cases.menu import menu_of
from applications.admin.cases.next import next_of
from applications.admin.cases.offers import Offers
from applications.admin.cases.people import names_of
from applications.admin.cases.place import Case, for_case
from applications.admin.cases.proxies import proxies_of
from applications.admin.cases.talk import beside_of
from applications.admin.cases.term import plain_term_of, term_of
from applications.admin.cases.turn import now_of
from applications.admin.words.events import Names
from portal.audit.actions import record


@for_case
def case_detail(case: Case) -> HttpResponse:
    if case.request.method == "POST":
        return redirect(case.url)
    with transaction.atomic():
        record("case.read", subject=case.application, by=case.by, at=case.at, office=case.office)
    return render(case.request, "admin/applications/case/detail.html", context_of(case))


def context_of(case: Case) -> dict[str, Any]:
    offers = Offers(case)
    ahead = next_of(offers)
    return {
        **frame_of(case),
        "now": now_of(case),
        "term": term_of(case),
        "plain_term": plain_term_of(case),
        "next": ahead,
        "menu": menu_of(offers, shown=ahead.kinds),
        "calls": calls_of(offers),
        "opinions": opinions_of(offers),
        "proxies": proxies_of(offers),
        "particulars": particulars_of(case),
        "warnings": warnings_of(case),
        "access": access_of(offers),
        "account": account_of(offers),
        "visits": visits_of(case),
        "messages_sent": messages_of(case),
        "talk": beside_of(case),
        **_rows_of(offers),
    }


def _rows_of(offers: Offers) -> dict[str, Any]:
    """Return the documents, decisions and entries, which name one another and the same people."""
    case = offers.case
    is_whole = case.request.GET.get("entries") == "all"
    events, decisions, documents = (
        events_of(case, is_whole=is_whole),
        decisions_of(case),
        documents_of(offers),
    )
    people = names_of(events, decisions)
    names = Names(people, {row.number: row.name for row in documents})
    history = history_of(case, events, names, is_whole=is_whole)
    return {
        "piles": piles_of(documents, offers, is_whole=case.request.GET.get("documents") == "all"),
        "rulings": rulings_of(case, decisions, people),
        "history": history,
        "older": 0 if is_whole else case.application.sequence - len(history),
        "notes": notes_of(case, events, names),
    }


def frame_of(case: Case) -> dict[str, Any]:
    """Return what every page of a case shows: the site around it, and what case it is."""
    return {
        **admin.site.each_context(case.request),
        "opts": type(case.application)._meta,
        "case": case,
        "head": head_of(case),
        "title": str(case.application),
    }
