"""The page of a case: who sees it, what it says, and what it offers."""

import re
from collections.abc import Iterator
from datetime import date
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from applications.admin.cases.letters import OF_CALL, OF_OPINION
from applications.admin.cases.menu import GROUPS
from applications.admin.cases.next import ANSWERS, FOLLOWS
from applications.admin.words.hints import HINTS
from applications.choices import Consequence, Reason
from applications.choices import EventKind as K
from applications.models import Application, Mandate
from applications.rules.acts import ACTS
from applications.tests import factories as make
from applications.tests.admin.case_world import (
    DAY,
    TODAY,
    drafted,
    grown,
    page_of,
    registered,
    signed_in,
    summoned,
)
from portal.accounts.choices import Role
from portal.accounts.models import Office
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event
from portal.audit.rules.actors import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

QUERIES = 13
# What the page itself asks: the case and all that belongs to it, what somebody may do in it, and
# that they read it. The frame of the site asks more, of every page alike.
BADGE = "SELECT COUNT(*)"  # how much waits, in the menu of every page
OWN = re.compile(
    r'FROM "(applications_|scheduling_appointment|notifications_notice)|audit_record|supervise_application'
    r'|SELECT "accounts_user"."id", "accounts_user"."email", "accounts_user"."name" FROM'
)


@pytest.fixture(autouse=True)
def _now(settings: Settings, client: Client) -> Iterator[None]:
    settings.STAFF_NEED_SECOND_FACTOR = False
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    with time_machine.travel(make.AT, tick=False):
        yield


@pytest.fixture
def office() -> Office:
    return accounts.office("krakow", name="Kraków")


def said(client: Client, case: Application, **query: str) -> str:
    """Return the page as somebody reads it who sees no pictures."""
    shown = client.get(page_of(case, **query))
    assert shown.status_code == 200
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", content(shown.content.decode()))).split())


def content(html: str) -> str:
    """Return what the site does not put around every page."""
    return html.partition('<div class="desk case">')[2].partition("</main>")[0]


def acts(client: Client, case: Application) -> list[str]:
    """Return the acts that are offered, in the order of the page."""
    html = client.get(page_of(case)).content.decode()
    return re.findall(rf'href="/admin/applications/application/{case.pk}/acts/([a-z_]+)/', html)


def first_act(client: Client, case: Application) -> str:
    html = client.get(page_of(case)).content.decode()
    found = re.search(r'case-first" href="(?:[^"]*/acts/([a-z_]+)/|(#\w+))', html)
    return (found[1] or found[2]) if found else ""


def test_a_clerk_sees_what_the_case_is_whose_turn_until_when_and_what_next(
    client: Client, office: Office
) -> None:
    clerk = signed_in(client, Role.CLERK, office, name="Ewa Nowak")
    case = registered(office, filed_on=date(2026, 10, 5))
    make.happen(case, K.ASSIGNED, data={"clerk": clerk.pk})
    summoned(case, "evidence", "Lease", delivered_on=TODAY - 10 * DAY, due_on=date(2026, 12, 7))

    page = said(client, case)

    assert case.case_number in page
    assert "Olena Kovalenko" in page
    assert "born 17 May 1990, Ukraine · filed on 5 October 2026" in page
    assert "clerk: Ewa Nowak" in page
    assert "Stage Documents asked for" in page
    assert (
        "Whose turn The foreigner cudzoziemiec Documents are to be handed in "
        "until Monday 7 December 2026 6 days left" in page
    )
    assert "Wait for the documents. Enter them when they come. Documents received" in page
    assert first_act(client, case) == "doc_received"


def test_a_term_that_ran_out_since_the_last_entry_changes_whose_turn_it_is(
    client: Client, office: Office
) -> None:
    signed_in(client, Role.OFFICER, office)
    case = summoned(registered(office), "formal", delivered_on=TODAY - 15 * DAY, due_on=TODAY - DAY)
    Application.objects.filter(pk=case.pk).update(turn="party", reason="formal")

    assert "Whose turn The office A term is over" in said(client, case)
    assert first_act(client, case) == "left_unexamined"


@pytest.mark.parametrize("role", [Role.CLERK, Role.OFFICER, Role.SIGNER, Role.SUPERVISOR])
def test_reading_a_case_is_written_down(client: Client, office: Office, role: Role) -> None:
    reader, case = signed_in(client, role, office), make.case(office)

    said(client, case)

    (event,) = Event.objects.filter(action="case.read")
    assert (event.user, event.office, event.subject_label, event.subject_pk, event.at) == (
        reader,
        office,
        "applications.application",
        str(case.pk),
        make.AT,
    )


def test_a_case_of_another_office_is_not_there(client: Client, office: Office) -> None:
    signed_in(client, Role.SUPERVISOR, office)
    case = make.case(accounts.office())

    assert client.get(page_of(case)).status_code == 404
    assert Event.objects.filter(action="case.read").count() == 0


def test_a_case_without_a_number_says_so(client: Client, office: Office) -> None:
    signed_in(client, Role.CLERK, office)

    assert said(client, make.case(office)).startswith("Work list No case number yet Olena Kovalenko")


def test_an_administrator_sees_no_case(client: Client, office: Office) -> None:
    signed_in(client, Role.ADMINISTRATOR, office)

    assert client.get(page_of(make.case(office))).status_code == 404


@pytest.mark.parametrize("key", ["0", "abc", "99999999999999999999", "9999999999", "-1", "٣"])
def test_an_address_of_no_case_leads_nowhere(client: Client, office: Office, key: str) -> None:
    signed_in(client, Role.CLERK, office)

    assert client.get(f"/admin/applications/application/{key}/change/").status_code == 404


def test_nothing_of_a_case_is_changed_on_its_page(client: Client, office: Office) -> None:
    signed_in(client, Role.SUPERVISOR, office)
    case = make.case(office)
    html = content(client.get(page_of(case)).content.decode())

    answer = client.post(page_of(case), {"stage": "decided", "due_on": "2030-01-01"})

    assert (answer.status_code, answer.headers["Location"]) == (302, page_of(case))
    assert Application.objects.get(pk=case.pk).stage == "submitted"
    assert re.findall(r"<(?:form|input|select|textarea)\b", html) == []


def queries(client: Client, case: Application) -> list[str]:
    client.get(page_of(case))  # what is read once in a process
    with CaptureQueriesContext(connection) as found:
        assert client.get(page_of(case)).status_code == 200
    return [row["sql"] for row in found.captured_queries]


def test_the_page_asks_as_much_of_a_large_case_as_of_a_small_one(client: Client, office: Office) -> None:
    clerk = signed_in(client, Role.SUPERVISOR, office)
    by = Actor.user(clerk.pk)
    small = registered(office, by=by)
    large = grown(registered(office, by=by), documents=500, events=300, by=clerk)

    few, many = queries(client, small), queries(client, large)
    own = [sql for sql in many if OWN.search(sql) and not sql.startswith(BADGE)]

    assert len(few) == len(many)
    assert len(own) == QUERIES, "\n".join(own)


def test_a_large_case_shows_the_first_of_everything_and_all_when_asked(
    client: Client, office: Office
) -> None:
    clerk = signed_in(client, Role.CLERK, office)
    case = grown(registered(office), documents=60, events=98, by=clerk)

    short, long = said(client, case), said(client, case, entries="all", documents="all")

    assert "Received, to be checked 12 1. Document 1 " in short
    assert "46. Document 46 " in short
    assert "51. Document 51 " not in short
    assert "2 more documents" in short
    assert "51. Document 51 " in long
    assert "Entry 51 ·" in short
    assert "Entry 50 ·" not in short
    assert "50 older entries" in short
    assert "Entry 1 ·" in long
    assert "older entries" not in long


def test_an_old_note_and_an_old_correction_are_not_lost(client: Client, office: Office) -> None:
    clerk = signed_in(client, Role.CLERK, office)
    case = registered(office)
    make.happen(case, K.NOTED, note="Speaks Polish well", by=Actor.user(clerk.pk))
    grown(case, documents=0, events=60, by=clerk, has_notes=False)

    page = said(client, case)

    assert "Entry 3 ·" not in page
    assert "Speaks Polish well" in page


def test_only_supervisors_see_the_clock_as_courts_count(client: Client, office: Office) -> None:
    case = registered(office, filed_on=date(2023, 5, 8))
    signed_in(client, Role.CLERK, office)
    for_clerk = said(client, case)
    signed_in(client, Role.SUPERVISOR, office)
    for_supervisor = said(client, case)

    assert "ithout suspensions by law" not in for_clerk
    assert "Without suspensions by law, as courts count" in for_supervisor


@pytest.mark.parametrize(
    ("role", "first"),
    [(Role.CLERK, ""), (Role.OFFICER, ""), (Role.SIGNER, "decided"), (Role.SUPERVISOR, "")],
)
def test_a_draft_is_for_whoever_signs(client: Client, office: Office, role: Role, first: str) -> None:
    case = drafted(registered(office), accounts.member(Role.OFFICER, at=office))
    signed_in(client, role, office)

    assert first_act(client, case) == first
    assert "Whoever may sign, and did not write the draft" in said(client, case)


def test_whoever_wrote_the_draft_is_told_that_somebody_else_signs(client: Client, office: Office) -> None:
    author = signed_in(client, Role.OFFICER, office)
    accounts.member(Role.SIGNER, at=office, of=author)
    case = drafted(registered(office), author)

    assert "Sign the decision: Whoever wrote the draft cannot sign it." in said(client, case)
    assert "decided" not in acts(client, case)


def test_what_cannot_be_done_now_is_not_offered(client: Client, office: Office) -> None:
    signed_in(client, Role.OFFICER, office)
    case = registered(office)
    before = acts(client, case)
    make.happen(case, K.COMPLICATED, on=TODAY)

    assert {"registered", "delivered", "draft_dropped", "overrun_notified", "card_ready"}.isdisjoint(before)
    assert "complicated" in before
    assert "complicated" not in acts(client, case)
    assert before.count("particulars") == before.count("mandate") == before.count("access") == 1


def test_a_signer_is_offered_no_casework(client: Client, office: Office) -> None:
    signed_in(client, Role.SIGNER, office)
    case = registered(office)

    assert acts(client, case) == ["noted"]


def test_a_summons_has_its_acts_beside_it(client: Client, office: Office) -> None:
    signed_in(client, Role.CLERK, office)
    case = summoned(registered(office), "formal", on=TODAY - 3 * DAY)
    html = client.get(page_of(case)).content.decode()

    page = said(client, case)

    assert "Summons 1: Formal defects wezwanie do usunięcia braków formalnych" in page
    assert "not delivered yet, so its term of 14 days does not run" in page
    assert re.findall(r"acts/([a-z]+)/\?summons=1", html) == [
        "delivered",
        "delivered",
        "answered",
        "withdrawn",
    ]


def test_silence_of_an_authority_is_no_delay(client: Client, office: Office) -> None:
    signed_in(client, Role.CLERK, office)
    case = registered(office)
    for authority, due_on in (("police", "2026-11-30"), ("abw", "2026-12-01")):
        data = {"authority": authority, "due_on": due_on}
        make.happen(case, K.OPINION_ASKED, on=date(2026, 11, 2), data=data)

    page = said(client, case)

    assert "no answer until 30 November 2026: silence counts as one" in page
    assert "Internal Security Agency ABW asked on 2 November 2026 until 1 December 2026" in page


def test_documents_that_came_are_checked_first(client: Client, office: Office) -> None:
    signed_in(client, Role.CLERK, office)
    case = summoned(registered(office), "evidence", "Lease", "Contract", on=TODAY - 5 * DAY)
    make.happen(case, K.DOCUMENT_RECEIVED, on=TODAY, data={"received": [2]})
    make.happen(case, K.ANSWERED, on=TODAY, data={"summons": 1})
    html = client.get(page_of(case)).content.decode()

    page = said(client, case)

    assert first_act(client, case) == "#documents"
    assert page.index("2. Contract") < page.index("1. Lease")
    assert re.findall(r"acts/([a-z_]+)/\?document=2", html) == ["doc_accepted", "doc_refused", "doc_dropped"]
    assert re.findall(r"acts/([a-z_]+)/\?document=1", html) == ["doc_dropped"]


def test_what_the_office_can_do_now_comes_before_what_it_waits_for(client: Client, office: Office) -> None:
    signed_in(client, Role.CLERK, office)
    case = summoned(registered(office), "evidence", "Lease", "Contract", delivered_on=TODAY)
    make.happen(case, K.DOCUMENT_RECEIVED, on=TODAY, data={"received": [2]})

    page = said(client, case)

    assert "Whose turn The foreigner" in page
    assert "Look at the documents that came. Accept or refuse each. Check 1 document that came" in page
    assert first_act(client, case) == "#documents"


def test_a_missed_term_asks_for_the_notice_until_the_party_has_it(client: Client, office: Office) -> None:
    signed_in(client, Role.OFFICER, office)
    case = registered(office, of="WP_A", filed_on=date(2026, 10, 5))
    before = client.get(page_of(case)).content.decode().partition("<details")[0]
    make.happen(case, K.OVERRUN_NOTIFIED, on=TODAY, data={"until": "2026-12-01"})
    told = client.get(page_of(case)).content.decode().partition("<details")[0]
    with time_machine.travel(make.AT + DAY, tick=False):
        later = client.get(page_of(case)).content.decode().partition("<details")[0]

    assert ["acts/overrun_notified/" in page for page in (before, told, later)] == [True, False, True]


def test_an_entry_that_was_corrected_stays_and_says_so(client: Client, office: Office) -> None:
    signed_in(client, Role.OFFICER, office)
    case = registered(office)
    note = make.happen(case, K.NOTED, note="Wrong case", on=TODAY)
    assert f"acts/void/?sequence={note.sequence}" in client.get(page_of(case)).content.decode()
    grown_by_a_correction(case, note.sequence)

    page = said(client, case)

    assert "corrected Note Wrong case" in page
    assert f"Entry {note.sequence} corrected: it counts no longer" in page
    assert "Notes of colleagues" not in page
    assert f"acts/void/?sequence={note.sequence}" not in client.get(page_of(case)).content.decode()


def grown_by_a_correction(case: Application, sequence: int) -> None:
    case.events.create(
        sequence=case.sequence + 1,
        kind=K.VOIDED,
        on=TODAY,
        data={"sequence": sequence},
        part="officer",
        at=make.AT,
    )
    Application.objects.filter(pk=case.pk).update(sequence=case.sequence + 1)


def test_mandates_say_who_acts_and_until_when(client: Client, office: Office) -> None:
    clerk, case = signed_in(client, Role.CLERK, office), make.case(office)
    for name, ended_on in (("Anna Over", TODAY - DAY), ("Jan Now", None)):
        Mandate.objects.create(
            application=case,
            kind="proxy",
            name=name,
            began_on=date(2026, 10, 6),
            ended_on=ended_on,
            noted_by=clerk,
            accepted_at=make.AT,
        )

    page = said(client, case)

    assert "Jan Now proxy (pełnomocnik) · since 6 October 2026" in page
    assert "Anna Over proxy (pełnomocnik) · from 6 October 2026 to 30 November 2026" in page
    assert page.index("Jan Now") < page.index("Anna Over")


def test_the_employer_is_the_party_of_a_work_permit(client: Client, office: Office) -> None:
    signed_in(client, Role.CLERK, office)
    case = registered(office, of="WP_A", party_name="Budowa sp. z o.o.")
    summoned(case, "formal", delivered_on=TODAY, due_on=TODAY + 14 * DAY)

    page = said(client, case)

    assert "Party of the case: the employer (podmiot powierzający pracę): Budowa sp. z o.o." in page
    assert "Whose turn The employer podmiot powierzający pracę" in page
    assert "Formal defects are to be fixed until Tuesday 15 December 2026" in page


@pytest.mark.parametrize(
    ("stay_until", "warns"), [(date(2026, 10, 4), True), (date(2026, 10, 5), False), (None, False)]
)
def test_filing_after_legal_stay_is_pointed_out(
    client: Client, office: Office, stay_until: date | None, warns: bool
) -> None:
    signed_in(client, Role.CLERK, office)
    case = make.case(office, filed_on=date(2026, 10, 5), stay_until=stay_until)

    assert ("Filed after the last day of legal stay" in said(client, case)) == warns


def test_every_reason_has_a_hint_and_every_consequence_an_act() -> None:
    assert set(HINTS) == set(ANSWERS) == set(Reason)
    assert set(FOLLOWS) == set(Consequence)


def test_every_act_is_within_reach() -> None:
    beside = {*OF_CALL, *OF_OPINION, K.DOCUMENT_ACCEPTED, K.DOCUMENT_REFUSED, K.DOCUMENT_DROPPED}
    in_menu = {kind for kinds in GROUPS.values() for kind in kinds}

    assert beside | in_menu | {K.VOIDED, K.CORRECTED} == set(ACTS) - {K.RECEIVED}
    assert beside.isdisjoint(in_menu)
