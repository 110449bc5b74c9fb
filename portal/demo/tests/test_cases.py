"""The cases of the demonstration are what the actions would have left: nothing in them is impossible."""

from collections import Counter
from datetime import UTC, date, datetime
from random import Random

import pytest

from applications.actions.verifying import verify
from applications.choices import Part
from applications.models import Application, CaseEvent, Procedure
from applications.rules.folding import fold
from applications.rules.state import State
from applications.rules.transitions import refusals
from portal.accounts.choices import Role
from portal.accounts.models import Office
from portal.accounts.tests import factories as accounts
from portal.demo.world.cases.build import build_cases
from portal.demo.world.cases.making import Maker
from portal.demo.world.cases.recipe import KINDS, filing_days
from portal.demo.world.cases.story import Cast, Story
from portal.demo.world.staff import SIGNER
from portal.reports.models import DirtyDay

TODAY = date(2026, 12, 1)
AT = datetime(2026, 12, 1, 9, tzinfo=UTC)
CAST = Cast(clerks=(1, 2), officers=(3, 4), signer=5)


def cast_of(office: Office) -> Cast:
    roles = (Role.CLERK, Role.OFFICER, Role.SIGNER)
    clerk, officer, signer = (accounts.member(role, at=office).pk for role in roles)
    return Cast(clerks=(clerk,), officers=(officer,), signer=signer)


@pytest.mark.django_db
@pytest.mark.parametrize("code", sorted(KINDS))
def test_nothing_happens_that_could_not_be_entered(code: str) -> None:
    procedure = Procedure.objects.get(code=code)
    chance = Random(code)  # noqa: S311  no secret hangs on it
    for number, filed_on in enumerate(filing_days(chance, 60, today=TODAY)):
        state = State()
        for event in Story(chance, CAST, procedure, filed_on, TODAY, f"SC-II.6151.{number}.2026").write():
            reasons = refusals(state, event, parts=frozenset(Part), today=TODAY)
            assert (event, reasons) == (event, [])
            state = fold(state, event)


@pytest.mark.django_db
def test_the_same_seed_tells_the_same_stories() -> None:
    procedure = Procedure.objects.get(code="TEMP_WORK")

    told = [
        [
            Story(chance, CAST, procedure, on, TODAY, "SC-II.6151.1.2026").write()
            for on in filing_days(chance, 20, today=TODAY)
        ]
        for chance in (Random("a"), Random("a"), Random("b"))  # noqa: S311  no secret hangs on it
    ]

    assert told[0] == told[1]
    assert told[0] != told[2]


@pytest.mark.django_db
def test_a_portal_that_has_cases_gets_no_more() -> None:
    office = accounts.office()
    accounts.user(email=SIGNER.email)
    build_cases(office, count=12, seed=1, today=TODAY, at=AT)

    again = build_cases(office, count=12, seed=1, today=TODAY, at=AT)

    assert (again, Application.objects.count()) == (0, 12)
    assert CaseEvent.objects.count() == sum(Application.objects.values_list("sequence", flat=True))


@pytest.mark.django_db
def test_what_is_written_is_what_the_events_add_up_to() -> None:
    office = accounts.office()

    Maker(office, cast_of(office), Random(2), TODAY, AT).make(80)  # noqa: S311  no secret hangs on it

    assert [each for each in verify(judge=True) if each.drifted] == []
    days = set(CaseEvent.objects.values_list("on", flat=True))
    assert days <= set(DirtyDay.objects.filter(office=office).values_list("on", flat=True))


@pytest.mark.django_db
def test_most_decisions_are_positive_and_many_cases_are_open() -> None:
    office = accounts.office()

    Maker(office, cast_of(office), Random(1), TODAY, AT).make(400)  # noqa: S311  no secret hangs on it

    outcomes = Counter(Application.objects.exclude(decided_on=None).values_list("outcome", flat=True))
    assert 0.75 < outcomes["positive"] / outcomes.total() < 0.98
    assert 60 < Application.objects.unfinished().filter(decided_on=None).count() < 250
