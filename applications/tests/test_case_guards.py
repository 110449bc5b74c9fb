"""What the database refuses, whatever our code says: entries stay, and two people decide."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from applications.actions.applying import RefusedError
from applications.choices import EventKind as K
from applications.choices import Stage
from applications.models import Application, CaseEvent, Decision
from applications.tests import factories as make
from applications.tests.factories import happen
from portal.accounts.models import User
from portal.accounts.tests import factories as accounts
from portal.audit.rules.actors import Actor

pytestmark = pytest.mark.django_db

TODAY = date(2026, 12, 1)


@pytest.fixture
def case() -> Application:
    return make.case(accounts.office())


@pytest.fixture
def clerk() -> User:
    return accounts.user(is_staff=True)


def test_a_draft_is_signed_by_another_whoever_tries(case: Application, clerk: User) -> None:
    """The rule refuses it, and the database does if the rule is got around."""
    happen(case, K.REGISTERED)
    author: dict[str, Any] = {"by": Actor.user(clerk.pk), "data": {"outcome": "positive"}}
    happen(case, K.DRAFTED, **author)

    with pytest.raises(RefusedError, match="same_person"):
        happen(case, K.DECIDED, **author)
    with pytest.raises(IntegrityError, match="decision_of_two_people"), transaction.atomic():
        Decision.objects.update(signer=clerk, signed_on=TODAY)

    signer = accounts.user()
    happen(case, K.DECIDED, by=Actor.user(signer.pk), data={"outcome": "positive"})
    decision = Decision.objects.get()
    assert (decision.author, decision.signer, case.stage) == (clerk, signer, Stage.DECIDED)


STATEMENTS = [
    "UPDATE applications_caseevent SET note = 'x' WHERE application_id = %s",
    "UPDATE applications_caseevent SET application_id = application_id WHERE application_id = %s",
    "DELETE FROM applications_caseevent WHERE application_id = %s",
]


@pytest.mark.parametrize("statement", STATEMENTS, ids=["changed", "touched", "deleted"])
def test_no_statement_changes_or_deletes_an_entry(case: Application, statement: str) -> None:
    before = list(CaseEvent.objects.values())

    with (
        pytest.raises(IntegrityError, match="only ever added to"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, [case.pk])

    assert list(CaseEvent.objects.values()) == before


@pytest.mark.parametrize("statement", STATEMENTS, ids=["changed", "touched", "deleted"])
def test_without_the_trigger_each_of_them_would(case: Application, statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE applications_caseevent DISABLE TRIGGER applications_caseevent_guard")
        cursor.execute(statement, [case.pk])
        rows = cursor.rowcount
        cursor.execute("ALTER TABLE applications_caseevent ENABLE TRIGGER applications_caseevent_guard")

    assert rows == 1


def test_a_case_with_entries_cannot_be_deleted(case: Application) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

        with pytest.raises(IntegrityError, match="foreign key"), transaction.atomic():
            cursor.execute("DELETE FROM applications_application WHERE id = %s", [case.pk])
