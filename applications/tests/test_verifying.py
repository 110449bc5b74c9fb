"""Every case is what its entries add up to, and whatever is not is found."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applications.actions.applying import RefusedError, apply
from applications.actions.correcting import NotVoidableError, StillNeededError, void
from applications.actions.verifying import Verified, verify
from applications.choices import EventKind as K
from applications.models import (
    Application,
    CaseDocument,
    CaseEvent,
    Decision,
    LawVersion,
    Summons,
    SummonsTerm,
)
from applications.tests import factories as make
from applications.tests.factories import happen
from applications.tests.walks import FILED, Walk
from portal.accounts.models import Office
from portal.accounts.tests import factories as accounts
from portal.audit.rules.actors import Actor

pytestmark = pytest.mark.django_db

LATER = datetime(2040, 1, 2, 9, tzinfo=UTC)
WALKS, STEPS = 12, 30


@pytest.fixture
def office() -> Office:
    return accounts.office()


@pytest.fixture
def case(office: Office) -> Application:
    """Make a case that has a summons, a document and a draft."""
    case = make.case(office)
    happen(case, K.REGISTERED)
    documents = [{"number": 1, "name": "Contract"}]
    happen(case, K.SUMMONED, data={"summons": 1, "kind": "evidence", "days": 14, "documents": documents})
    happen(case, K.DRAFTED, by=Actor.user(accounts.user().pk), data={"outcome": "discontinued"})
    return case


def drifted(**options: Any) -> list[Verified]:  # noqa: ANN401  of the action
    return [each for each in verify(**options) if each.drifted]


def told(*options: str) -> tuple[int, list[str], str]:
    """Run the command, and return with what it exits, its lines, and what it says beside them."""
    out, aside = StringIO(), StringIO()
    code = 0
    try:
        call_command("verify_cases", *options, stdout=out, stderr=aside)
    except SystemExit as end:
        code = int(end.code or 0)
    return code, out.getvalue().splitlines(), aside.getvalue()


def gone(office: Office, number: int) -> Application:
    """Let a case go some way, and take an entry back now and then."""
    writer, signer = accounts.user(), accounts.user()
    case = make.case(office, filed_on=FILED)
    walk = Walk.of(number, writer=writer.pk, signer=signer.pk)
    walk.state = case.known
    people: dict[str, Any] = {"parts": make.EVERY_PART, "at": LATER}
    for step in range(STEPS):
        known = Application.objects.get(pk=case.pk)
        walk.state, entries = known.known, known.sequence
        if (event := walk.step()) is None:
            break
        by = Actor.user(event.author or 0)
        try:
            apply(case=case, kind=event.kind, on=event.on, data=event.data, by=by, seen=entries, **people)
            if step % 7 == 6:  # now and then
                void(case=case, sequence=entries + 1, reason="mistake", by=by, **people)
        except (RefusedError, NotVoidableError, StillNeededError):
            continue
    return case


def test_whichever_way_cases_go_none_drifts(office: Office) -> None:
    """What is written event by event is what all events say at once: states, columns and rows."""
    for number in range(WALKS):
        gone(office, number)

    assert drifted(judge=True) == []
    assert CaseEvent.objects.count() > WALKS * 10
    assert CaseEvent.objects.filter(kind=K.VOIDED).exists()
    assert Summons.objects.exclude(closing="").exists()
    assert CaseDocument.objects.exclude(settled_on=None).exists()
    assert Decision.objects.exclude(signed_on=None).exists()


@pytest.mark.parametrize(
    ("changed", "columns"),
    [
        ({"state": {}}, ["state"]),
        ({"case_number": "SC-II.6151.1.2020"}, ["case_number"]),
        ({"stage": "examination"}, ["stage"]),
        ({"stage_since": FILED}, ["stage_since"]),
        ({"reason": "fee", "turn": "party"}, ["reason", "turn"]),
        ({"until": FILED}, ["until"]),
        ({"outcome": "positive", "decided_on": FILED}, ["outcome", "decided_on"]),
        ({"closed_on": FILED}, ["closed_on"]),
        ({"due_on": FILED, "plain_due_on": FILED}, ["due_on", "plain_due_on"]),
        ({"clock_from": FILED}, ["clock_from"]),
        ({"filed_on": FILED}, ["filed_on"]),
        ({"sequence": 5}, ["sequence"]),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_column_that_is_not_as_its_entries_say_is_named(
    case: Application, changed: dict[str, Any], columns: list[str]
) -> None:
    Application.objects.filter(pk=case.pk).update(**changed)

    assert drifted() == [Verified(case.pk, columns)]


def test_another_clerk_than_the_entries_name_is_found(case: Application) -> None:
    Application.objects.filter(pk=case.pk).update(clerk=accounts.user())

    assert drifted() == [Verified(case.pk, ["clerk_id"])]


@pytest.mark.parametrize(
    ("model", "changed", "column"),
    [
        (Summons, {"days": 15}, "summonses 1 days"),
        (Summons, {"delivered_on": FILED}, "summonses 1 delivered_on"),
        (Summons, {"number": 2}, "summonses 1"),
        (CaseDocument, {"state": "received"}, "documents 1 state"),
        (CaseDocument, {"name": "Insurance"}, "documents 1 name"),
        (Decision, {"outcome": "refusal"}, "decisions 1 outcome"),
        (Decision, {"dropped_on": FILED}, "decisions 1 dropped_on"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_row_that_is_not_as_the_entries_say_is_named(
    case: Application,
    model: Any,  # noqa: ANN401  any of three
    changed: dict[str, Any],
    column: str,
) -> None:
    model.objects.update(**changed)

    (found,) = drifted()

    assert (found.case, found.drifted[0]) == (case.pk, column)


@pytest.mark.parametrize(
    ("model", "row"), [(Summons, "summonses 1"), (CaseDocument, "documents 1"), (Decision, "decisions 1")]
)
def test_a_row_that_is_missing_is_named(case: Application, model: Any, row: str) -> None:  # noqa: ANN401  any of three
    model.objects.all().delete()

    assert drifted() == [Verified(case.pk, [row])]


def test_when_the_term_of_a_decided_case_began_stays_as_it_was_reckoned_then(case: Application) -> None:
    """A law that is corrected later reckons open cases anew, and no others."""
    happen(case, K.DECIDED, by=Actor.user(accounts.user().pk), data={"outcome": "discontinued"})
    Application.objects.filter(pk=case.pk).update(clock_from=FILED)

    assert drifted() == []


def test_an_entry_that_is_gone_is_missed(case: Application) -> None:
    without_the_trigger("DELETE FROM applications_caseevent WHERE sequence = 2")

    assert drifted() == [Verified(case.pk, ["sequence"])]


def test_entries_that_make_no_sense_are_named_and_the_rest_is_verified(
    case: Application, office: Office
) -> None:
    other = make.case(office)
    Application.objects.filter(pk=other.pk).update(stage="final")
    without_the_trigger("UPDATE applications_caseevent SET data = '{}' WHERE kind = 'summoned'")

    assert drifted() == [Verified(case.pk, ["events"]), Verified(other.pk, ["stage"])]


def test_an_entry_that_was_changed_is_found_by_what_it_does(case: Application) -> None:
    without_the_trigger(
        "UPDATE applications_caseevent SET data = data || '{\"days\": 15}' WHERE kind = 'summoned'"
    )

    assert drifted() == [Verified(case.pk, ["state", "summonses 1 days"])]


def test_an_entry_that_could_not_have_been_made_is_found_if_asked(case: Application) -> None:
    """The draft is dated before the filing. Folded, it says what is kept: only a judge sees it."""
    before = (case.filed_on - timedelta(days=1)).isoformat()
    without_the_trigger('UPDATE applications_caseevent SET "on" = %s WHERE kind = %s', before, "drafted")
    Application.objects.update(state=case.state | {"drafted_on": before})
    Decision.objects.update(drafted_on=before)

    assert drifted() == []
    assert drifted(judge=True) == [Verified(case.pk, ["entry 4"])]


def without_the_trigger(statement: str, *values: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE applications_caseevent DISABLE TRIGGER applications_caseevent_guard")
        cursor.execute(statement, values or None)
        cursor.execute("ALTER TABLE applications_caseevent ENABLE TRIGGER applications_caseevent_guard")


def test_cases_are_read_page_by_page_and_each_page_by_one_statement(office: Office) -> None:
    cases = [make.case(office) for _each in range(5)]
    next(iter(verify()))  # reads the law, which a process keeps

    with CaptureQueriesContext(
        connection,
    ) as queries:
        found = list(verify(at_once=2))

    assert found == [Verified(case.pk, []) for case in cases]
    assert len(queries) == 4  # 2 cases, 2, 1, none


def test_the_command_says_that_all_is_well(case: Application) -> None:
    assert case.pk
    assert told() == (0, ["1 cases were recomputed from their entries; 0 differ."], "")
    assert told("--json", "--judge") == (0, ['{"cases": 1, "drifted": 0}'], "")


def test_the_command_names_what_is_not_and_fails(case: Application) -> None:
    LawVersion.objects.update(reckoned=LawVersion.objects.get().number)
    Application.objects.update(stage="final", turn="party")

    assert told() == (
        1,
        [f"DRIFT: case {case.pk}: stage, turn", "1 cases were recomputed from their entries; 1 differ."],
        "",
    )
    code, lines, _aside = told("--json")
    assert (code, [json.loads(line) for line in lines]) == (
        1,
        [{"case": case.pk, "drifted": ["stage", "turn"]}, {"cases": 1, "drifted": 1}],
    )


def test_the_command_says_when_the_law_has_changed_since_cases_were_reckoned(case: Application) -> None:
    SummonsTerm.objects.update(is_confirmed=False)
    Application.objects.filter(pk=case.pk).update(due_on=FILED)

    code, _lines, aside = told()

    assert code == 1
    assert aside.strip() == "The law has changed since all cases were reckoned: terms may differ for that."
