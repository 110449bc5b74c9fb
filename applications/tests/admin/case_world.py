"""An office with people in every part, and cases at some stages: for tests of a case's pages."""

from datetime import date, timedelta
from itertools import count

from django.test import Client

from applications.choices import EventKind as K
from applications.models import Application, CaseDocument, CaseEvent
from applications.tests import factories as make
from portal.accounts.choices import Role
from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from portal.audit.rules.actors import Actor

TODAY = date(2026, 12, 1)
DAY = timedelta(days=1)

_numbers = count(1)


def page_of(case: Application, **query: str) -> str:
    path = f"/admin/applications/application/{case.pk}/change/"
    return path + (f"?{'&'.join(f'{key}={value}' for key, value in query.items())}" if query else "")


def signed_in(client: Client, role: Role, office: Office, *, name: str = "") -> User:
    user = accounts.member(role, at=office, name=name)
    client.force_login(user)
    return user


def registered(office: Office, **fields: object) -> Application:
    case = make.case(office, **fields)  # type: ignore[arg-type]  # of the factory
    make.happen(case, K.REGISTERED, data={"case_number": f"SC-II.6151.{next(_numbers)}.2026"})
    return case


def summoned(
    case: Application,
    kind: str = "evidence",
    *documents: str,
    on: date = TODAY - 20 * DAY,
    delivered_on: date | None = None,
    due_on: date | None = None,
) -> Application:
    """Send a summons of 14 days for some documents, and deliver it."""
    number, first = len(case.known.calls) + 1, case.known.last_document + 1
    papers = [{"number": first + each, "name": name} for each, name in enumerate(documents)]
    data = {"summons": number, "kind": kind, "days": 14, "documents": papers}
    make.happen(case, K.SUMMONED, on=on, data=data)
    if delivered_on:
        last = due_on or delivered_on + 14 * DAY
        made = {"summons": number, "how": "post", "due_on": last.isoformat()}
        make.happen(case, K.DELIVERED, on=delivered_on, data=made)
    return case


def drafted(case: Application, author: User, outcome: str = "positive") -> Application:
    make.happen(case, K.EXAMINED, on=TODAY - 5 * DAY)
    made = {"outcome": outcome}
    make.happen(case, K.DRAFTED, on=TODAY - 2 * DAY, by=Actor.user(author.pk), data=made)
    return case


def grown(case: Application, *, documents: int, events: int, by: User, has_notes: bool = True) -> Application:
    """Give a case a long past. It comes in bulk: no row of it is written twice."""
    first = case.known.last_document + 1
    CaseDocument.objects.bulk_create(
        CaseDocument(
            application=case,
            number=first + each,
            name=f"Document {first + each}",
            state=("received", "asked", "accepted", "refused", "withdrawn")[each % 5],
            asked_on=TODAY - 30 * DAY,
            received_on=TODAY - 20 * DAY if each % 5 != 1 else None,
        )
        for each in range(documents)
    )
    CaseEvent.objects.bulk_create(
        CaseEvent(
            application=case,
            sequence=case.sequence + 1 + each,
            kind=K.NOTED if has_notes and each % 3 else K.VISITED,
            on=TODAY - 10 * DAY,
            data={} if has_notes and each % 3 else {"service": "DOCS"},
            note=f"Note {each}" if has_notes and each % 3 else "",
            part="clerk",
            by=by,
            at=make.AT,
        )
        for each in range(events)
    )
    kinds = dict(enumerate(("received", "asked", "", "refused", "")))
    pending = [[first + each, kinds[each % 5]] for each in range(documents) if kinds[each % 5]]
    state = case.state | {"documents": pending, "last_document": first + documents - 1}
    Application.objects.filter(pk=case.pk).update(sequence=case.sequence + events, state=state)
    case.refresh_from_db()
    return case
