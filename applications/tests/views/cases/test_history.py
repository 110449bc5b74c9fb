"""All entries of a case as its person reads them."""

import pytest
import time_machine
from django.test import Client

from applications.actions.correcting import void
from applications.choices import Assurance
from applications.choices import EventKind as K
from applications.models import Application
from applications.tests import factories as make
from applications.tests.admin.case_world import drafted, summoned
from applications.tests.views.cases.world import NOW, TODAY, owned, read, somebody, url_of
from portal.accounts.models import User
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event as AuditEvent
from portal.audit.rules.actors import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture(name="me")
def me_fixture(client: Client) -> User:
    return somebody(client)


@pytest.fixture(name="case")
def case_fixture(me: User) -> Application:
    case = owned(accounts.office(), me)
    make.happen(case, K.REGISTERED, data={"case_number": "SC-II.6151.5.2026"})
    return case


def history(client: Client, case: Application, query: str = "") -> str:
    with time_machine.travel(NOW, tick=False):
        return read(client, url_of(case, f"history/{query}"))


def test_the_history_names_what_happened_and_which_documents(client: Client, case: Application) -> None:
    summoned(case, "evidence", "Lease of the flat")
    make.happen(case, K.DOCUMENT_RECEIVED, on=TODAY, data={"received": [1]})

    shown = history(client, case)

    assert "Case number assigned: SC-II.6151.5.2026" in shown
    assert "Document received: Lease of the flat" in shown
    assert shown.index("Document received") < shown.index("Case number assigned")


def test_notes_and_drafts_are_the_offices_own(client: Client, case: Application) -> None:
    make.happen(case, K.NOTED, on=TODAY, note="Rings every day")
    drafted(case, accounts.user(), outcome="refusal")

    shown = history(client, case)

    assert "Rings every day" not in shown
    assert "raft" not in shown
    assert "refus" not in shown


def test_a_clerk_is_not_named(client: Client, case: Application) -> None:
    clerk = accounts.user(name="Jan Kowalczyk")
    make.happen(case, K.ASSIGNED, on=TODAY, data={"clerk": clerk.pk})

    shown = history(client, case)

    assert "The case was given to a clerk" in shown
    assert "Kowalczyk" not in shown


def test_an_entry_that_was_corrected_stays_and_says_so(client: Client, case: Application) -> None:
    made = make.happen(case, K.COMPLICATED, on=TODAY)
    parts, why = make.EVERY_PART, "Wrong case"
    void(case=case, sequence=made.sequence, reason=why, by=SYSTEM, parts=parts, at=make.AT)

    shown = history(client, case)

    assert "<s>Case found particularly complicated</s>" in shown
    assert "The office has corrected this entry: it does not count." in shown
    assert "Wrong case" not in shown


def test_fifty_entries_are_a_page(client: Client, case: Application) -> None:
    for _each in range(49):
        make.happen(case, K.FEE_SEEN, data={"fee": "stamp"})

    first, second = history(client, case), history(client, case, "?page=2")

    assert first.count("portal-entries__day") == 50
    assert second.count("portal-entries__day") == 1
    assert "Application received" in second


@pytest.mark.parametrize("page", ["0", "-1", "999999999999999999999", "x"])
def test_a_page_that_there_is_not_is_the_nearest(page: str, client: Client, case: Application) -> None:
    assert "Application received" in history(client, case, f"?page={page}")


def test_who_was_not_checked_reads_no_history(client: Client, me: User) -> None:
    case = owned(accounts.office(), me, level=Assurance.SELF)

    answer = client.get(url_of(case, "history/"))

    assert answer.status_code == 403
    assert "The office has to see who you are first" in answer.content.decode()


def test_reading_is_written_down(client: Client, me: User, case: Application) -> None:
    history(client, case)

    row = AuditEvent.objects.get(action="case.read")
    assert (row.user_id, row.subject_pk) == (me.pk, str(case.pk))
