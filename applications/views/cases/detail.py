"""The page of a case, for the person whose case it is and for whoever acts for them."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from applications.models.pacing import expected
from applications.notices.plain import pace
from applications.notices.plain.rulings import OUTCOMES, course
from applications.rules.progress import is_told
from applications.views.cases.ahead import ahead_of
from applications.views.cases.entries import entries_of
from applications.views.cases.fees import fees_for
from applications.views.cases.place import Seen, for_seen
from applications.views.cases.tasks import tasks_of
from applications.views.cases.term import term_of
from applications.views.cases.unread import unread_of
from applications.views.cases.where import where_of


@for_seen(is_full=False)
def case_detail(seen: Seen) -> HttpResponse:
    """Show where a case stands, and to whom the office knows everything that is theirs to know."""
    if seen.request.method == "POST":
        return redirect(seen.url)
    if not seen.sight.is_full:
        return render(seen.request, "applications/cases/minimal.html", minimal_of(seen))
    return render(seen.request, "applications/cases/detail.html", context_of(seen))


def minimal_of(seen: Seen) -> dict[str, Any]:
    return {"seen": seen, "where": where_of(seen.application, seen.state, on=seen.on)}


def context_of(seen: Seen) -> dict[str, Any]:
    """Return all that the page of a case shows; of many things only the first or the last few."""
    entries = entries_of(seen)
    term = term_of(seen)
    news = entries.last[0].on if entries.last else None
    return {
        "seen": seen,
        "where": where_of(seen.application, seen.state, on=seen.on, news=news),
        "term": term,
        "pace": pace.words(expected(seen.application, on=seen.on)) if term.said else [],
        "ruling": ruling_of(seen),
        "tasks": tasks_of(seen),
        "ahead": ahead_of(seen),
        "unread": unread_of(seen),
        "entries": entries,
        "fees": fees_for(seen, entries.payments),
    }


def ruling_of(seen: Seen) -> list[str]:
    """Return what the decision says and what became of it; nothing before it was served."""
    if not is_told(seen.state):
        return []
    return [str(OUTCOMES[seen.state.outcome]), *course(seen.state, on=seen.on)]
