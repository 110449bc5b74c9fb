"""The list is answered from its indexes: whatever is asked, closed cases are not walked through."""

from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applications.choices import Reason, Stage, Turn
from applications.models.cases import ApplicationQuerySet
from applications.models.finding import found
from applications.models.worklist import Mark, Term, Wanted, listed, page_of
from applications.rules.searching import read_search
from applications.tests import factories as make
from applications.tests.admin.worklist_world import TODAY
from portal.accounts.models import Office
from portal.accounts.tests import factories as accounts

pytestmark = pytest.mark.django_db

WALK = "Seq Scan on applications_application"
COPY = """
INSERT INTO applications_application ({columns})
SELECT {values} FROM applications_application, generate_series(1, 20000) AS number
"""
OF_COPY = {
    "closed_on": "CASE WHEN number % 10 = 0 THEN NULL ELSE filed_on + 100 END",
    "stage": "(ARRAY['registered', 'closed', 'archived'])[1 + least(number % 10, 2)]",
    "due_on": "CASE WHEN number % 20 = 0 THEN filed_on + (number % 300) END",
    "filed_on": "filed_on - number % 1000",
    "name_key": "'name' || translate(number::text, '0123456789', 'abcdefghij') || ' given'",
    "birth_date": "birth_date + number % 9000",
}


@pytest.fixture
def office() -> Office:
    """Return an office with many cases, of which one in ten is open."""
    made = accounts.office("krakow")
    make.case(made)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_name = 'applications_application' AND column_name <> 'id'"
        )
        names = [name for (name,) in cursor.fetchall()]
        values = ", ".join(OF_COPY.get(name, f'"{name}"') for name in names)
        columns = ", ".join(f'"{name}"' for name in names)
        cursor.execute(COPY.format(columns=columns, values=values))
        cursor.execute("ANALYZE applications_application")
    return made


def is_walked(rows: ApplicationQuerySet) -> bool:
    """Tell whether the database would read the table row by row."""
    return WALK in rows.explain()


ASKED = [
    Wanted(is_nobodys=is_nobodys, stage=stage, turn=turn, reason=reason, procedure=procedure, term=term)
    for is_nobodys, stage, turn, reason, procedure, term in product(
        (False, True),
        ("", Stage.FEE_CALL, Stage.CLOSED),
        ("", Turn.PARTY),
        ("", Reason.FEE),
        (None, 1),
        (None, Term.MISSED, Term.WEEK, Term.NONE),
    )
    if stage != Stage.CLOSED or not (turn or reason or term)
]


def test_no_combination_of_filters_reads_the_closed_cases(office: Office) -> None:
    walked = [wanted for wanted in ASKED if is_walked(listed(office, wanted, on=TODAY).for_page()[:51])]

    assert walked == []


def test_the_check_sees_a_walk_where_there_is_one(office: Office) -> None:
    rows = listed(office, Wanted(), on=TODAY).model.objects.filter(party_name="x")

    assert is_walked(rows)


def test_a_page_further_on_begins_where_the_one_before_ended(office: Office) -> None:
    rows = listed(office, Wanted(), on=TODAY)
    everything = list(rows.values_list("pk", flat=True))

    walked, after = [], None
    while cases := page_of(rows, after=after, size=200):
        walked += [case.pk for case in cases[:200]]
        after = Mark.of(cases[:200][-1])

    assert walked == everything
    assert len(everything) > 2_000


@pytest.mark.parametrize("typed", ["nameabc", "nameabc giv", "SC-II.6151.1.2026", "EXT-1", "#1"])
def test_each_search_has_an_index(office: Office, typed: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # so small a table is read faster without one

    with CaptureQueriesContext(connection) as asked:
        list(found(read_search(typed), offices=[office]))

    assert [each["sql"] for each in asked if is_walk(each["sql"])] == []
    assert asked.captured_queries != []


def is_walk(sql: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + sql.replace("%", "%%"))
        return WALK in str(cursor.fetchall())
