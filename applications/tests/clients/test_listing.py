import csv
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applications.choices import EventKind as K
from applications.models import Application, Mandate
from applications.tests import factories as make
from applications.tests.clients.world import NOW, held, numbered, organisation, signed_in, text_of
from applications.tests.clients.world import owned as owned_case
from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event

pytestmark = pytest.mark.django_db

LIST, EXPORT = "/en/clients/", "/en/clients/export/"


def client_of(office: Office, proxy: User, family_name: str, **fields: Any) -> Application:  # noqa: ANN401  of the applicant
    case = numbered(office, family_name=family_name, **fields)
    held(case, proxy)
    return case


def due(case: Application, on: date | None, turn: str = "party") -> None:
    Application.objects.filter(pk=case.pk).update(turn=turn, until=on)


def names(proxy: User, **query: str) -> list[str]:
    response = signed_in(proxy).get(LIST, query)
    return [row.case.family_name for row in response.context["rows"]]


def test_clients_come_by_what_is_due_next_and_closed_ones_last(office: Office, proxy: User) -> None:
    later, office_turn, none, soon, closed = (
        client_of(office, proxy, name) for name in ("Later", "Office", "None", "Soon", "Closed")
    )
    due(later, date(2026, 12, 20))
    due(none, None)
    due(soon, date(2026, 12, 3))
    due(office_turn, date(2026, 12, 1), turn="office")
    Application.objects.filter(pk=closed.pk).update(closed_on=date(2026, 11, 1), turn="nobody", until=None)

    assert names(proxy) == ["Soon", "Later", "None", "Office", "Closed"]


def test_a_summons_counts_although_it_is_not_their_turn(office: Office, proxy: User) -> None:
    case = client_of(office, proxy, "Called")
    make.happen(case, K.SUMMONED, data={"summons": 1, "kind": "evidence", "days": 14})
    given = {"summons": 1, "how": "post", "due_on": "2026-12-14"}
    make.happen(case, K.DELIVERED, on=date(2026, 11, 30), data=given)
    due(case, None, turn="office")

    page = signed_in(proxy).get(LIST)

    assert page.context["rows"][0].due == date(2026, 12, 14)
    assert "by 14 December 2026" in text_of(page)


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (date(2026, 11, 30), "over by 30 November 2026"),
        (date(2026, 12, 1), "today by 1 December 2026"),
        (date(2026, 12, 2), "1 day left by 2 December 2026"),
        (date(2026, 12, 8), "7 days left by 8 December 2026"),
        (date(2026, 12, 9), "by 9 December 2026"),
    ],
)
def test_how_near_it_is_is_said(office: Office, proxy: User, on: date, said: str) -> None:
    due(client_of(office, proxy, "Kovalenko"), on)

    page = text_of(signed_in(proxy).get(LIST))

    assert said in page
    assert ("left" in page) == ("left" in said)


def test_only_cases_of_mandates_that_hold_are_listed(office: Office, proxy: User) -> None:
    owned_case(office, proxy, family_name="Own")
    held(numbered(office, family_name="Blind"), proxy, may_see=False, may_give=False)
    held(numbered(office, family_name="Asked"), proxy, accepted_at=None)
    held(numbered(office, family_name="Ended"), proxy, revoked_at=NOW)
    held(numbered(office, family_name="Others"), accounts.user())
    firm = organisation(accounts.user(), proxy)
    held(numbered(office, family_name="Firm"), firm)
    both = client_of(office, proxy, "Both")
    held(both, firm, may_give=False)

    assert sorted(names(proxy)) == ["Both", "Firm"]
    assert names(proxy, whose=str(firm.pk)) == ["Firm", "Both"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "kow"}, ["Kovalenko"]),
        ({"q": "Коваленко"}, ["Kovalenko"]),
        ({"q": "zzz"}, []),
        ({"needs": "on"}, ["Nowak"]),
        ({"q": "kow", "needs": "on"}, []),
        ({"procedure": "nonsense"}, ["Nowak", "Kovalenko"]),
        ({"whose": "1"}, ["Nowak", "Kovalenko"]),
        ({"page": "999"}, ["Nowak", "Kovalenko"]),
        ({"q": "#1"}, []),
    ],
)
def test_the_list_is_filtered(office: Office, proxy: User, query: dict[str, str], found: list[str]) -> None:
    due(client_of(office, proxy, "Kovalenko"), None, turn="office")
    due(client_of(office, proxy, "Nowak", of="TEMP_STUDY"), date(2026, 12, 5))

    assert names(proxy, **query) == found


def test_a_case_is_found_by_its_number_and_by_its_kind(office: Office, proxy: User) -> None:
    case = client_of(office, proxy, "Kovalenko")
    client_of(office, proxy, "Nowak", of="TEMP_STUDY")

    assert names(proxy, q=case.case_number.lower()) == ["Kovalenko"]
    assert names(proxy, procedure=str(case.procedure_id)) == ["Kovalenko"]


def test_fifty_rows_of_many_clients_take_ten_queries(office: Office, proxy: User) -> None:
    many = [client_of(office, proxy, "Kovalenko")]
    rows = [Application(**{**_columns(many[0]), "case_number": f"SC-II.6151.7{n}.2026"}) for n in range(60)]
    more = Application.objects.bulk_create(rows)
    Mandate.objects.bulk_create(
        Mandate(**{**_columns(Mandate.objects.get()), "application_id": case.pk}) for case in more
    )
    client = signed_in(proxy)
    client.get(LIST)

    with CaptureQueriesContext(connection) as queries:
        response = client.get(LIST)

    assert len(response.context["rows"]) == 50
    assert response.context["total"] == 61
    assert len(client.get(f"{LIST}?page=2").context["rows"]) == 11
    assert len(response.content) < 100_000
    asked = [query["sql"][:150] for query in queries if "SAVEPOINT" not in query["sql"]]
    assert len(asked) <= 10, "\n".join(asked)


def _columns(row: Any) -> dict[str, Any]:  # noqa: ANN401  any row
    skipped = {"id", "access_digest"}
    return {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.attname not in skipped}


def test_whose_names_were_shown_is_written_down(office: Office, proxy: User) -> None:
    case = client_of(office, proxy, "Kovalenko")
    client = signed_in(proxy)

    client.get(LIST)
    client.get(EXPORT)

    rows = Event.objects.filter(action__startswith="clients.").order_by("pk")
    assert [(row.action, row.user_id, row.data) for row in rows] == [
        ("clients.seen", proxy.pk, {"cases": [case.pk]}),
        ("clients.exported", proxy.pk, {"cases": [case.pk]}),
    ]


def test_the_file_has_what_the_list_has_and_no_formulas(office: Office, proxy: User) -> None:
    case = client_of(office, proxy, "=HYPERLINK()", given_names="@Olena")
    client_of(office, proxy, "Nowak", of="TEMP_STUDY")
    due(case, date(2026, 12, 3))

    response = signed_in(proxy).get(EXPORT, {"procedure": case.procedure_id})

    text = response.content.decode()
    lines = list(csv.reader(StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert text.startswith("\ufeff")
    assert [line[:4] for line in lines] == [
        ["Family name", "Given names", "Case number", "Kind of case"],
        ["'=HYPERLINK()", "'@Olena", case.case_number, "Temporary residence and work permit"],
    ]
    assert lines[1][6] == "2026-12-03"
    assert response["Content-Disposition"] == 'attachment; filename="clients-2026-12-01.csv"'
    assert response["Content-Type"] == "text/csv; charset=utf-8"


def test_a_plain_file_has_no_mark_and_nothing_is_sent_to_it(office: Office, proxy: User) -> None:
    client_of(office, proxy, "Kovalenko")
    client = signed_in(proxy)

    assert client.get(EXPORT, {"plain": "1"}).content.decode().startswith("Family name")
    assert client.post(EXPORT).status_code == 405


def test_who_acts_for_nobody_is_told_how_to(proxy: User) -> None:
    page = text_of(signed_in(proxy).get(LIST))

    assert "You act for nobody yet." in page
    assert "Download" not in page
