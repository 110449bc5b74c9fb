"""How fast the page of a case is that has grown over the years: 500 documents and 300 entries.

Promised: at most 12 queries of its own, whatever the size, and 95 of 100 answers within 100 ms,
to a clerk who is signed in with a second factor, through every middleware.
"""

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import cycle, islice

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applications.actions.applying import apply
from applications.choices import DocumentState
from applications.choices import EventKind as K
from applications.models import Application, CaseDocument, CaseEvent
from bench.cases import world
from bench.cases.people import signed_in, team
from bench.cases.timing import HEAD, LINE, Timed, timed
from portal.accounts.choices import Role
from portal.accounts.models import User
from portal.audit.rules.actors import Actor

DOCUMENTS, ENTRIES, REQUESTS = 500, 300, 100
MOST_QUERIES = 12
STATES = (
    DocumentState.RECEIVED,
    DocumentState.ASKED,
    DocumentState.ACCEPTED,
    DocumentState.REFUSED,
    DocumentState.WITHDRAWN,
)
OVER = {DocumentState.ACCEPTED, DocumentState.WITHDRAWN}


def run(*, today: date, at: datetime) -> None:
    office = world.office("bench-page")
    (clerk,), (supervisor,) = team(office, Role.CLERK, 1), team(office, Role.SUPERVISOR, 1)
    small, large = world.opened(office, 2, filed_on=today - timedelta(days=400), at=at)
    for case in (small, large):
        begin(case, by=clerk, today=today, at=at)
    grow(large, by=clerk, today=today, at=at)
    client = signed_in(clerk)
    print(f"\n{HEAD}\n{LINE}")
    pages = {
        "a new case": (client, _url(small)),
        f"a case of {DOCUMENTS} documents and {ENTRIES} entries": (client, _url(large)),
        "the same, all of both": (client, f"{_url(large)}?entries=all&documents=all"),
        "the same, to a supervisor": (signed_in(supervisor), _url(large)),
        "for comparison: the first page of the admin": (client, reverse("admin:index")),
    }
    for name, found in in_turns(list(pages.values())).items():
        print(found.line(list(pages)[name]), flush=True)
    print(
        f"\nOf them what is asked for the case itself: {own(client, small)} and {own(client, large)}"
        f" (≤ {MOST_QUERIES}); the others are asked by every page of the staff.",
        flush=True,
    )


def in_turns(pages: Sequence[tuple[Client, str]], rounds: int = 10) -> dict[int, Timed]:
    """Ask for the pages in turns, so that what else the machine does hits all of them."""
    found = {number: timed(client, [path], repeats=0) for number, (client, path) in enumerate(pages)}
    for _round in range(rounds):
        for number, (client, path) in enumerate(pages):
            for _repeat in range(REQUESTS // rounds):
                found[number].ask(client, path)
    return found


def begin(case: Application, *, by: User, today: date, at: datetime) -> None:
    """Let what happens to most cases happen: a number, a clerk, opinions and a summons."""
    due = today + timedelta(days=20)
    papers = [{"number": number, "name": f"Dokument {number}"} for number in (1, 2, 3)]
    for kind, data in (
        (K.REGISTERED, {"case_number": f"SC-III.6151.{case.pk % 1_000_000}.2026"}),
        (K.ASSIGNED, {"clerk": by.pk}),
        (K.APPEARED, {}),
        (K.CONFIRMED, {}),
        (K.OPINION_ASKED, {"authority": "sg", "due_on": due}),
        (K.OPINION_ASKED, {"authority": "police", "due_on": due}),
        (K.SUMMONED, {"summons": 1, "kind": "evidence", "days": 14, "documents": papers}),
        (K.DELIVERED, {"summons": 1, "how": "hand", "due_on": due}),
    ):
        apply(
            case=case.pk,
            kind=kind,
            on=today,
            by=Actor.user(by.pk),
            parts=world.EVERY_PART,
            at=at,
            data=data,
        )
    case.refresh_from_db()


def grow(case: Application, *, by: User, today: date, at: datetime) -> None:
    """Fill a case up to its size. What it adds up to is written with it, as `apply` would."""
    first = case.known.last_document + 1
    states = list(islice(cycle(STATES), DOCUMENTS - case.known.last_document))
    CaseDocument.objects.bulk_create(
        CaseDocument(
            application=case,
            number=first + place,
            name=f"Dokument {first + place}",
            state=state,
            asked_on=today - timedelta(days=30),
            received_on=None if state == DocumentState.ASKED else today - timedelta(days=20),
        )
        for place, state in enumerate(states)
    )
    kinds = cycle((K.NOTED, K.VISITED, K.DOCUMENT_ACCEPTED))
    CaseEvent.objects.bulk_create(
        CaseEvent(
            application=case,
            sequence=number,
            kind=kind,
            on=today - timedelta(days=10),
            data={K.VISITED: {"service": "DOCS"}, K.DOCUMENT_ACCEPTED: {"document": first}}.get(kind, {}),
            note="Rozmowa telefoniczna." if kind == K.NOTED else "",
            part="clerk",
            by=by,
            at=at,
        )
        for number, kind in zip(range(case.sequence + 1, ENTRIES + 1), kinds, strict=False)
    )
    pending = [[first + place, state] for place, state in enumerate(states) if state not in OVER]
    documents = [*case.state.get("documents", []), *pending]
    state = {**case.state, "documents": documents, "last_document": DOCUMENTS}
    Application.objects.filter(pk=case.pk).update(sequence=ENTRIES, state=state)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def own(client: Client, case: Application) -> int:
    """Return how many queries a case's page asks besides those of a page without any rows."""
    asked = []
    for path in (reverse("admin:applications_application_add"), _url(case)):
        client.get(path)
        with CaptureQueriesContext(connection) as found:
            client.get(path)
        asked.append(json.dumps([row["sql"].split(" WHERE ")[0] for row in found]))
    without, with_case = (json.loads(text) for text in asked)
    return sum(sql not in without or sql.startswith("EXECUTE") for sql in with_case)


def _url(case: Application) -> str:
    return reverse("admin:applications_application_change", args=[case.pk])
